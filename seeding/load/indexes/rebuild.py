"""Indexes and foreign keys dropped before the load and made again behind it, in the transaction that writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import psycopg
from psycopg import errors

from seeding.errors import LoadError
from seeding.load.indexes.choice import Choice
from seeding.load.indexes.definitions import Index, Key, indexes, keys
from seeding.load.lock import lock_out
from seeding.load.relations import Cursor
from seeding.load.session import setting
from seeding.schema import Name

# Of all that build indexes at the same time; one alone gets what a server of the smallest size can spare.
_TOGETHER_MB, _MOST_MB, _LEAST_MB = 512, 256, 64


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


class Rebuild:
    """What was dropped, made again: a table's indexes once its rows are in, what is left and foreign keys at the end.

    So the server has work while the next rows are made. `jobs` sessions do so at the same time. Every step raises
    NotAsBeforeError.
    """

    def __init__(self, cursor: Cursor, choice: Choice, *, jobs: int = 1) -> None:
        self._cursor, self._choice, self._jobs = cursor, choice, jobs
        self._left = list(choice.indexes)

    @property
    def left(self) -> Choice:
        """What is still to be made."""
        return replace(self._choice, indexes=tuple(self._left))

    def of(self, tables: Iterable[Name]) -> None:
        """Build the indexes of these tables, whose rows are all there."""
        wanted = set(tables)
        now = [index for index in self._left if index.table in wanted]
        if not now:
            return
        with self._spoiling():
            try:
                with self._cursor.connection.transaction():
                    self._make(now)
            except errors.ObjectInUse:
                return  # a constraint of the table waits for the end, and so do its indexes
        self._left = [index for index in self._left if index.table not in wanted]

    def finish(self) -> None:
        """Make the rest, and compare everything with what it was."""
        with self._spoiling():
            self._make([*self._left, *self._choice.keys])
        self._left = []
        compare(self._cursor, self._choice)

    def _make(self, what: Sequence[Index | Key]) -> None:
        """In this order: foreign keys need the indexes."""
        # Each index says its tablespace; what triggers of later tables make goes where it would have gone.
        with building(self._cursor, jobs=self._jobs):
            for one in what:
                for statement in one.create():
                    self._cursor.execute(statement)

    @contextmanager
    def _spoiling(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            if self._cursor.connection.broken:
                raise
            raise NotAsBeforeError(error.diag.message_primary or str(error)) from error


@contextmanager
def building(cursor: Cursor, *, jobs: int = 1) -> Iterator[None]:
    """Let indexes be built in memory, while as many as there are `jobs` are, and each say its tablespace."""
    memory = max(_LEAST_MB, min(_MOST_MB, _TOGETHER_MB // jobs))
    with setting(cursor, "maintenance_work_mem", f"{memory}MB"), setting(cursor, "default_tablespace", ""):
        yield


def compare(cursor: Cursor, choice: Choice) -> None:
    """Raises NotAsBeforeError where the catalog does not say of every index and key what it said before."""
    now = {i.same for i in indexes(cursor, sorted({i.table_oid for i in choice.indexes}))}
    now |= {k.same for k in keys(cursor, sorted({k.table_oid for k in choice.keys}))}
    before: list[Index | Key] = [*choice.indexes, *choice.keys]
    for one in before:
        if one.same not in now:
            raise NotAsBeforeError(f"{one.table}: {one.name} is not what it was before")
