"""Generators that need a neighbour the table does not have, or may be null where the column may not."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.rows import Rows


class Beside(Column):
    """What `column` makes beside a column `name` that the table does not have, made by `helper`.

    Columns of one table that share name and helper see the same values: a latitude and a longitude lie in
    the same city although nothing says which.

    >>> from seeding.columns.city import City
    >>> from seeding.columns.region import Region
    >>> Beside("city", City("US"), Region(of="city"))
    Beside('city', City('US'), Region(of='city'))
    """

    def __init__(self, name: str, helper: Column, column: Column, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.neighbour, self.helper, self.column = name, helper, column

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        helped = rows.nested("")
        helped.name, helped.stream = f"({self.neighbour})", ""
        given = {self.neighbour: self.helper.produce(helped)}
        inner = Rows(rows.world, rows.spec, rows.indices, given=given)
        inner.name, inner.stream = rows.name, f"{rows.stream}beside."
        return self.column.produce(inner)


class Otherwise(Column):
    """What `column` makes, and where that is null, what `otherwise` makes.

    >>> from seeding.columns.constant import Constant
    >>> Otherwise(Constant(None), Constant("none"))
    Otherwise(Constant(None), Constant('none'))
    """

    def __init__(self, column: Column, otherwise: Column, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.column, self.otherwise = column, otherwise

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        made = arrays.decode(self.column.produce(rows.nested("column")))
        if not made.null_count:
            return made
        other = arrays.decode(self.otherwise.produce(rows.nested("otherwise")))
        return pc.coalesce(made.cast(other.type), other)
