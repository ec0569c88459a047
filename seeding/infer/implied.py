"""References that nobody declared: `store_id` beside a table `stores` points at a store, constraint or not.

A trigger may insist on it: then the store has to be there first, as if there were a foreign key. Without a
trigger nothing depends on the order, and a soft reference does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from seeding.infer.words import singular, words
from seeding.schema import Attribute, ForeignKey, Schema, Table

_NUMBERS = frozenset({"int2", "int4", "int8"})


def with_implied(schema: Schema, wanted: Iterable[Table]) -> Schema:
    """The schema, in which the `wanted` tables have foreign keys where column names imply them to triggers."""
    wanted = list(wanted)
    named: dict[tuple[str, tuple[str, ...]], list[Table]] = {}
    for table in wanted:
        named.setdefault((table.name.schema, _subject(table.name.name)), []).append(table)
    watched = [t for t in wanted if any(trigger.enabled and "INSERT" in trigger.events for trigger in t.triggers)]
    found = {t.name: replace(t, foreign_keys=(*t.foreign_keys, *_implied(t, named))) for t in watched}
    if all(found[t.name].foreign_keys == t.foreign_keys for t in watched):
        return schema
    return replace(schema, tables={name: found.get(name, table) for name, table in schema.tables.items()})


def _subject(name: str) -> tuple[str, ...]:
    *first, last = words(name)
    return (*first, singular(last))


def _implied(table: Table, named: dict[tuple[str, tuple[str, ...]], list[Table]]) -> Iterable[ForeignKey]:
    taken = {c for key in table.foreign_keys for c in key.columns}
    taken |= {c for check in table.checks for c in check.columns}
    taken |= {c for unique in table.uniques if unique.primary for c in unique.columns if c is not None}
    for attribute in table.attributes:
        *subject, last = words(attribute.name)
        if last != "id" or not subject or attribute.name in taken or not _free(attribute):
            continue
        parents = named.get((table.name.schema, _subject("_".join(subject))), [])
        if len(parents) == 1 and parents[0].name != table.name:
            key = _key_of(parents[0], attribute)
            if key is not None:
                name = f"{table.name.name}.{attribute.name}"
                yield ForeignKey(name, (attribute.name,), parents[0].name, (key,), implied=True)


def _free(attribute: Attribute) -> bool:
    return attribute.writable and attribute.identity is None and attribute.sequence is None


def _key_of(parent: Table, attribute: Attribute) -> str | None:
    """The parent's key of one column, where the attribute could hold it."""
    key = parent.primary_key
    if key is None or key.plain is None or len(key.plain) != 1:
        return None
    own, there = attribute.type.base.name, parent.by_name[key.plain[0]].type.base.name
    return key.plain[0] if own == there or {own, there} <= _NUMBERS else None
