"""Arrays as long as production's, of elements as frequent as there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import Indices, below, key_of, unit, words
from seeding.columns.quantiles import Floats
from seeding.columns.rows import Rows
from seeding.infer.patterned.bins import Bins, missing, place_of
from seeding.infer.patterned.sources import codes
from seeding.infer.patterned.strata import spread

_ORDERS = 64
_ROUNDS = 60


class PatternArray(Column):
    """Arrays of what `column` makes, of so many elements as `lengths` say (from, below, the share).

    With `values` elements are these, by their `shares`, no two of a row alike. The row's code in the column `code` is
    `null` where there is no array.
    """

    def __init__(
        self,
        column: Column | None,
        lengths: Sequence[tuple[float, float, float]],
        *,
        values: pa.Array | None = None,
        shares: Sequence[float] = (),
        code: str = "",
        null: int = -1,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.column, self.lengths, self.listed, self.shares = column, tuple(lengths), values, tuple(shares)
        self.code, self.null = code, null

    @cached_property
    def _bins(self) -> Bins:
        return Bins([share for *_, share in self.lengths], (0,))

    def values(self, rows: Rows) -> pa.Array:
        """One array a row."""
        lengths = self._lengths(rows)
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        inner = self._drawn(rows, lengths, offsets) if self.listed is not None else self._made(rows, lengths, offsets)
        made = pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), arrays.decode(inner))
        absent = missing(codes(rows, self.code), self.null)[0] if self.code else None
        return made if absent is None else arrays.with_nulls(made, absent)

    def _lengths(self, rows: Rows) -> Indices:
        place, inside = self._bins.find(place_of(spread(rows)))
        low = np.array([low for low, _, _ in self.lengths])
        width = np.array([max(high - low, 0.0) for low, high, _ in self.lengths])
        found: Indices = (low[place] + inside * width[place]).astype(np.int64)
        return found if self.listed is None else np.minimum(found, len(self.listed))

    def _by_length(self, most: int) -> list[float]:
        """The share of arrays of each length, up to the longest there may be."""
        found = [0.0] * (most + 1)
        for low, high, share in self.lengths:
            numbers = [min(n, most) for n in range(int(low), max(int(high), int(low) + 1))]
            for number in numbers:
                found[number] += share / len(numbers)
        total = sum(found) or 1.0
        return [share / total for share in found]

    def _made(self, rows: Rows, lengths: Indices, offsets: Indices) -> pa.Array:
        """Each place of the arrays with draws of its own."""
        assert self.column is not None
        order = np.empty(int(offsets[-1]), dtype=np.int64)
        parts, made = [], 0
        for place in range(max(int(lengths.max(initial=0)), 1)):
            long = np.flatnonzero(lengths > place)
            part = arrays.decode(self.column.produce(rows.nested(f"{place}", rows.indices[long])))
            order[offsets[long] + place] = np.arange(made, made + len(long), dtype=np.int64)
            parts.append(part.storage if isinstance(part, pa.ExtensionArray) else part)
            made += len(long)
        return pa.concat_arrays(parts).take(pa.array(order))

    def _drawn(self, rows: Rows, lengths: Indices, offsets: Indices) -> pa.Array:
        """Different elements, each as often as its share asks for: one draw a row, in one of a few orders."""
        assert self.listed is not None
        orders, ends = self._tables(rows.key("orders"))
        draws = rows.draws("elements")
        order = below(draws, _ORDERS)
        start = unit(words(key_of(rows.key("start"), 1), rows.indices))
        row = np.repeat(np.arange(len(rows)), lengths)
        place = np.arange(len(row)) - np.repeat(offsets[:-1], lengths)
        table = lengths * _ORDERS + order
        most = len(self.listed)
        # Tables stand behind one another, each as wide as the longest array and one more.
        at = table[row] * float(most + 1) + start[row] + place
        found = np.searchsorted(ends, at, side="right") - table[row] * most
        return self.listed.take(pa.array(orders[order[row], np.clip(found, 0, most - 1)]))

    def _tables(self, key: int) -> tuple[Indices, Floats]:
        made: dict[int, tuple[Indices, Floats]] = self.__dict__.setdefault("_made_by", {})
        if key not in made:
            made[key] = self._orders(key)
        return made[key]

    def _orders(self, key: int) -> tuple[Indices, Floats]:
        """Orders of the values, a row each; and by length and order where each value's part ends."""
        most = len(self.shares)
        orders = np.stack([np.argsort(words(key_of(key, n), np.arange(most, dtype=np.int64))) for n in range(_ORDERS)])
        ends = []
        chances = included(self.shares, self._by_length(most))
        for length in range(most + 1):
            part = np.cumsum(chances[length][orders], axis=1)
            part[:, -1] = length
            ends.append(part)
        table = np.arange((most + 1) * _ORDERS, dtype=np.float64) * (most + 1)
        return orders, (np.concatenate(ends) + table[:, None]).ravel()

    def __repr__(self) -> str:
        inner = self.column if self.listed is None else f"{len(self.listed)} values"
        return f"PatternArray({inner!r}, {self.lengths[0][0]:g} to {self.lengths[-1][1]:g} elements)"


def included(shares: Sequence[float], lengths: Sequence[float]) -> list[Floats]:
    """How likely each value is in an array of 0, 1, 2 … elements; `lengths` are the shares of arrays by these.

    As if each value was there or not by a chance of its own, and arrays sorted by how many were (conditional Poisson
    sampling; S. X. Chen, A. P. Dempster and J. S. Liu, Biometrika 81, 1994): chances for which each value comes as
    often, over all lengths, as its share asks for.
    """
    mean = sum(n * share for n, share in enumerate(lengths))
    wanted = np.minimum(np.array(shares) * (mean / max(sum(shares), 1e-12)), 1.0)
    odds = np.maximum(np.array(shares), 1e-9)
    found = _by_odds(odds, len(lengths))
    for _ in range(_ROUNDS if mean > 0 else 0):
        made = sum((share * one for share, one in zip(lengths, found, strict=True)), np.zeros_like(odds))
        odds = odds * np.clip(np.divide(wanted, made, out=np.ones_like(odds), where=made > 0), 0.25, 4.0)
        odds /= odds.max()
        np.maximum(odds, 1e-12, out=odds)
        found = _by_odds(odds, len(lengths))
    return found


def _by_odds(odds: Floats, lengths: int) -> list[Floats]:
    """Each value's chance to be among so many, by elementary symmetric polynomials of all odds, and of the others'."""
    count = len(odds)
    without = np.zeros((count, lengths))
    without[:, 0] = 1.0
    for place, one in enumerate(odds):
        others = np.arange(count) != place
        without[np.ix_(others, range(1, lengths))] += one * without[np.ix_(others, range(lengths - 1))]
    found = [np.zeros(count)]
    for n in range(1, lengths):
        raw = odds * without[:, n - 1]
        # The chances of all values sum to how many there are.
        total = raw.sum()
        found.append(np.minimum(raw * (n / total), 1.0) if total > 0 else np.ones(count))
    return found
