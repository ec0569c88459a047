"""Rows made by several processes of this machine, in the order of one: for one transaction, one file."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from seeding.engine.luggage import Luggage, packed, unpacked
from seeding.engine.processes import Jobs, started
from seeding.errors import FactoryError
from seeding.generate import BLOCK, Batch, Unmade, attempt, attempt_block, until_unmade
from seeding.plan.model import Plan
from seeding.plan.ranges import Range, ranges

# Fewer rows are made before a process has started.
_FEW = 2 * BLOCK


def attempted(plan: Plan, tolerant: Collection[str], workers: Jobs, root: Path) -> Iterator[Batch | Unmade]:
    """`attempt(plan, tolerant)` by so many processes, which find factories at `root`: the same batches in the same
    order, a few of which wait for whoever takes them. Few rows are made here.

    Raises FactoryError for a generator that cannot be sent to a process, and what making rows raised.
    """
    if plan.rows <= _FEW:
        return attempt(plan, tolerant)
    return until_unmade(_received(plan, frozenset(tolerant), workers, root))


def _received(plan: Plan, tolerant: frozenset[str], workers: Jobs, root: Path) -> Iterator[Batch | Unmade]:
    luggage = packed(plan, root)
    with started(workers, root) as processes:
        carried = processes.kept(luggage, "plan")
        with closing(processes.in_order(made, ranges(plan, BLOCK), str, carried, tolerant)) as blocks:
            for part, found in blocks:
                yield found if isinstance(found, Unmade) else Batch(plan.table(part.table), part.begin, found)


def made(part: Range, luggage: Luggage, tolerant: Collection[str]) -> pa.RecordBatch | Unmade:
    """In a process: one block of rows."""
    plan = unpacked(luggage)
    found = attempt_block(plan, plan.table(part.table), (part.begin, part.end), part.table in tolerant)
    return found.data if isinstance(found, Batch) else Unmade(found.table, _that_travels(found.error))


def _that_travels(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own
    except Exception:  # a class of the user's may refuse in any way
        return FactoryError(f"its rows could not be made ({type(error).__name__}: {error})")
    return error
