"""What happened some time after something else: an order's payment, a row's last change."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.draws import unit
from seeding.columns.instants import DAY, SECOND, dates, instants_of, timestamps
from seeding.columns.related import related
from seeding.columns.rows import Rows
from seeding.infer.patterned.bins import Bins, place_of
from seeding.infer.patterned.limits import Limits, Steered, seconds_of
from seeding.infer.patterned.sources import codes
from seeding.infer.patterned.time import PatternTime


class PatternDelay(Column):
    """The instant of `after` (a column of the row, or of a parent: "user_id.created_at") and seconds from `bins`.

    Never later than `latest`, in microseconds since 1970: what would be lies anywhere before it. NULL where the code in
    the column `code` is `null`. Where `after` is NULL, `otherwise` says when; without it, nothing does. `limits` say
    how late it can be.
    """

    def __init__(
        self,
        after: str,
        bins: Sequence[tuple[float, float, float]],
        *,
        latest: int,
        otherwise: PatternTime | None = None,
        limits: Limits | None = None,
        step: int = 1,
        date: bool = False,
        code: str = "",
        null: int = -1,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.after, self.bins, self.latest, self.otherwise = after, tuple(bins), latest, otherwise
        self.limits = limits
        self.step, self.date, self.code, self.null = max(step, 1), date, code, null

    @cached_property
    def _bins(self) -> Bins:
        return Bins([share for _, _, share in self.bins], (0,))

    @cached_property
    def _steered(self) -> Steered | None:
        return None if self.limits is None else Steered(self.bins, self.limits)

    def values(self, rows: Rows) -> pa.Array:
        """One instant a row."""
        base, nulls = instants_of(related(rows, self.after))
        low = np.array([b[0] for b in self.bins]) * SECOND
        width = np.array([b[1] - b[0] for b in self.bins]) * SECOND
        drawn = place_of(rows.draws())
        place, inside = self._bins.find(drawn.copy())
        inside *= width[place]
        inside += low[place]
        if self._steered is not None:
            steered = self._steered.seconds(seconds_of(base), drawn)
            reached = ~np.isnan(steered)
            inside = np.where(reached, np.nan_to_num(steered) * SECOND, inside)
        found = base + inside.astype(np.int64)
        late = np.flatnonzero(found > self.latest)
        if late.size:
            room = np.maximum(self.latest - base[late], 0)
            found[late] = base[late] + (unit(rows.draws("late")[late]) * room).astype(np.int64)
        if self.step > 1:
            floor = found // self.step * self.step
            # Never before what it comes after, unless that is so in the pattern.
            found = np.where((floor < base) & (found >= base) & (base % self.step != 0), found, floor)
        if self.otherwise is not None and nulls.any():
            found = np.where(nulls, self.otherwise.instants(rows.nested("otherwise")), found)
            nulls = np.zeros_like(nulls)
        if self.code:
            nulls = nulls | (codes(rows, self.code) == self.null)
        absent = nulls if nulls.any() else None
        return dates(found // DAY, absent) if self.date else timestamps(found, absent)

    def __repr__(self) -> str:
        return f"PatternDelay({self.after!r}, {len(self.bins)} bins)"
