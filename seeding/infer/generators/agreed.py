"""References to rows that other references can agree with: an invoice of a tenant that has products too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.draws import Indices, below, chance
from seeding.columns.fan_out import FanOut
from seeding.columns.reference import Reference, SelfReference
from seeding.columns.rows import Rows, World
from seeding.infer.generators.matching import groups_of, ranks

Places = Sequence[tuple[str, str]]


class AgreedReference(Reference):
    """The key of a parent row whose value in a column other tables have too: `agreed` maps it to (table, column).

    Where no row has one that all of them have, any parent will do.

    >>> AgreedReference("orders", agreed={"tenant_id": [("public.products", "tenant_id")]})
    AgreedReference('orders', agreed={'tenant_id': [('public.products', 'tenant_id')]})
    """

    def __init__(
        self, parent: str, *, key: str = "id", fan_out: FanOut | None = None, agreed: Mapping[str, Places]
    ) -> None:
        super().__init__(parent, key=key, fan_out=fan_out)
        self.agreed = {column: tuple(places) for column, places in agreed.items()}

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parent's row number for each row."""
        table = rows.world.table(self.parent)
        if not len(rows) or not table.count:
            return super().parent_rows(rows)
        allowed = self._allowed(rows.world)
        if not len(allowed):
            return super().parent_rows(rows)
        return table.name, allowed[self._local_parents(rows, len(allowed))]

    def _allowed(self, world: World) -> Indices:
        """The parents that agree, in the order of their table."""
        table = world.table(self.parent)
        assert table.stop is not None
        kept = np.ones(table.stop - table.start, dtype=np.bool_)
        for column, places in self.agreed.items():
            if column not in table.columns:
                continue
            groups = groups_of(world, table.name, (column,))
            common = np.ones(len(groups.values), dtype=np.bool_)
            for other, there in places:
                if there in world.table(other).columns:
                    values = groups_of(world, other, (there,)).values
                    common &= pc.is_in(groups.values, value_set=values).to_numpy(zero_copy_only=False)
            mine = np.zeros(len(kept), dtype=np.bool_)
            mine[groups.order[np.repeat(common, groups.size)] - table.start] = True
            kept &= mine
        found: Indices = np.flatnonzero(kept).astype(np.int64) + table.start
        return found


class EarlierAlike(SelfReference):
    """The key of an earlier row of the own table that is the same in the columns `alike`; null for the roots.

    >>> EarlierAlike(roots=0.3, alike=["post_id"])
    EarlierAlike(roots=0.3, alike=['post_id'])
    """

    def __init__(self, *, roots: float = 0.1, key: str = "id", alike: Sequence[str]) -> None:
        super().__init__(roots=roots, key=key)
        self.alike = list(alike)

    def values(self, rows: Rows) -> pa.Array:
        """The parents' keys."""
        keys = rows.parents(rows.name).column(self.key)
        return arrays.with_nulls(keys, self._chosen(rows) == rows.indices)

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """An earlier row number; a root's own."""
        return rows.table, self._chosen(rows)

    def _chosen(self, rows: Rows) -> Indices:
        if rows.spec.count is None or not len(rows):
            return rows.indices
        earlier, group = ranks(rows, tuple(self.alike))
        groups = groups_of(rows.world, rows.table, tuple(self.alike))
        root = (earlier == 0) | chance(rows.draws("root"), self.roots)
        place = groups.begin[group] + below(rows.draws("parent"), np.maximum(earlier, 1))
        return np.where(root, rows.indices, groups.order[place])
