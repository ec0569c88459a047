"""A table's rows made once more: what was sent is gone, and rows are a function of their number."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from seeding.errors import UnsafeValueError
from seeding.generate import BLOCK, Batch, Unmade, attempt, make
from seeding.load.blocks import Block
from seeding.load.encode import encode_text
from seeding.plan.model import Plan, PlannedTable
from seeding.safety import Cleared, scan


def all_again(plan: Plan, tolerant: Collection[str]) -> Iterator[tuple[Batch, Cleared] | Unmade]:
    """Every row of the plan, cleared; a table in `tolerant` whose rows cannot be made or cleared ends in `Unmade`."""
    return clearing(attempt(plan, tolerant), tolerant)


def clearing(batches: Iterator[Batch | Unmade], tolerant: Collection[str]) -> Iterator[tuple[Batch, Cleared] | Unmade]:
    """Batches that hold no value that could belong to someone.

    Raises UnsafeValueError for the first that does, unless its table is in `tolerant`.
    """
    refused: set[str] = set()
    for batch in batches:
        if isinstance(batch, Unmade):
            yield batch
            continue
        name = str(batch.table.name)
        if name in refused:
            continue
        types = {c.name: c.attribute.type.sql for c in batch.table.columns}
        try:
            proof = scan(batch.data, table=name, first_row=batch.first_row, types=types)
        except UnsafeValueError as error:
            if name not in tolerant:
                raise
            refused.add(name)
            yield Unmade(name, error)
            continue
        yield batch, proof


# A generator that fails in one row fails in the few around it only.
_AROUND = 64


def once_more(plan: Plan, planned: PlannedTable, most: int) -> tuple[list[Block], Exception | None]:
    """The first `most` rows as text COPY data, cleared again; rows that cannot be made are left out.

    Also what the first of these said, if any did.
    """
    stop = min(planned.stop, planned.start + most)
    try:
        pieces = _pieces(planned.start, stop, BLOCK)
        return [block for begin, end in pieces for block in _made(plan, planned, begin, end)], None
    except Exception as error:  # told of beside the table's name, as every shortfall is
        failed = error
    made: list[Block] = []
    for begin, end in _pieces(planned.start, stop, max(1, -(-(stop - planned.start) // _AROUND))):
        try:
            made += _made(plan, planned, begin, end)
        except Exception as error:
            if not made and begin > planned.start and type(error) is type(failed):
                break  # it fails wherever it begins
            failed = error
    return made, failed


def _made(plan: Plan, planned: PlannedTable, begin: int, end: int) -> list[Block]:
    types = [c.attribute.type for c in planned.columns]
    sql = {c.name: c.attribute.type.sql for c in planned.columns}
    data = make(plan, planned, begin, end).data
    cleared = scan(data, table=str(planned.name), first_row=begin, types=sql)
    return [Block(str(planned.name), end - begin, False, encode_text(cleared.batch, types))]


def _pieces(start: int, stop: int, size: int) -> Iterator[tuple[int, int]]:
    for begin in range(start, stop, size):
        yield begin, min(begin + size, stop)
