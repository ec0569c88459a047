"""A number or moment that keeps its place among others of the row: not before the start, not above the total."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns.arrays import decode, nulls_of, to_numpy
from seeding.columns.base import Column
from seeding.columns.draws import unit
from seeding.columns.grid import decimals
from seeding.columns.instants import DAY, HOUR, dates, instants_of, micros, timestamps
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

Kind = Literal["number", "moment", "date"]


class Ordered(Column):
    """A value at or above all columns in `above` and at or below all in `below`, evenly spread between.

    With only one side, up to `room` away from it: a number, or hours for moments and days for dates. `gap`,
    in the smallest step, keeps it that far from either side (1 for a strict comparison). Numbers have
    `digits` decimals and stay between `low` and `high`. Columns that are null in a row do not count there.

    >>> Ordered("date", above=("start_date",), room=30)
    Ordered('date', above=('start_date',), room=30)
    """

    def __init__(
        self,
        kind: Kind,
        *,
        above: Sequence[str] = (),
        below: Sequence[str] = (),
        room: float = 100,
        gap: int = 0,
        digits: int = 0,
        low: Decimal | None = None,
        high: Decimal | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if not above and not below:
            raise FactoryError(f"{self!r}: name a column that it lies above or below")
        self.kind, self.above, self.below = kind, tuple(above), tuple(below)
        self.room, self.gap, self.digits = room, gap, digits
        self.low, self.high = low, high

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        floor = self._edge(rows, self.above, highest=True)
        ceiling = self._edge(rows, self.below, highest=False)
        low, high = self._ends(rows, floor, ceiling)
        width = np.maximum(high - low, 0).astype(np.float64)
        value = low + (unit(rows.draws()) * (width + 1)).astype(np.int64)
        value = np.minimum(value, np.maximum(low, high))
        if self.kind == "date":
            return dates(value, None)
        if self.kind == "moment":
            return timestamps(value, None)
        return decimals(value, self.digits) if self.digits > 0 else pa.array(value)

    def _ends(
        self, rows: Rows, floor: NDArray[np.int64] | None, ceiling: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        unit_ = {"date": 1, "moment": HOUR, "number": 10**self.digits}[self.kind]
        room = int(self.room * unit_)
        if floor is not None and ceiling is not None:
            # Apart by the gap on both sides where there is room for it, else as close as the order allows.
            narrow = ceiling - floor < 2 * self.gap
            return floor + np.where(narrow, 0, self.gap), ceiling - np.where(narrow, 0, self.gap)
        least = None if self.low is None else int(self.low.scaleb(self.digits))
        most = None if self.high is None else int(self.high.scaleb(self.digits))
        if floor is not None:
            high = floor + self.gap + room
            if most is not None:
                high = np.minimum(high, np.maximum(most, floor + self.gap))
            return floor + self.gap, high
        assert ceiling is not None
        high = ceiling - self.gap
        low = high - room
        if self.kind == "number":
            low = np.maximum(low, np.minimum(0 if least is None else least, high))
        return low, high

    def _edge(self, rows: Rows, names: Sequence[str], *, highest: bool) -> NDArray[np.int64] | None:
        if not names:
            return None
        edges, missing = [], []
        for name in names:
            values, nulls = self._read(rows, name)
            edges.append(values)
            missing.append(nulls)
        empty = np.iinfo(np.int64).min if highest else np.iinfo(np.int64).max
        filled = [np.where(n, empty, v) for v, n in zip(edges, missing, strict=True)]
        edge = (np.maximum if highest else np.minimum).reduce(filled)
        nothing = np.logical_and.reduce(missing)
        present = {"number": 0, "date": micros(rows.now) // DAY, "moment": micros(rows.now)}[self.kind]
        return np.where(nothing, present, edge)

    def _read(self, rows: Rows, name: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        array = decode(rows.column(name))
        if self.kind != "number":
            instants, nulls = instants_of(array)
            return (instants // DAY if self.kind == "date" else instants), nulls
        nulls = nulls_of(array)
        numbers = to_numpy(array.fill_null(0)) if array.null_count else to_numpy(array)
        return np.rint(numbers.astype(np.float64) * 10.0**self.digits).astype(np.int64), nulls
