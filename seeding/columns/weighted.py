"""Draw by weight in constant time: Walker's alias method, one word a draw, many tables side by side.

A. J. Walker, "An Efficient Method for Generating Discrete Random Variables with General Distributions"
(ACM TOMS 3, 1977), built as in M. D. Vose (IEEE TSE 17, 1991). Only + - * / on doubles, so tables and
draws are the same bits on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from seeding.columns.draws import Indices, Words

Limits = NDArray[np.uint32]

_HALF = np.uint64(32)


class Weighted:
    """One or several weighted pools, addressed as one: entry numbers run on from table to table."""

    __slots__ = ("_alias", "_limit", "_size", "_start", "count")

    def __init__(self, *tables: Sequence[float]) -> None:
        sizes = np.array([len(table) for table in tables], dtype=np.int64)
        starts = np.cumsum(sizes) - sizes
        built = [_vose(tuple(table)) for table in tables]
        self.count = len(tables)
        self._size = sizes.astype(np.uint64)
        self._start = starts.astype(np.uint64)
        self._limit = np.concatenate([limit for limit, _ in built])
        self._alias = np.concatenate([alias + start for (_, alias), start in zip(built, starts, strict=True)])

    def pick(self, draws: Words, table: Indices | None = None) -> Indices:
        """An entry number for each draw: of the only table, or of the table named for each row."""
        high = draws >> _HALF
        if table is None:
            high *= self._size[0]
            high >>= _HALF
        else:
            high *= self._size[table]
            high >>= _HALF
            high += self._start[table]
        slot = high.view(np.int64)
        chosen: Indices = np.where(draws.astype(np.uint32) < self._limit[slot], slot, self._alias[slot])
        return chosen


@lru_cache(maxsize=1024)
def _vose(weights: tuple[float, ...]) -> tuple[Limits, Indices]:
    """For each slot: the 32-bit limit below which it keeps itself, and whom it yields to otherwise.

    Vose's two stacks swept at once, as in L. Hübschle-Schneider and P. Sanders, "Parallel Weighted Random
    Sampling" (ESA 2019), section 3.2: what the poor lack and what the rich have too much of are laid end to
    end, and whoever lies opposite gives. The sums are taken in order, never pairwise.
    """
    given = np.array(weights, dtype=np.float64)
    shares = given * float(len(given)) / np.cumsum(given)[-1]
    limits = np.full(len(given), 2**32 - 1, dtype=np.uint32)
    aliases = np.arange(len(given), dtype=np.int64)
    poor, rich = np.flatnonzero(shares < 1.0)[::-1], np.flatnonzero(shares >= 1.0)[::-1]
    lacking, spare = np.cumsum(1.0 - shares[poor]), np.cumsum(shares[rich] - 1.0)
    first = np.searchsorted(spare, np.concatenate([[0.0], lacking])[:-1])
    # A rich one gives until it lacks something itself, and then takes it from the next.
    last = np.searchsorted(lacking, spare, side="right")
    drained = np.flatnonzero(last < len(poor))
    slots = np.concatenate([poor, rich[drained]])
    kept = np.concatenate([shares[poor], 1.0 - (lacking[last[drained]] - spare[drained])])
    giver = np.concatenate([first, drained + 1])
    some = giver < len(rich)  # what rounding leaves over is kept
    limits[slots[some]] = (kept[some] * 2.0**32).astype(np.uint32)
    aliases[slots[some]] = rich[giver[some]]
    return limits, aliases
