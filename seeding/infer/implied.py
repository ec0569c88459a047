"""References that nobody declared: `store_id` beside a table `stores` points at a store, constraint or not.

A trigger may insist on it: then the store has to be there first, as if there were a foreign key. Without a
trigger nothing depends on the order, and a soft reference does.

A trigger that counts which columns are filled, or refuses a row by its columns alone, says what a check could say, and
is planned for as one. So does a generated column that must not be NULL: what it is computed from has to be there.
And a trigger that makes the base row of a subtype's says which of the two comes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from seeding.infer.bases import with_bases
from seeding.infer.expression import columns_of, parse
from seeding.infer.words import singular, words
from seeding.schema import Attribute, Check, ForeignKey, Schema, Table, Unique
from seeding.schema.routine import counted, is_own, own_columns, refused
from seeding.schema.trigger_tables import passed_on, written_after

_DOCUMENTS = frozenset({"json", "jsonb", "hstore"})
_NUMBERS = frozenset({"int2", "int4", "int8"})


def with_implied(schema: Schema, wanted: Iterable[Table]) -> Schema:
    """The schema, in which the `wanted` tables have the foreign keys and checks that are implied."""
    wanted = list(wanted)
    named: dict[tuple[str, tuple[str, ...]], list[Table]] = {}
    for table in wanted:
        named.setdefault((table.name.schema, _subject(table.name.name)), []).append(table)
    found = {
        t.name: replace(
            t,
            foreign_keys=(*t.foreign_keys, *(_implied(t, named) if _is_watched(t) else ())),
            checks=(*t.checks, *((*_counting(t), *_refusing(t)) if _is_watched(t) else ()), *_computed(t)),
            uniques=(*t.uniques, *(_copied(t, schema) if _is_watched(t) else ())),
        )
        for t in wanted
    }
    found = with_bases(found)
    if all(found[t.name] == t for t in wanted):
        return schema
    return replace(schema, tables={name: found.get(name, table) for name, table in schema.tables.items()})


def _is_watched(table: Table) -> bool:
    return any(trigger.enabled and "INSERT" in trigger.events for trigger in table.triggers)


def _copied(table: Table, schema: Schema) -> Iterable[Unique]:
    """What triggers copy to other tables, where it may be there once only: it is different here already."""
    said = [set(unique.plain) for unique in table.uniques if unique.plain is not None]
    for name in sorted(written_after(table, schema.tables.keys())):
        copied = passed_on(table, name, timing="AFTER")
        for unique in schema.tables[name].uniques:
            if unique.plain is None or not set(unique.plain) <= copied.keys():
                continue
            columns = tuple(copied[column] for column in unique.plain)
            if not any(already <= set(columns) for already in said):
                said.append(set(columns))
                yield Unique(f"{name.name}.{unique.name}", columns, columns, constraint=False)


def _computed(table: Table) -> Iterable[Check]:
    """Generated columns that are NOT NULL, where those they are computed from may leave nothing to compute."""
    for attribute in table.attributes:
        tree = None if attribute.generated is None or attribute.nullable else parse(attribute.generated)
        if tree is None:
            continue
        of = tuple(a for a in table.attributes if a.name in columns_of(tree))
        if any(a.nullable or a.type.base.name in _DOCUMENTS for a in of):
            name = f"{table.name.name}.{attribute.name}"
            yield Check(name, f"(({attribute.generated}) IS NOT NULL)", tuple(a.name for a in of), implied=True)


def _counting(table: Table) -> Iterable[Check]:
    """What triggers want to be filled, where these columns may be NULL and no check says as much."""
    said = {frozenset(check.columns) for check in table.checks}
    for found in counted(table):
        if frozenset(found.columns) not in said and all(table.by_name[c].nullable for c in found.columns):
            in_order = tuple(a.name for a in table.attributes if a.name in found.columns)
            yield Check(found.by, found.expression, in_order, implied=True)


def _refusing(table: Table) -> Iterable[Check]:
    """What triggers refuse by the row's columns alone, as far as it is understood."""
    for by, said in dict.fromkeys(refused(table)):
        tree = parse(said)
        if tree is None or not all(is_own(name) for name in columns_of(tree)):
            continue
        expression = own_columns(said)
        again = parse(expression)
        named = columns_of(again) if again is not None else ()
        in_order = tuple(a.name for a in table.attributes if a.name in named)
        if in_order and all(table.by_name[name].writable for name in in_order):
            yield Check(by, expression, in_order, implied=True)


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
