"""A plan cut into ranges of rows that can be made apart, always at the same row numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seeding.plan.model import Plan, PlannedTable

# A million rows of some hundred bytes: a part that readers of Parquet like, and half a minute of a worker's time.
# A multiple of the block that rows are made in, so that row groups are the same wherever a part begins.
PART_ROWS = 64 * 16_384


@dataclass(frozen=True, slots=True)
class Range:
    """Rows `begin` to `end` (half open) of a planned table, the `number`th range of it."""

    table: str
    number: int
    begin: int
    end: int

    @property
    def rows(self) -> int:
        """How many there are."""
        return self.end - self.begin

    def __str__(self) -> str:
        return f"{self.table} rows {self.begin} to {self.end - 1}"


def ranges_of(planned: PlannedTable, size: int = PART_ROWS) -> Iterator[Range]:
    """The ranges of one table, in order: all of `size` rows but the last."""
    for number, begin in enumerate(range(planned.start, planned.stop, size)):
        yield Range(str(planned.name), number, begin, min(begin + size, planned.stop))


def ranges(plan: Plan, size: int = PART_ROWS) -> Iterator[Range]:
    """The ranges of every table, in the plan's order."""
    for planned in plan.tables:
        yield from ranges_of(planned, size)
