"""Two columns that point at a row of any table: `commentable_type` says which table, `commentable_id` which row of it.

Rails, Laravel, Django and audit logs keep such pairs. No foreign key can hold them, so nothing but their names tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.when import When
from seeding.infer.builders.common import fits
from seeding.infer.decisions import Keys
from seeding.infer.facts import ColumnFacts, TableFacts
from seeding.infer.inferred import Inferred
from seeding.infer.nulls import null_share
from seeding.infer.options import options_of
from seeding.infer.type_rules import of_type
from seeding.infer.undeclared import key_for, soft_reference
from seeding.infer.words import called, singular, words
from seeding.schema import Schema, Table

# What such a pair is called before `_type` and `_id`, besides anything-able.
_ANY = frozenset(
    {
        "object", "subject", "entity", "resource", "target", "model", "item", "source", "record", "parent", "reference",
        "referenced", "related", "context", "content", "association", "attached", "linked", "origin", "thing", "causer",
    }
)  # fmt: skip
_SOMEBODY = frozenset(
    {"owner", "actor", "author", "creator", "sender", "recipient", "receiver", "notifiable", "member", "assignee"}
)
_PEOPLE = frozenset(
    {
        "user", "account", "member", "customer", "person", "profile", "organization", "organisation", "company", "team",
        "group", "admin", "employee", "client", "contact", "workspace",
    }
)  # fmt: skip
# Tables of rows that nobody comments on, tags or owns.
_MINOR = frozenset(
    {
        "log", "version", "setting", "migration", "event", "history", "session", "token", "metadata", "queue", "job",
        "execution", "process", "audit", "key", "preference", "config", "cache", "lock", "vote", "view", "type",
        "status", "kind", "category", "role", "permission", "country", "currency", "language", "unit", "like",
        "comment", "attachment", "reaction", "notification", "activity", "tag", "flag", "report",
    }
)  # fmt: skip
_KEYS = ("id", "uuid", "guid")
_KINDS = ("type", "class", "model", "kind")
_MOST = 4
_NARROWER = {"int8": ("int4", "int2"), "int4": ("int2",)}

Target = tuple[Table, str]  # a table and its key


def polymorphic(facts: TableFacts, keys: Keys) -> None:
    """Decide on every such pair of a table that no key, check or factory has decided on."""
    for kind, row in _pairs(facts, keys):
        labels = options_of(kind)
        found = _labelled(row, labels) if labels is not None else _chosen(kind, row)
        if not found:
            continue
        first, *others = found
        some = [str(table.name) for table, _ in found.values()]
        of = ", ".join(some[:2]) + (f" and {len(some) - 2} more" if len(some) > 2 else "")
        if labels is None:
            # Several tables are not equally busy: the first has half of the rows, as far as anybody knows.
            shares = {label: 0.5 ** min(place, len(others)) for place, label in enumerate(found, 1)}
            choice = Choice(shares if others else [first], nulls=null_share(kind))
            keys.generators[kind.name] = Inferred(choice, f"with {row.name!r} a row of any table: {of}")
        generator = _row(kind, row, found)
        if generator is not None and row.name not in keys.unique:
            keys.generators[row.name] = Inferred(generator, f"the row that {kind.name!r} says the table of: {of}")


def _pairs(facts: TableFacts, keys: Keys) -> list[tuple[ColumnFacts, ColumnFacts]]:
    """(the column that names a table, the one that names a row)."""
    by_words = {found.words: found for found in facts.columns.values()}
    bound = {column for key in facts.table.foreign_keys for column in key.columns}
    bound |= facts.shared_checks | facts.keyed | facts.declared | keys.generators.keys()
    pairs = []
    for parts, kind in by_words.items():
        *before, last = parts
        if last not in _KINDS or not before or not _any_of(before[-1]):
            continue
        row = next((by_words[(*before, key)] for key in _KEYS if (*before, key) in by_words), None)
        if (
            row is None
            or {kind.name, row.name} & bound
            or kind.name in keys.unique
            or not _open(kind)
            or not _open(row)
            or not row.limits.free
        ):
            continue
        if not _named(facts.schema, tuple(before), facts.table):
            pairs.append((kind, row))
    return pairs


def names_a_table(facts: TableFacts, column: str) -> bool:
    """Whether a column says which table another one points into: of few values, however many rows there are."""
    *before, last = facts.columns[column].words
    others = {found.words for found in facts.columns.values()}
    return last in _KINDS and bool(before) and _any_of(before[-1]) and any((*before, key) in others for key in _KEYS)


def _any_of(word: str) -> bool:
    return word in _ANY or word in _SOMEBODY or (word.endswith("able") and len(word) > len("table") + 1)


def _open(column: ColumnFacts) -> bool:
    said = column.of.schema.spoken.get((column.table.name, column.name))
    return column.attribute.writable and column.attribute.default is None and said is None


def _named(schema: Schema, before: tuple[str, ...], own: Table) -> bool:
    """Whether there is one table of that name: then the other column is only a kind."""
    wanted = tuple(singular(word) for word in before)
    return any(called(name.name) == wanted for name in schema.tables if name != own.name)


def _labelled(row: ColumnFacts, labels: Sequence[object]) -> Mapping[str, Target]:
    """Label → table, of the labels that are a table's name."""
    tables = {called(target[0].name.name): target for target in _tables(row)}
    found = {}
    for label in map(str, labels):
        target = tables.get(called(label.rpartition("\\")[2].rpartition("::")[2]))
        if target is not None:
            found[label] = target
    return found


def _chosen(kind: ColumnFacts, row: ColumnFacts) -> Mapping[str, Target]:
    """Class name → table, of the tables that most others refer to."""
    if not kind.is_text or not replace(kind.limits, longest=None).free:
        return {}
    referred = Counter(key.parent for t in row.of.schema.tables.values() for key in t.foreign_keys)
    targets = [target for target in _tables(row) if _subject(target) not in _MINOR]
    people = [target for target in targets if _subject(target) in _PEOPLE]
    if kind.words[-2] in _SOMEBODY:
        targets = people or targets
    elif kind.words[-2].endswith("able"):
        targets = [target for target in targets if target not in people] or targets
    best = sorted(targets, key=lambda target: (-referred[target[0].name], str(target[0].name)))
    return {_class(target[0]): target for target in best[:_MOST] if fits(kind, _class(target[0]))}


def _subject(target: Target) -> str:
    return called(target[0].name.name)[-1]


def _tables(row: ColumnFacts) -> Iterator[tuple[Table, str]]:
    """Tables whose key could stand in the column, and that key."""
    types = {row.type_name, *_NARROWER.get(row.type_name, ())}
    for table in row.of.schema.tables.values():
        key = key_for(row, table)
        # A key that is another table's too would make one row of two.
        inherited = any(key in other.columns for other in table.foreign_keys)
        if key is not None and not inherited and table.by_name[key].type.base.name in types:
            yield table, key


def _row(kind: ColumnFacts, row: ColumnFacts, tables: Mapping[str, Target]) -> Column | None:
    """The key of a row of the table that the other column names."""
    plain = of_type(row)
    if plain is None:
        return None
    made: Column | None = None if row.attribute.nullable else plain
    for label, (table, key) in reversed([*tables.items()]):
        reference = soft_reference(table, key, plain)
        made = When(kind.name, (label,), reference) if made is None else When(kind.name, (label,), reference, made)
    return made


def _class(table: Table) -> str:
    """The class that an application has for a row: ForumPost for forum_posts."""
    *front, last = words(table.name.name)
    return "".join(part.capitalize() for part in (*front, singular(last)))
