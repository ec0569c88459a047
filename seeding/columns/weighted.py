"""Draw by weight in constant time: Walker's alias method, one word a draw, many tables side by side.

A. J. Walker, "An Efficient Method for Generating Discrete Random Variables with General Distributions"
(ACM TOMS 3, 1977), built as in M. D. Vose (IEEE TSE 17, 1991). Only + - * / on doubles, so tables and
draws are the same bits on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seeding.columns.draws import Indices, Words

_HALF = np.uint64(32)


class Weighted:
    """One or several weighted pools, addressed as one: entry numbers run on from table to table."""

    __slots__ = ("_alias", "_limit", "_size", "_start", "count")

    def __init__(self, *tables: Sequence[float]) -> None:
        sizes = [len(table) for table in tables]
        starts = [sum(sizes[:number]) for number in range(len(sizes))]
        limits: list[int] = []
        aliases: list[int] = []
        for table, start in zip(tables, starts, strict=True):
            limit, alias = _vose(table)
            limits += limit
            aliases += [start + other for other in alias]
        self.count = len(tables)
        self._size = np.array(sizes, dtype=np.uint64)
        self._start = np.array(starts, dtype=np.uint64)
        self._limit = np.array(limits, dtype=np.uint32)
        self._alias = np.array(aliases, dtype=np.int64)

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


def _vose(weights: Sequence[float]) -> tuple[list[int], list[int]]:
    """For each slot: the 32-bit limit below which it keeps itself, and whom it yields to otherwise."""
    size = len(weights)
    total = sum(weights)
    shares = [weight * size / total for weight in weights]
    limits, alias = [2**32 - 1] * size, list(range(size))
    small = [slot for slot in range(size) if shares[slot] < 1.0]
    large = [slot for slot in range(size) if shares[slot] >= 1.0]
    while small and large:
        poor, rich = small.pop(), large[-1]
        limits[poor] = int(shares[poor] * 2.0**32)
        alias[poor] = rich
        shares[rich] -= 1.0 - shares[poor]
        if shares[rich] < 1.0:
            small.append(large.pop())
    return limits, alias
