"""Values that many rows share, as often as production has them; the rest is somebody else's to make."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.rows import Rows
from seeding.infer.patterned.apart import Apart
from seeding.infer.patterned.bins import Bins, missing, place_of
from seeding.infer.patterned.sources import codes
from seeding.infer.patterned.strata import spread


class PatternCategory(Column):
    """One of `values` by `shares`, or the value that the row's code in the column `code` stands for.

    The code after the last value is `other`: `otherwise` makes these, `others` distinct ones where it is above 0.
    The code `null` is NULL.
    """

    def __init__(
        self,
        values: pa.Array,
        shares: Sequence[float],
        *,
        otherwise: Column | None = None,
        others: int = 0,
        code: str = "",
        null: int = -1,
        apart: Apart | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.listed, self.shares, self.otherwise, self.others = values, tuple(shares), otherwise, others
        self.code, self.null, self.apart = code, null, apart

    @cached_property
    def _table(self) -> Bins:
        return Bins(self.shares, (0,))

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        absent = None
        if self.code:
            absent, entries = missing(codes(rows, self.code), self.null)
        else:
            entries, _ = self._table.find(place_of(spread(rows)))
        other = entries >= len(self.listed)
        if self.otherwise is None or not other.any():
            if other.any():
                entries = np.where(other, 0, entries)
            return pools.pick(self.listed, entries, absent)
        hidden = other if absent is None else other | absent
        known = arrays.decode(pools.take(self.listed, np.where(hidden, 0, entries), hidden))
        made = arrays.decode(self.otherwise.produce(self._rest(rows)))
        if isinstance(known, pa.ExtensionArray):
            storage = made.storage if isinstance(made, pa.ExtensionArray) else made.cast(known.type.storage_type)
            return pa.ExtensionArray.from_storage(known.type, pc.if_else(pa.array(other), storage, known.storage))
        return pc.if_else(pa.array(other), made.cast(known.type), known)

    def _rest(self, rows: Rows) -> Rows:
        if not self.others:
            return rows.nested("other")
        draws = rows.draws("which")
        draws = draws if self.apart is None else self.apart.draws(rows, draws, "which ")
        numbers = below(draws, min(self.others, 2**31))
        return rows.nested("other", numbers + rows.spec.start)

    def __repr__(self) -> str:
        first = ", ".join(repr(value) for value in self.listed[:3].to_pylist())
        more = f" and {len(self.listed) - 3} more" if len(self.listed) > 3 else ""
        return f"PatternCategory({first}{more})"
