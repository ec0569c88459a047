"""References that make rows differ from each other: a join table's second key."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seeding.columns.draws import Indices
from seeding.columns.fan_out import FanOut
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.infer.patterned.apart import Apart
from seeding.infer.patterned.weighed import WeighedReference, Weight


class ApartReference(WeighedReference):
    """A reference by its `fan_out`, but for rows that would not be `apart`: these take another child's parent."""

    def __init__(
        self,
        parent: str,
        *,
        apart: Apart,
        key: str = "id",
        fan_out: FanOut | None = None,
        weights: Sequence[Weight] = (),
        recency: float = 0.0,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(parent, key=key, fan_out=fan_out, weights=weights, recency=recency, nulls=nulls)
        self.apart = apart

    def _slots(self, rows: Rows) -> Indices:
        slots = super()._slots(rows)
        assert rows.spec.count is not None
        rounds = self.apart.rounds(rows)
        again = np.flatnonzero(rounds)
        for number in np.unique(rounds[again]).tolist():
            places = again[rounds[again] == number]
            local = rows.indices[places] - rows.spec.start
            slots[places] = Permutation(rows.spec.count, rows.key(f"children again {number}"))(local)
        return slots
