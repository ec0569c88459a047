"""Indexes and foreign keys dropped before the load and made again after it, in the transaction that writes."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from seeding.errors import LoadError
from seeding.load.indexes.choice import Choice
from seeding.load.indexes.definitions import Index, Key, indexes, keys
from seeding.load.lock import lock_out
from seeding.load.relations import Cursor

# One index at a time: what a server of the smallest size can spare.
_MEMORY = "256MB"


class NotAsBeforeError(LoadError):
    """What was dropped cannot be made again as it was: everything is rolled back, and loaded with indexes in place."""


def drop(cursor: Cursor, choice: Choice, *, patience: str) -> None:
    """Remove what was chosen, once nobody uses the tables.

    Raises psycopg's error where the server does not allow it, or `patience` ends; then nothing is removed.
    """
    with cursor.connection.transaction():
        lock_out(cursor, choice.locked, patience=patience)
        for statement in [k.drop() for k in choice.keys] + [i.drop() for i in choice.indexes]:
            cursor.execute(statement)


def restore(cursor: Cursor, choice: Choice) -> None:
    """Make everything again, and compare it with what it was. Raises NotAsBeforeError."""
    try:
        cursor.execute("SELECT pg_catalog.set_config('maintenance_work_mem', %s, true)", (_MEMORY,))
        for statement in statements(choice):
            cursor.execute(statement)
    except psycopg.Error as error:
        if cursor.connection.broken:
            raise
        said = error.diag.message_primary or str(error)
        raise NotAsBeforeError(said) from error
    compare(cursor, choice)


def statements(choice: Choice) -> Iterator[str]:
    """What makes everything again, in order: indexes first, as foreign keys need them."""
    for index in choice.indexes:
        yield from index.create()
    for key in choice.keys:
        yield from key.create()


def compare(cursor: Cursor, choice: Choice) -> None:
    """Raises NotAsBeforeError where the catalog does not say of every index and key what it said before."""
    now = {i.same for i in indexes(cursor, sorted({i.table_oid for i in choice.indexes}))}
    now |= {k.same for k in keys(cursor, sorted({k.table_oid for k in choice.keys}))}
    before: list[Index | Key] = [*choice.indexes, *choice.keys]
    for one in before:
        if one.same not in now:
            raise NotAsBeforeError(f"{one.table}: {one.name} is not what it was before")
