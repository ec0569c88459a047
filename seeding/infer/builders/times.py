"""When things happen: rows come to be over two years, change afterwards, end later, expire in the future."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from seeding.columns.base import Column
from seeding.columns.birth_date import BirthDate
from seeding.infer.builders.common import Builder, Made
from seeding.infer.builders.subjects import is_about
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.planned import Planned
from seeding.infer.lasting import is_short
from seeding.infer.temporal import moment

_LASTING = frozenset(
    {"expires", "expire", "expired", "expiry", "expiration", "valid", "renewal", "renews", "next", "until", "trial",
     "exp", "current", "ablaufdatum", "vencimiento", "vencimento", "scadenza", "vervaldatum", "before"}
)  # fmt: skip

_HAPPENED = frozenset({"later", "deleted"})
# Tables of what was, before somebody wrote it down.
_LONG_AGO = frozenset(
    {"experience", "education", "employment", "job", "position", "career", "history", "activity", "work", "study",
     "residence", "qualification", "degree", "tenure", "incident", "symptom", "illness", "condition"}
)  # fmt: skip
_STARTS = frozenset({"start", "starts", "begin", "begins", "event", "appointment", "session"})
_BEGUN = frozenset({"started", "began", "begun"})
_INSTANTS = frozenset({"date", "timestamp", "timestamptz"})

_WORKING = frozenset(
    {"employee", "staff", "worker", "teacher", "nurse", "driver", "doctor", "instructor", "salesperson"}
)


_PRESENT = re.compile(r"now\(\)|CURRENT_|LOCALTIMESTAMP|(clock|statement|transaction)_timestamp\(\)")


def is_sure(facts: ColumnFacts) -> bool:
    """Whether a column has a value in every row: where NULL is allowed, the present is its default."""
    return not facts.attribute.nullable or _PRESENT.search(facts.attribute.default or "") is not None


def created_column(facts: ColumnFacts) -> str | None:
    """The column that says when the row came to be, other than this one; always there where this one is."""
    held = {column for key in facts.table.foreign_keys for column in key.columns}
    named = [
        name
        for name, other in facts.of.columns.items()
        if concept_of(other) == "created" and name not in held and other.attribute.writable
        if name == facts.name or facts.attribute.nullable or is_sure(other)
    ]
    first = next((name for name in named if _is_main(facts, name)), named[0] if named else None)
    return first if first != facts.name else None


def _is_main(facts: ColumnFacts, name: str) -> bool:
    return facts.of.columns[name].squashed.startswith(("created", "insert", "datecreated", "creat"))


def _created(facts: ColumnFacts) -> Made:
    if facts.unique:
        return None
    before = created_column(facts)
    if facts.words[0] in _STARTS and is_planned(facts) and not _is_main(facts, facts.name):
        return _started(facts)
    if before is not None and not _is_main(facts, facts.name):
        earlier = _earlier(facts)
        if earlier:
            return moment(facts, after=(before, *earlier), within="3d")
        return moment(facts, after=before, within="3d", same=0.3)
    # What others refer to is there longer, or there would be no time left for what comes after it.
    since = "-3y" if facts.of.schema.children.get(facts.table.name) else "-2y"
    return moment(facts, since, growth=1.3, rising=True) if _counted(facts) else moment(facts, since, growth=1.3)


def _counted(facts: ColumnFacts) -> bool:
    """Whether rows are numbered as they come: what was numbered later came later."""
    primary = facts.table.primary_key
    if primary is None or len(primary.columns) != 1 or primary.columns[0] is None or facts.name in facts.of.keyed:
        return False
    key = facts.table.by_name[primary.columns[0]]
    return bool(key.identity or key.sequence is not None)


def _updated(facts: ColumnFacts) -> Made:
    if facts.unique:
        return None
    before = created_column(facts)
    before = _surely(facts, before or facts.beside("started"))
    if before is None:
        return moment(facts, "-1y")
    events = _events(facts)
    return moment(facts, after=(before, *events) if events else before, within="180d", same=0.35)


def _events(facts: ColumnFacts) -> list[str]:
    """What happened to the row, each of which was written down in it: sent, returned, deleted."""
    return [
        name
        for name, other in facts.of.columns.items()
        if concept_of(other) in _HAPPENED and other.type_name in _INSTANTS and other.attribute.writable
        if name != facts.name and not other.unique
    ]


# What happens in turn to what is sent, in the order it does.
_IN_TURN = (
    frozenset({"shipped", "dispatched", "sent"}), frozenset({"delivered"}), frozenset({"opened", "read", "viewed"}),
    frozenset({"clicked", "replied", "answered"}),
)  # fmt: skip


def _earlier(facts: ColumnFacts) -> list[str]:
    """What has to have happened before, of what is sent, delivered, opened and answered."""
    place = next((n for n, said in enumerate(_IN_TURN) if facts.words[0] in said), 0)
    before = frozenset[str]().union(*_IN_TURN[:place])
    return [
        name
        for name, other in facts.of.columns.items()
        if other.words[0] in before and other.type_name == facts.type_name and other.attribute.writable
        if not other.unique and len(other.words) == len(facts.words)
    ]


def _surely(facts: ColumnFacts, before: str | None) -> str | None:
    """The column that is to come before, unless it may be NULL where this one may not."""
    if before is None or facts.attribute.nullable or "." in before:
        return before
    return before if is_sure(facts.of.columns[before]) else None


def _later(facts: ColumnFacts) -> Made:
    return _after(facts, within="60d")


def _deleted(facts: ColumnFacts) -> Made:
    """After the row came to be, whether or not what it is of has begun."""
    before = created_column(facts)
    return _later(facts) if before is None or facts.unique else moment(facts, after=before, within="60d")


def _after(facts: ColumnFacts, **options: Any) -> Column | None:
    if facts.unique:
        return None
    before = facts.beside("started", anywhere=False) or created_column(facts) or facts.beside("started")
    earlier = [name for name in _earlier(facts) if name != before]
    if before is None:
        return moment(facts, "-1y") if not earlier else moment(facts, after=tuple(earlier), **options)
    return moment(facts, after=(before, *earlier) if earlier else before, **options)


def _started(facts: ColumnFacts) -> Made:
    if facts.unique:
        return None
    if facts.words[0] in _BEGUN:
        return moment(facts)
    before = created_column(facts)
    if is_planned(facts) and facts.is_moment and facts.limits.free and facts.name not in facts.of.shared_checks:
        known = _surely(facts, before)
        return Planned(moment(facts, "-2y", "+60d") if known is None else moment(facts, after=known, within="45d"))
    if before is None or not _LONG_AGO.isdisjoint(facts.of.table_words) or not _surely(facts, before):
        return moment(facts, "-2y", "+30d")
    return moment(facts, after=before, within="30d", same=0.2 if facts.is_date else 0.0)


def is_planned(facts: ColumnFacts) -> bool:
    """Whether the table's rows are appointments: people come at an hour that was agreed on before."""
    return is_short(facts) or is_about("gathered", facts.of.table_words)


def _future(facts: ColumnFacts) -> Made:
    """What ends a validity lies ahead; what is planned lies some weeks after the row came to be."""
    before = None if _LASTING & set(facts.words) else created_column(facts) or facts.beside("started")
    if facts.unique or before is None:
        return None if facts.unique else moment(facts, "+1d", "+1y")
    agreed = is_planned(facts) and facts.is_moment and facts.limits.free and facts.name not in facts.of.shared_checks
    if agreed and facts.words[0] in ("scheduled", "appointment", "booking", "reservation", "event"):
        return Planned(moment(facts, after=before, within="45d"))
    return moment(facts, after=before, within="45d")


def _past(facts: ColumnFacts) -> Made:
    return None if facts.unique else moment(facts, "-15y", "-30d")


def _birth(facts: ColumnFacts) -> Made:
    if facts.unique:
        return None
    bounded = facts.limits.lower is not None or facts.limits.upper is not None
    if bounded:
        return moment(facts, "-80y", "-18y")
    return BirthDate(19, 64) if facts.of.subject in _WORKING else BirthDate(18, 85)


BUILDERS: Mapping[str, Builder] = {
    "created": _created,
    "updated": _updated,
    "deleted": _deleted,
    "later": _later,
    "started": _started,
    "future": _future,
    "birth": _birth,
    "past": _past,
}
