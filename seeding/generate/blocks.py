"""Blocks of rows, always the same bytes in the same order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.generate.batch import Batch, Unmade
from seeding.plan.conform import conform
from seeding.plan.model import Plan, PlannedTable

# Measured: 16k-row blocks stay inside the cache; one 500k-row block ran at half the speed.
BLOCK = 16_384


def generate(plan: Plan, *, block: int = BLOCK) -> Iterator[Batch]:
    """Every row of the plan, table by table, in row order.

    `block` (rows) changes the speed, never a byte. Raises FactoryError where a generator's value does not fit its
    column.
    """
    for table in plan.tables:
        for begin in range(table.start, table.stop, block):
            yield make(plan, table, begin, min(begin + block, table.stop))


def attempt(plan: Plan, tolerant: Collection[str], *, block: int = BLOCK) -> Iterator[Batch | Unmade]:
    """The same, but where rows of a table in `tolerant` cannot be made, an `Unmade` ends the table instead."""
    return until_unmade(
        attempt_block(plan, table, (begin, min(begin + block, table.stop)), str(table.name) in tolerant)
        for table in plan.tables
        for begin in range(table.start, table.stop, block)
    )


def attempt_block(plan: Plan, table: PlannedTable, rows: tuple[int, int], tolerant: bool) -> Batch | Unmade:
    """`rows` (from, to; half open) of one table, or why they cannot be made where that is tolerated."""
    try:
        return make(plan, table, *rows)
    except Exception as error:  # whatever it is, it is told of beside the table's name
        if not tolerant:
            raise
        return Unmade(str(table.name), error)


def until_unmade(batches: Iterable[Batch | Unmade]) -> Iterator[Batch | Unmade]:
    """What comes of each table up to the first `Unmade`."""
    given_up: set[str] = set()
    for batch in batches:
        name = batch.table if isinstance(batch, Unmade) else str(batch.table.name)
        if name in given_up:
            continue
        if isinstance(batch, Unmade):
            given_up.add(name)
        yield batch


def make(plan: Plan, table: PlannedTable, begin: int, end: int) -> Batch:
    """Rows `begin` to `end` (half open) of one table."""
    rows = plan.world.rows(str(table.name), np.arange(begin, end, dtype=np.int64))
    columns = [conform(arrays.decode(rows.column(c.name)), c, table, begin) for c in table.columns]
    return Batch(table, begin, pa.RecordBatch.from_arrays(columns, names=[c.name for c in table.columns]))
