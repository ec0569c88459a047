"""Cleared batches, one table's after another's, as the plan has them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from seeding.errors import LoadError
from seeding.generate import Unmade
from seeding.load.ahead import Peekable
from seeding.load.progress import Progress
from seeding.plan.model import PlannedTable
from seeding.safety import Cleared


def by_table(
    tables: Iterable[PlannedTable], batches: Iterator[Cleared | Unmade]
) -> Iterator[tuple[PlannedTable, Iterator[Cleared | Unmade]]]:
    """Every planned table with its batches, which must be used up before the next; an `Unmade` is the last.

    Raises LoadError where rows are missing, repeated or of a table that is not planned.
    """
    stream = Peekable(batches)
    for planned in tables:
        yield planned, _of(stream, planned)
    left = stream.peek()
    if left is not None:
        raise LoadError(f"a batch of {left.table} came that was not due: batches follow the plan's order")


def narrated(
    tables: Iterable[PlannedTable], batches: Iterator[Cleared | Unmade], progress: Progress
) -> Iterator[tuple[PlannedTable, Iterator[Cleared]]]:
    """The same for the tables that get rows, and `progress` hears of it."""
    for planned, its_batches in by_table(tables, batches):
        if planned.rows:
            name, begun = str(planned.name), time.perf_counter()
            progress.started(name, planned.rows)
            yield planned, _counted(name, its_batches, progress)
            progress.finished(name, planned.rows, time.perf_counter() - begun)


def _counted(name: str, batches: Iterator[Cleared | Unmade], progress: Progress) -> Iterator[Cleared]:
    for batch in batches:
        if isinstance(batch, Unmade):
            raise batch.error  # a file has no use for a part of a table
        yield batch
        progress.advanced(name, batch.batch.num_rows)


def _of(stream: Peekable[Cleared | Unmade], planned: PlannedTable) -> Iterator[Cleared | Unmade]:
    name, expected = str(planned.name), planned.start
    names = [c.name for c in planned.columns]
    while (batch := stream.peek()) is not None and batch.table == name:
        if isinstance(batch, Unmade):
            yield next(stream)
            return
        if batch.first_row != expected or batch.batch.schema.names != names:
            raise LoadError(f"{name}: a batch that begins with row {batch.first_row} came where row {expected} was due")
        expected += batch.batch.num_rows
        yield next(stream)
    if expected != planned.stop:
        raise LoadError(f"{name}: {expected - planned.start} rows came, {planned.rows} are planned")
