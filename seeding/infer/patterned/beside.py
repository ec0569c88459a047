"""Values held against those of the column they depend on: the same in so many rows, never on the wrong side of them."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import chance, unit
from seeding.columns.instants import DAY, dates, instants_of, timestamps
from seeding.columns.related import related
from seeding.columns.rows import Rows
from seeding.infer.patterned.number import PatternNumber
from seeding.infer.patterned.time import PatternTime

Order = Literal["", "<=", ">="]


class PatternBeside(Column):
    """What `column` makes; in a share `same` of the rows where neither is NULL the value of `other`.

    With `order` a value on the wrong side of the other's lies as far on the right one, or at it where there is no
    room; a number that is `apart` never lies at it. `other` may be a parent's: "product_id.price".
    """

    def __init__(
        self,
        column: Column,
        other: str,
        *,
        same: float = 0.0,
        order: Order = "",
        apart: bool = False,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.column, self.other, self.same, self.order, self.apart = column, other, same, order, apart

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        made = arrays.decode(self.column.produce(rows))
        other = arrays.decode(related(rows, self.other))
        if not len(rows) or pa.types.is_null(other.type):
            return made
        if self.order:
            made = self._ordered(rows, made, other)
        if self.same:
            taken = chance(rows.draws("same"), self.same)
            taken &= (pc.is_valid(made).to_numpy(zero_copy_only=False)) & pc.is_valid(other).to_numpy(
                zero_copy_only=False
            )
            made = _taken(made, other, taken)
        return made

    @property
    def bare(self) -> Column:
        """What makes the values, before they are held against any other."""
        return self.column.bare if isinstance(self.column, PatternBeside) else self.column

    def _ordered(self, rows: Rows, made: pa.Array, other: pa.Array) -> pa.Array:
        if pa.types.is_timestamp(made.type) or pa.types.is_date32(made.type):
            return self._ordered_times(rows, made, other)
        bare = self.bare
        if not isinstance(bare, PatternNumber) or not _is_number(made.type) or not _is_number(other.type):
            return made
        nulls = made.is_null().to_numpy(zero_copy_only=False)
        own, beside = (np.nan_to_num(_numbers(array)) for array in (made, other))
        wrong = ~nulls & other.is_valid().to_numpy(zero_copy_only=False)
        if self.apart:
            beside += bare.grain if self.order == ">=" else -bare.grain
        wrong &= own > beside if self.order == "<=" else own < beside
        if not wrong.any():
            return made
        moved = beside - (own - beside)
        low, high = bare.reach
        moved = np.maximum(moved, np.minimum(low, beside)) if self.order == "<=" else moved
        moved = np.minimum(moved, np.maximum(high, beside)) if self.order == ">=" else moved
        found = bare.nearest(np.where(wrong, moved, own), below=self.order == "<=")
        kept = arrays.as_arrow(found)
        return pc.if_else(pa.array(wrong), kept.cast(made.type), made)

    def _ordered_times(self, rows: Rows, made: pa.Array, other: pa.Array) -> pa.Array:
        if not (pa.types.is_timestamp(other.type) or pa.types.is_date32(other.type)):
            return made
        own, nulls = instants_of(made)
        beside, missing = instants_of(other)
        wrong = ~nulls & ~missing & ((own > beside) if self.order == "<=" else (own < beside))
        if not wrong.any():
            return made
        moved = np.where(wrong, beside - (own - beside), own)
        bare = self.bare
        low, high = bare.reach if isinstance(bare, PatternTime) else (-(2**62), 2**62)
        # Beyond the column's own ends: anywhere between these and the other's value.
        ends = np.minimum(low, beside) if self.order == "<=" else np.maximum(high, beside)
        beyond = wrong & ((moved < ends) if self.order == "<=" else (moved > ends))
        part = unit(rows.draws("moved")) * (ends - beside).astype(np.float64)
        moved = np.where(beyond, beside + part.astype(np.int64), moved)
        if isinstance(bare, PatternTime) and bare.step > 1:
            whole = moved // bare.step * bare.step
            moved = np.where(wrong & ((self.order == "<=") | (whole >= beside)), whole, moved)
        absent = nulls if nulls.any() else None
        return dates(moved // DAY, absent) if pa.types.is_date32(made.type) else timestamps(moved, absent)

    def __repr__(self) -> str:
        return f"PatternBeside({self.column!r}, {self.other!r})"


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _numbers(array: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if array.null_count and not pa.types.is_decimal(array.type):
        array = array.fill_null(0)
    return arrays.to_numpy(array).astype(np.float64)


def _taken(made: pa.Array, other: pa.Array, taken: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pa.Array:
    if made.type != other.type:
        try:
            other = other.cast(made.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            if not pa.types.is_decimal(other.type):
                return made  # of another type, with values that this one cannot hold
            made = made.cast(other.type)
    mask = pa.array(taken)
    if isinstance(made, pa.ExtensionArray):
        return pa.ExtensionArray.from_storage(made.type, pc.if_else(mask, other.storage, made.storage))
    return pc.if_else(mask, other, made)
