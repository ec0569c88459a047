"""Blocks of rows, made by any number of workers, always the same bytes in the same order."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.generate.batch import Batch, Unmade
from seeding.plan.conform import conform
from seeding.plan.model import Plan, PlannedTable

# Measured: 16k-row blocks stay inside the cache; one 500k-row block ran at half the speed.
BLOCK = 16_384


def generate(plan: Plan, *, block: int = BLOCK, workers: int = 1) -> Iterator[Batch]:
    """Every row of the plan, table by table, in row order.

    `block` (rows) and `workers` (threads; numpy and Arrow release the interpreter) change the speed,
    never a byte. Raises FactoryError where a generator's value does not fit its column.
    """
    for batch in _made(plan, frozenset(), block, workers):
        assert isinstance(batch, Batch)  # without tolerance every failure is raised
        yield batch


def attempt(plan: Plan, tolerant: Collection[str], *, block: int = BLOCK, workers: int = 1) -> Iterator[Batch | Unmade]:
    """The same, but where rows of a table in `tolerant` cannot be made, an `Unmade` ends the table instead."""
    return _made(plan, frozenset(tolerant), block, workers)


def _made(plan: Plan, tolerant: frozenset[str], block: int, workers: int) -> Iterator[Batch | Unmade]:
    given_up: set[str] = set()
    for batch in _every(plan, tolerant, block, workers):
        name = batch.table if isinstance(batch, Unmade) else str(batch.table.name)
        if name in given_up:
            continue
        if isinstance(batch, Unmade):
            given_up.add(name)
        yield batch


def _every(plan: Plan, tolerant: frozenset[str], block: int, workers: int) -> Iterator[Batch | Unmade]:
    jobs = ((t, begin, min(begin + block, t.stop)) for t in plan.tables for begin in range(t.start, t.stop, block))

    def job(table: PlannedTable, begin: int, end: int) -> Batch | Unmade:
        if str(table.name) not in tolerant:
            return make(plan, table, begin, end)
        try:
            return make(plan, table, begin, end)
        except Exception as error:  # whatever it is, it is told of beside the table's name
            return Unmade(str(table.name), error)

    if workers <= 1:
        for table, begin, end in jobs:
            yield job(table, begin, end)
        return
    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[Future[Batch | Unmade]] = deque()
        try:
            for table, begin, end in jobs:
                ahead.append(pool.submit(job, table, begin, end))
                if len(ahead) > workers + 1:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()


def make(plan: Plan, table: PlannedTable, begin: int, end: int) -> Batch:
    """Rows `begin` to `end` (half open) of one table."""
    rows = plan.world.rows(str(table.name), np.arange(begin, end, dtype=np.int64))
    columns = [conform(arrays.decode(rows.column(c.name)), c, table, begin) for c in table.columns]
    return Batch(table, begin, pa.RecordBatch.from_arrays(columns, names=[c.name for c in table.columns]))
