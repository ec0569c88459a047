"""A value only where another column calls for it: `paid_at` where the status is paid, NULL elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


class When(Column):
    """`then` in rows whose column `name` is one of `values`, `otherwise` (NULL where not given) in the rest.

        paid_at = When("status", ("succeeded", "refunded"), Moment(after="created_at", within="2h"))

    A null in `name` is none of the values.
    """

    def __init__(
        self,
        name: str,
        values: Collection[Any],
        then: Column,
        otherwise: Column | None = None,
        *,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if isinstance(values, str) or not values:
            raise FactoryError(f"When({name!r}, {values!r}, …): give a tuple of values, such as ({values!r},)")
        self.name, self.matches, self.then, self.otherwise = name, tuple(values), then, otherwise

    def values(self, rows: Rows) -> pa.Array:
        """`then` and `otherwise` are made for every row, so that a row's value does not depend on its neighbours."""
        seen = arrays.decode(rows.column(self.name))
        chosen = pc.is_in(seen, value_set=pa.array(self.matches, seen.type))
        made = arrays.decode(self.then.produce(rows.nested("then")))
        if self.otherwise is None:
            return arrays.with_nulls(made, ~chosen.to_numpy(zero_copy_only=False))
        other = arrays.decode(self.otherwise.produce(rows.nested("otherwise")))
        if isinstance(made, pa.ExtensionArray):
            return pa.ExtensionArray.from_storage(made.type, pc.if_else(chosen, made.storage, other.storage))
        return pc.if_else(chosen, made, other)

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parents that `then` refers to, where it is a reference; the rest have some number all the same."""
        return self.then.parent_rows(rows.nested("then"))
