"""Texts as long as production's: what somebody else writes, cut at a word's end, or gone on with until it is enough."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, strings
from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.rows import Rows
from seeding.infer.patterned.bins import Bins, missing, place_of
from seeding.infer.patterned.sources import codes
from seeding.infer.patterned.strata import spread

_PARTS = 6  # texts that are put one behind another; what is still too short is repeated
_WORD = 2  # characters: half of what is lost, on the mean, where a text ends with a whole word


class PatternText(Column):
    """Texts that `column` makes, as long as `lengths` say (from, below, the share), but at most `longest` characters.

    The row's code in the column `code` is `null` where there is none.
    """

    def __init__(
        self,
        column: Column,
        lengths: Sequence[tuple[float, float, float]],
        *,
        longest: int | None = None,
        code: str = "",
        null: int = -1,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.column, self.lengths, self.longest = column, tuple(lengths), longest
        self.code, self.null = code, null

    @cached_property
    def _bins(self) -> Bins:
        return Bins([share for *_, share in self.lengths], (0,))

    def values(self, rows: Rows) -> pa.Array:
        """One text a row."""
        absent = missing(codes(rows, self.code), self.null)[0] if self.code else None
        wanted = self._wanted(rows)
        texts = strings.plain(self.column.produce(rows.nested("text")))
        for part in range(1, _PARTS):
            short = np.flatnonzero(_characters(texts) < wanted)
            if not short.size:
                break
            more = strings.plain(self.column.produce(rows.nested(f"text {part}", rows.indices[short])))
            texts = _followed(texts, more, short)
        while (short := np.flatnonzero((_characters(texts) < wanted) & (_characters(texts) > 0))).size:
            texts = _followed(texts, texts.take(pa.array(short)), short)
        return (
            arrays.with_nulls(_ended(texts, wanted, self.longest), absent)
            if absent is not None
            else _ended(texts, wanted, self.longest)
        )

    def _wanted(self, rows: Rows) -> Indices:
        place, inside = self._bins.find(place_of(spread(rows)))
        low = np.array([low for low, _, _ in self.lengths])
        width = np.array([max(high - low, 0.0) for low, high, _ in self.lengths])
        found: Indices = (low[place] + inside * width[place]).astype(np.int64)
        return found if self.longest is None else np.minimum(found, self.longest)

    def __repr__(self) -> str:
        return f"PatternText({self.column!r}, {self.lengths[0][0]:g} to {self.lengths[-1][1]:g} characters)"


def _characters(texts: pa.Array) -> Indices:
    found: Indices = pc.utf8_length(texts).to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def _followed(texts: pa.Array, more: pa.Array, places: Indices) -> pa.Array:
    """The texts, those at `places` with some more behind them."""
    longer = pc.binary_join_element_wise(texts.take(pa.array(places)), more, " ")
    mask = np.zeros(len(texts), dtype=np.bool_)
    mask[places] = True
    return pc.replace_with_mask(texts, pa.array(mask), longer)


def _ended(texts: pa.Array, wanted: Indices, longest: int | None) -> pa.Array:
    """Texts cut after the last word that ends near the wanted length; inside a word where it is the first."""
    data, offsets = strings.flat(texts)
    if not len(texts) or len(data) != int(_characters(texts).sum()):
        # Characters of several bytes: slower, and no more than the wanted ones.
        listed = [text[:most] for text, most in zip(texts.to_pylist(), wanted.tolist(), strict=True)]
        return pa.array(listed, pa.string())
    begin, end = offsets[:-1], offsets[1:]
    reach = wanted + _WORD if longest is None else np.minimum(wanted + _WORD, longest)
    limit = np.minimum(begin + reach.astype(np.int32), end)
    gap = strings.last_of(np.flatnonzero(data == strings.SPACE), begin, np.minimum(limit + np.int32(1), end))
    whole = (limit == end) | (gap > begin + (wanted // 2).astype(np.int32))
    inside = np.minimum(begin + wanted.astype(np.int32), end)
    stop = np.where(whole, np.where(limit == end, end, gap), inside)
    return strings.cut(data, begin, stop.astype(np.int32))
