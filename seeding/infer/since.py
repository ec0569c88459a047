"""Which parents a row cannot be older than, and where it says when it came to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from seeding.columns.moment import Moment
from seeding.columns.reference import Reference
from seeding.infer.agreement import brought
from seeding.infer.builders.times import created_column
from seeding.infer.concepts import concept_of
from seeding.infer.decisions import Keys
from seeding.infer.deeds import when_done
from seeding.infer.facts import ColumnFacts, TableFacts
from seeding.infer.generators.ordered import Ordered
from seeding.infer.generators.since import SinceParents
from seeding.infer.generators.slot import Slot
from seeding.infer.inferred import Inferred
from seeding.infer.temporal import bounds
from seeding.schema import Name, Schema, Table

# Each parent's moment is computed anew for its children, and so are its own parents': together no more than these.
_MOST_PARENTS = 4
_MOST_MOMENTS = 24
_SOON = "90d"


@dataclass
class _Times:
    """What is known of a schema's tables: the column that says when a row came to be, and what that costs."""

    schema: Schema
    cut: frozenset[tuple[Name, str]]
    columns: dict[Name, str | None] = field(default_factory=dict)
    parents: dict[Name, Mapping[str, Name]] = field(default_factory=dict)
    costs: dict[Name, int] = field(default_factory=dict)

    def column(self, name: Name) -> str | None:
        """The column of a table that says when its rows came to be."""
        if name not in self.columns:
            self.columns[name] = _main_moment(TableFacts.of(self.schema.tables[name], self.schema))
        return self.columns[name]

    def above(self, table: Table) -> Mapping[str, Name]:
        """The references whose rows come to be before a table's own: required ones first, few enough to compute."""
        found = self.parents.get(table.name)
        if found is None:
            found = self.parents[table.name] = self._above(table)
        return found

    def _above(self, table: Table) -> dict[str, Name]:
        found: dict[str, Name] = {}
        left = _MOST_MOMENTS
        keys = [key for key in table.foreign_keys if key.enforced and (table.name, key.name) not in self.cut]
        # What another parent brings along is older than that one already.
        told = brought(TableFacts.of(table, self.schema), keys)
        keys = [key for key in keys if len(key.columns) > 1 or key.columns[0] not in told]
        for key in sorted(keys, key=lambda key: any(table.by_name[c].nullable for c in key.columns)):
            if key.parent == table.name or key.parent not in self.schema.tables or self.column(key.parent) is None:
                continue
            cost = self.cost(self.schema.tables[key.parent])
            if cost <= left and len(found) < _MOST_PARENTS:
                found[key.columns[0]] = key.parent
                left -= cost
        return found

    def cost(self, table: Table) -> int:
        """How many moments are computed for one of a table's."""
        if table.name not in self.costs:
            above = self.above(table).values()
            self.costs[table.name] = 1 + sum(self.cost(self.schema.tables[parent]) for parent in above)
        return self.costs[table.name]


_known: list[_Times] = []


def _times(schema: Schema) -> _Times:
    # Kept for the last schema only, and with it, so that another one cannot take its place in memory.
    if not _known or _known[0].schema is not schema:
        cut = frozenset((cut.table, cut.foreign_key.name) for cut in schema.order.cuts)
        _known[:] = [_Times(schema, cut)]
    return _known[0]


def since_parents(facts: ColumnFacts, keys: Keys, decided: Inferred) -> Inferred:
    """The moment a row came to be, kept after the moments its parents did."""
    if not (facts.is_moment or facts.is_date) or concept_of(facts) != "created":
        return decided
    if facts.unique and not (facts.is_moment and isinstance(decided.generator, Moment)):
        return decided
    if created_column(facts) is not None and _main_moment(facts.of) != facts.name:
        return decided
    times = _times(facts.of.schema)
    low, high = bounds(facts)
    told: dict[str, str] = {}
    for reference, parent in times.above(facts.table).items():
        if when_done(facts.of.columns[reference]) is not None:
            continue  # who voided a sale is told by when it was voided, and that by when it was made
        made = keys.generators.get(reference)
        column = times.column(parent)
        if made is not None and isinstance(made.generator, Reference) and made.generator.nulls < 1 and column:
            told[reference] = f"{reference}.{column}"
    if not told:
        return decided
    deep = any(times.above(facts.of.schema.tables[times.above(facts.table)[name]]) for name in told)
    options: dict[str, Any] = {
        name: value for name, value in (("within", _SOON if deep else None), ("low", low), ("high", high)) if value
    }
    if facts.unique:
        options["unique"] = True
    generator = SinceParents(decided.generator, *told.values(), **options)
    return replace(decided, generator=generator, reason=f"{decided.reason}, not before {', '.join(told.values())}")


_BOOKED = frozenset(
    {"booking", "reservation", "appointment", "shift", "slot", "rental", "session", "lesson", "meeting"}
)
_AHEAD = 24 * 30  # hours


def before_slot(facts: ColumnFacts, keys: Keys, decided: Inferred) -> Inferred:
    """The moment that something was booked, before its own stretch of time begins, which keys have given it."""
    plain = facts.is_moment and facts.limits.free and not facts.unique and facts.name not in facts.of.shared_checks
    if not plain or facts.of.subject not in _BOOKED or concept_of(facts) != "created":
        return decided
    begins = [
        name
        for name, made in keys.generators.items()
        if isinstance(made.generator, Slot) and made.generator.part == "begin" and facts.of.columns[name].is_moment
    ]
    if len(begins) != 1 or _main_moment(facts.of) != facts.name:
        return decided
    generator = Ordered("moment", below=begins, room=_AHEAD)
    return replace(decided, generator=generator, reason=f"{decided.reason}, before {begins[0]}")


def _main_moment(facts: TableFacts) -> str | None:
    """The column that says when a row came to be: `created_at` before `order_date` before others of that kind."""
    found = [
        column
        for column in facts.columns.values()
        if (column.is_moment or column.is_date) and column.attribute.writable and concept_of(column) == "created"
    ]
    found.sort(key=lambda column: not column.squashed.startswith(("created", "insert", "datecreated", "creat")))
    return found[0].name if found else None
