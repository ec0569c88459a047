"""Which share of rows lies below a value: bins read the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns import arrays
from seeding.columns.instants import SECOND, instants_of
from seeding.columns.quantiles import Floats
from seeding.infer.patterned.readings import seconds_of

_LEAST = 1e-290  # next to 0 lies a number that nothing can be divided by: steps so small are none


def between(values: Floats, at: Floats, found: Floats) -> Floats:
    """`found` at each value, in a straight line between the values `at`, which rise; the ends' beyond them."""
    place = np.clip(np.searchsorted(at, values, side="right") - 1, 0, len(at) - 2)
    width = np.diff(at)
    rise = np.divide(np.diff(found), width, out=np.zeros_like(width), where=width > _LEAST)
    inside = np.clip(values, at[0], at[-1]) - at[place]
    inside *= rise[place]
    inside += found[place]
    return inside


@dataclass(frozen=True)
class Ranks:
    """The share below each value of a column of numbers or (in seconds since 1970) instants, by its bins."""

    bins: tuple[tuple[float, float, float], ...]

    @cached_property
    def _knots(self) -> tuple[Floats, Floats]:
        at: list[float] = []
        below: list[float] = []
        running, total = 0.0, sum(share for *_, share in self.bins)
        for low, high, share in self.bins:
            upto = running + share / total
            # A point's rows are all alike: half of them count as below it.
            ends = [(low, (running + upto) / 2)] if low == high else [(low, running), (high, upto)]
            for value, rank in ends:
                at.append(max(value, at[-1]) if at else value)
                below.append(min(rank, 1.0))
            running = upto
        if len(at) == 1:
            at.append(at[0] + 1.0)
            below.append(1.0)
        return np.array(at, dtype=np.float64), np.array(below)

    def of(self, values: pa.Array) -> tuple[Floats, NDArray[np.bool_]]:
        """Each value's rank in [0, 1], and which are NULL."""
        values = arrays.decode(values)
        nulls = values.is_null().to_numpy(zero_copy_only=False)
        if pa.types.is_timestamp(values.type) or pa.types.is_date(values.type):
            numbers = instants_of(values)[0].astype(np.float64)
            numbers *= 1.0 / SECOND
        else:
            numbers = seconds_of(values)
        return between(numbers, *self._knots), nulls

    def ends(self, starts: Sequence[int]) -> list[tuple[float, float]]:
        """The ranks between which each code's values lie, by the bins they begin with."""
        total = sum(share for *_, share in self.bins)
        running = [0.0]
        for *_, share in self.bins:
            running.append(min(running[-1] + share / total, 1.0))
        return list(pairwise([*(running[start] for start in starts), 1.0]))
