"""Keys that are unique within a group: the third row of a tenant takes the tenant's third warehouse.

What shares a column with other keys is no free grid: how many values there are depends on the row. So rows of one
group are counted, and each column reads its own digit off that number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from seeding.columns import pools
from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.rows import Rows
from seeding.infer.generators.matching import MatchingReference, ranks


class RankedReference(MatchingReference):
    """A parent that agrees with the row, and another one for each row of a group, as long as there are others.

    Rows are of one group where the columns `by` have the same values; the columns `after` take their turn first.

    >>> RankedReference("stores", match={"tenant_id": "tenant_id"}, by=("tenant_id",))
    RankedReference('stores', match={'tenant_id': 'tenant_id'}, by=('tenant_id',))
    """

    def __init__(
        self,
        parent: str,
        *,
        key: str = "id",
        match: dict[str, str],
        by: Sequence[str],
        after: Sequence[str] = (),
        nulls: float = 0.0,
    ) -> None:
        super().__init__(parent, key=key, match=match, nulls=nulls)
        self.by, self.after = tuple(by), tuple(after)

    def turns(self, rows: Rows) -> Indices:
        """How many parents each row can choose from."""
        found: Indices = np.maximum(self._sizes(rows), 1)
        return found

    def _inside(self, rows: Rows, many: Indices) -> Indices:
        return _digit(rows, self.by, self.after, many)


class RankedChoice(Column):
    """One of some options, and another one for each row of a group, as long as there are others.

    >>> RankedChoice(["cash", "bank"], by=("tenant_id",))
    RankedChoice(['cash', 'bank'], by=('tenant_id',))
    """

    def __init__(
        self, options: Sequence[Any], *, by: Sequence[str], after: Sequence[str] = (), nulls: float = 0.0
    ) -> None:
        super().__init__(nulls=nulls)
        self.options, self.by, self.after = list(options), tuple(by), tuple(after)
        self._pool = pools.of(self.options)

    def values(self, rows: Rows) -> pa.Array:
        """One option a row."""
        if not len(rows):
            return self._pool.slice(0, 0)
        return pools.take(self._pool, _digit(rows, self.by, self.after, self.turns(rows)))

    def turns(self, rows: Rows) -> Indices:
        """How many options each row can choose from."""
        return np.full(len(rows), len(self.options), dtype=np.int64)


def _digit(rows: Rows, by: tuple[str, ...], after: tuple[str, ...], many: Indices) -> Indices:
    """What a row's number in its group says of one column: the lowest digits belong to those before it."""
    number, group = ranks(rows, by)
    for name in after:
        column = rows.spec.columns[name]
        if isinstance(column, RankedReference | RankedChoice):
            number = number // column.turns(rows._view(name))
    found: Indices = (number + group) % many
    return found
