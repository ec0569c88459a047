"""Whole numbers, each equally likely."""

from __future__ import annotations

import numpy as np

from seeding.columns.arrays import Values
from seeding.columns.base import Column
from seeding.columns.draws import Indices, below
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


class Integer(Column):
    """A whole number from `low` to `high`, both included, in steps of `step` counted from `low` (bigint).

    Uniform: each is equally likely. With `unique`, no two rows have the same one, and rows beyond the
    last possible number are an error.

    Raises FactoryError where there is no number to draw, or fewer numbers than rows want unique ones.

    >>> Integer(0, 100, step=5)
    Integer(0, 100, step=5)
    """

    def __init__(self, low: int, high: int, step: int = 1, *, unique: bool = False, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if not all(isinstance(bound, int) and -(2**63) <= bound < 2**63 for bound in (low, high, step)):
            raise FactoryError(f"{self!r}: bounds and step are whole numbers of 64 bits")
        if low > high or step < 1:
            raise FactoryError(f"{self!r}: no number from {low} to {high} in steps of {step}")
        self.low, self.high, self.step, self.unique = low, high, step, unique
        self.count = (high - low) // step + 1
        if unique and self.count > 2**62:
            raise FactoryError(f"{self!r}: unique numbers come from a range of at most 2**62")

    def values(self, rows: Rows) -> Values:
        """One number a row."""
        if self.unique:
            if rows.spec.stop is not None and rows.spec.stop > self.count:
                raise FactoryError(
                    f"{rows.table}.{rows.name} = {self!r}: {self.count} numbers for {rows.spec.stop} rows",
                    hint="widen the range, or lower the rows",
                )
            steps = Permutation(self.count, rows.key())(rows.indices)
        elif self.count <= 2**31:
            steps = below(rows.draws(), self.count)
        else:
            steps = _remainder(rows, self.count)
        if self.step != 1:
            steps *= self.step
        steps += self.low
        return steps


def _remainder(rows: Rows, count: int) -> Indices:
    # Biased by at most count / 2**64: not to be seen for any range people draw from.
    draws = rows.draws()
    return (draws if count >= 2**64 else draws % np.uint64(count)).view(np.int64)
