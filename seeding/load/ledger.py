"""What earlier runs left behind, for the plan of the next: where row numbers go on, which keys are taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pyarrow as pa

from seeding.load import relations, runs
from seeding.load.relations import Relation
from seeding.load.runs import BY_TRIGGER, Ledger
from seeding.load.seeded import INTEGERS, condition
from seeding.plan.arrow_types import arrow_type
from seeding.plan.existing import Existing
from seeding.plan.stored import Stored
from seeding.schema import Name, Schema, Table, quote

Cursor = psycopg.Cursor[tuple[Any, ...]]

# Keys that are told one by one; where they are scattered more widely, everything between them counts as taken.
_MOST_RANGES = 1_000
_MOST_ROWS = 1_000


def existing(
    connection: psycopg.Connection[Any],
    schema: Schema,
    *,
    append: bool,
    filled: Callable[[Table], bool] = lambda _: True,
) -> dict[str, Existing]:
    """What is there, by table: with `append` rows of earlier runs stay, else they are about to be replaced.

    Rows to refer to are read where nothing was seeded, and all of a table that is not to be `filled`.
    Raises psycopg's error where a table may not be read.
    """
    with connection.cursor() as cursor:
        ledger, found = runs.read(cursor), relations.read(cursor)
        there = {name: found.tables[name] for name in schema.tables if name in found.tables}
        occupied = relations.occupied(cursor, [r for r in there.values() if r.readable])
        return {
            str(name): replace(
                _existing(cursor, ledger, relation, append=append, occupied=name in occupied),
                stored=_stored(
                    cursor, schema, schema.tables[name], ledger, relation, filled=filled(schema.tables[name])
                )
                if name in occupied
                else None,
            )
            for name, relation in there.items()
        }


def _stored(
    cursor: Cursor, schema: Schema, table: Table, ledger: Ledger, relation: Relation, *, filled: bool
) -> Stored | None:
    """The keys of up to a thousand rows, their own and those they refer to, in their order."""
    seeded = any(run.current for run in ledger.of(table.name))
    if not relation.readable or (filled and seeded):
        return None
    # What rows refer to is a key as well: others may have to agree with it.
    wanted = {
        *schema.referenced.get(table.name, ()),
        *relation.key,
        *(c for k in table.foreign_keys for c in k.columns),
    }
    columns = [a for a in table.attributes if a.name in wanted] or list(table.attributes[:1])
    arrows = [arrow_type(a.type) for a in columns]
    listed = ", ".join(
        f"t.{quote(a.name)}{'::text' if pa.types.is_string(t) or isinstance(t, pa.JsonType) else ''}"
        for a, t in zip(columns, arrows, strict=True)
    )
    by = ", ".join(f"t.{quote(c)}" for c in relation.key) or "t.ctid"
    which = "true" if not filled else f"NOT {condition(relation, (), 't')}"
    rows = cursor.execute(f"SELECT {listed} FROM {relation.own} t WHERE {which} ORDER BY {by} LIMIT {_MOST_ROWS}")
    cells = rows.fetchall()
    if not cells:
        return None
    values = [_array([row[n] for row in cells], arrow) for n, arrow in enumerate(arrows)]
    return Stored(table.name, {a.name: v for a, v in zip(columns, values, strict=True)}, seeded)


def _array(values: list[Any], arrow: pa.DataType) -> pa.Array:
    if isinstance(arrow, pa.UuidType):
        raw = [None if v is None else v.bytes for v in values]
        return pa.ExtensionArray.from_storage(arrow, pa.array(raw, pa.binary(16)))
    return pa.array(values, arrow)


def _next_row(ledger: Ledger, table: Name) -> int:
    return max((run.stop_row for run in ledger.of(table) if run.current), default=0)


def _existing(cursor: Cursor, ledger: Ledger, relation: Relation, *, append: bool, occupied: bool) -> Existing:
    next_row = _next_row(ledger, relation.name) if append else 0
    single = relation.single_key
    if single is None or single[1] not in INTEGERS or not relation.readable:
        return Existing(next_row)
    history = ledger.of(relation.name)
    offsets = [
        run.ranges[0][0] - run.first_row for run in history if run.current and run.ranges and run.mode != BY_TRIGGER
    ]
    stays = "true" if append else f"NOT {condition(relation, history, 't')}"
    keys = f"select t.{quote(single[0])}::bigint as key from {relation.own} t where {stays}"
    return Existing(next_row, offsets[-1] if offsets else None, _ranges(cursor, keys) if occupied else ())


def _ranges(cursor: Cursor, keys: str) -> tuple[tuple[int, int], ...]:
    ranges = runs.islands(cursor, keys, limit=_MOST_RANGES + 1)
    if len(ranges) <= _MOST_RANGES:
        return ranges
    row = cursor.execute(f"select max(key) from ({keys}) keys").fetchone()
    assert row is not None
    return ((ranges[0][0], row[0]),)
