"""Exactly what was seeded out again; rows made by hand stay, and so do the sequences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from seeding.errors import LoadError
from seeding.guard import Clearance
from seeding.load import open_runs, relations, runs, session
from seeding.load.failure import Where, explained
from seeding.load.indexes import away
from seeding.load.lock import lock
from seeding.load.relations import Cursor
from seeding.load.remove import Removal, Seeded, count, remove
from seeding.schema import Name, Schema


@dataclass(frozen=True)
class CleanResult:
    """Seeded rows `removed`, and rows made by hand `kept`, by table; tables that had none are left out."""

    removed: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)


def clean(connection: psycopg.Connection[Any], clearance: Clearance, schema: Schema) -> CleanResult:
    """Remove the seeded rows of every table in `schema`, of any run or file, in one transaction.

    Raises LoadError where rows made by hand refer to seeded ones (nothing is removed then), GuardError where
    the database may not be written to.
    """
    session.must_be_idle(connection)
    where = Where()
    with explained(where, connection):
        with connection.transaction():
            session.begin(connection, clearance)
            with connection.cursor() as cursor:
                result = _clean(cursor, schema)
            where.committing = True
        return result


def _clean(cursor: Cursor, schema: Schema) -> CleanResult:
    runs.ensure(cursor)
    open_runs.close(cursor)
    # What a run that broke left away is made again as far as its rows allow; the rest once they are gone.
    away.mend(cursor, tolerant=True)
    ledger = runs.read(cursor)
    # What triggers made belongs to the seeded rows, wherever it is.
    by_trigger = [n for n, of in ledger.runs.items() if any(r.mode == runs.BY_TRIGGER for r in of)]
    result = take_out(cursor, [*schema.tables, *by_trigger])
    away.mend(cursor, tolerant=False)
    return result


def take_out(cursor: Cursor, tables: Iterable[Name]) -> CleanResult:
    """Remove the seeded rows of these tables, and of all that reference them.

    Raises LoadError where rows made by hand refer to seeded ones.
    """
    found, ledger = relations.read(cursor), runs.read(cursor)
    seeded = Seeded(found, ledger)
    names = found.reach(tables)
    unreadable = [n for n in names if not found.tables[n].readable]
    if unreadable:
        raise LoadError(
            f"{unreadable[0]} may not be read: whether its rows refer to seeded ones cannot be told",
            hint=f"grant select on {unreadable[0].sql} to the role that seeds",
        )
    lock(cursor, [found.tables[n] for n in names])
    counts = {}
    for name in names:
        if ledger.of(name):
            relations.must_stay_here(found.tables[name])
        counts[name] = count(cursor, found.tables[name], seeded(name))
        if counts[name].seeded:  # by an exported file, of which the ledger knows nothing
            relations.must_stay_here(found.tables[name])
    removal = remove(cursor, found, seeded, counts)
    if removal.stayed:
        raise LoadError(_held(removal), hint="remove or change those rows first, or run seed again to refresh them")
    for name in names:
        runs.forget(cursor, found.tables[name], rows_left=False)
    kept = {str(n): c.total - c.seeded for n, c in sorted(counts.items()) if c.total > c.seeded}
    return CleanResult(_by_table(removal.removed), kept)


def _by_table(counts: Mapping[Name, int]) -> dict[str, int]:
    return {str(name): rows for name, rows in sorted(counts.items()) if rows}


def _held(removal: Removal) -> str:
    parts = [f"{rows} of {name}" for name, rows in sorted(removal.stayed.items())]
    return f"rows made by hand refer to seeded rows, which cannot be removed: {', '.join(parts)}; nothing was removed"
