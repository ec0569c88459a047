"""Columns that say whose a row is where no table lists who there is: the tables that must agree draw from one pool.

`lesson (class_id, owner_id) → class (id, owner_id)` and `(student_id, owner_id) → student (id, owner_id)` want a class
and a student of one owner: with owners made up for each table apart, there would be none.
"""

from __future__ import annotations

from collections.abc import Iterator

from seeding.columns.base import Column
from seeding.columns.key import Key, Serial
from seeding.infer.decisions import Keys
from seeding.infer.facts import TableFacts
from seeding.infer.generators.shared import Shared
from seeding.infer.inferred import Inferred
from seeding.schema import Name, Schema, Table

_WHOLE = ("int2", "int4", "int8")

Place = tuple[Name, str]


def share(facts: TableFacts, keys: Keys) -> None:
    """Decide on the columns of one table that rows of other tables must have alike."""
    table = facts.table
    for name in facts.schema.referenced.get(table.name, frozenset()):
        made = _made(facts, name)
        if made is None or name in facts.declared or not _is_root(table, name):
            continue
        places = _alike(facts.schema, (table.name, name))
        if len(places) > 1:
            first = min(places, key=lambda place: (str(place[0]), place[1]))
            others = ", ".join(sorted(str(t) for t, _ in places if t != table.name))
            label = f"{first[0]}.{first[1]}"
            keys.generators[name] = Inferred(Shared(made, of=label), f"one of a few, as in {others}")


def _made(facts: TableFacts, name: str) -> Column | None:
    attribute = facts.table.by_name.get(name)
    if attribute is None or not attribute.writable or attribute.sequence is not None or attribute.identity is not None:
        return None
    kind = attribute.type.base.name
    return Key() if kind == "uuid" else Serial() if kind in _WHOLE else None


def _is_root(table: Table, name: str) -> bool:
    """Whether a column is taken from no other table, and may be alike in several rows."""
    held = any(name in key.columns for key in table.foreign_keys if key.enforced)
    return not held and not any(unique.columns == (name,) for unique in table.uniques)


def _alike(schema: Schema, start: Place) -> set[Place]:
    """The root columns that some row of another table must find the same value in, whatever the way."""
    found, open_ = {start}, [start]
    while open_:
        for place in _beside(schema, open_.pop()):
            if place not in found:
                found.add(place)
                open_.append(place)
    return {(table, name) for table, name in found if _is_root(schema.tables[table], name)}


def _beside(schema: Schema, place: Place) -> Iterator[Place]:
    """Where a column's values go, and where they come from, by keys of several columns."""
    table, name = place
    for child, key in schema.children.get(table, ()):
        if key.enforced and len(key.columns) > 1 and name in key.parent_columns:
            yield child.name, key.columns[key.parent_columns.index(name)]
    for key in schema.tables[table].foreign_keys:
        if key.enforced and len(key.columns) > 1 and name in key.columns and key.parent in schema.tables:
            yield key.parent, key.parent_columns[key.columns.index(name)]
