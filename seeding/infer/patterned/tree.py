"""Trees as wide as production's: how many children the rows of a table have among themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seeding.columns.draws import Indices
from seeding.columns.fan_out import FanOut, layout
from seeding.columns.reference import SelfReference
from seeding.columns.rows import Rows


class PatternTree(SelfReference):
    """A share `roots` of the rows has no parent; the others have earlier rows for parents, by `fan_out`.

    Rows with most children stand first: so each row's parent is an earlier one, whatever the classes are.
    """

    def __init__(self, *, roots: float, fan_out: FanOut, key: str = "id") -> None:
        super().__init__(roots=roots, key=key)
        self.fan_out = fan_out

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """An earlier row number of the same table; a root's own."""
        count = rows.spec.count
        if count is None:
            return super().parent_rows(rows)
        local = rows.indices - rows.spec.start
        first = self._roots(count)
        children = count - first
        if not children:
            return rows.table, rows.indices
        assert self.fan_out is not None
        degrees = layout(self.fan_out, children, count, 0.0)
        slot = np.clip(children - 1 - (local - first), 0, children - 1)
        parent = count - 1 - degrees.parent_slots(slot)
        found: Indices = np.where(local < first, local, np.minimum(parent, np.maximum(local - 1, 0)))
        return rows.table, found + rows.spec.start

    def _roots(self, count: int) -> int:
        return min(max(int(count * self.roots + 0.5), 1), count)

    def _is_root(self, rows: Rows) -> NDArray[np.bool_]:
        count = rows.spec.count
        if count is None:
            return super()._is_root(rows)
        first: NDArray[np.bool_] = rows.indices - rows.spec.start < self._roots(count)
        return first
