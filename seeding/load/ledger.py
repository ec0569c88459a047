"""What earlier runs left behind, for the plan of the next: where row numbers go on, which keys are taken."""

from __future__ import annotations

from typing import Any

import psycopg

from seeding.load import relations, runs
from seeding.load.relations import Relation
from seeding.load.runs import BY_TRIGGER, Ledger
from seeding.load.seeded import INTEGERS, condition
from seeding.plan.existing import Existing
from seeding.schema import Name, Schema, quote

Cursor = psycopg.Cursor[tuple[Any, ...]]

# Keys that are told one by one; where they are scattered more widely, everything between them counts as taken.
_MOST_RANGES = 1_000


def next_start(connection: psycopg.Connection[Any], table: Name) -> int:
    """The row number after the last one that earlier runs wrote to a table; 0 where none did."""
    with connection.cursor() as cursor:
        return _next_row(runs.read(cursor), table)


def existing(connection: psycopg.Connection[Any], schema: Schema, *, append: bool) -> dict[str, Existing]:
    """What is there, by table: with `append` rows of earlier runs stay, else they are about to be replaced.

    Raises psycopg's error where a table may not be read.
    """
    with connection.cursor() as cursor:
        ledger, found = runs.read(cursor), relations.read(cursor)
        return {
            str(name): _existing(cursor, ledger, found.tables[name], append=append)
            for name in schema.tables
            if name in found.tables
        }


def _next_row(ledger: Ledger, table: Name) -> int:
    return max((run.stop_row for run in ledger.of(table) if run.current), default=0)


def _existing(cursor: Cursor, ledger: Ledger, relation: Relation, *, append: bool) -> Existing:
    next_row = _next_row(ledger, relation.name) if append else 0
    single = relation.single_key
    if single is None or single[1] not in INTEGERS or not relation.readable:
        return Existing(next_row)
    history = ledger.of(relation.name)
    offsets = [
        run.ranges[0][0] - run.first_row for run in history if run.current and run.ranges and run.mode != BY_TRIGGER
    ]
    stays = "true" if append else f"NOT {condition(relation, history, 't')}"
    keys = f"select t.{quote(single[0])}::bigint as key from {relation.name.sql} t where {stays}"
    return Existing(next_row, offsets[-1] if offsets else None, _ranges(cursor, keys))


def _ranges(cursor: Cursor, keys: str) -> tuple[tuple[int, int], ...]:
    ranges = runs.islands(cursor, keys, limit=_MOST_RANGES + 1)
    if len(ranges) <= _MOST_RANGES:
        return ranges
    row = cursor.execute(f"select max(key) from ({keys}) keys").fetchone()
    assert row is not None
    return ((ranges[0][0], row[0]),)
