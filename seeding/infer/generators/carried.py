"""Values taken over from the row's parent: the price of the product, the address of the customer."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.related import related
from seeding.columns.rows import Rows


class Carried(Column):
    """The column `column` of the parent that `reference` points at; what `otherwise` makes where that is null.

    The same where rows of the parent were there before, and nothing but their keys is known. Dots in `column` lead
    further: "film_id.rental_rate" is that of the parent's parent.

    >>> from seeding.columns.constant import Constant
    >>> Carried("product_id", "price", Constant(1))
    Carried('product_id', 'price', Constant(1))
    """

    def __init__(self, reference: str, column: str, otherwise: Column | None = None, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.reference, self.column, self.otherwise = reference, column, otherwise

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        dotted = f"{self.reference}.{self.column}"
        if not says(rows, dotted):
            return pa.nulls(len(rows)) if self.otherwise is None else self.otherwise.produce(rows.nested("otherwise"))
        carried = arrays.decode(related(rows, dotted))
        if not carried.null_count or self.otherwise is None:
            return carried
        other = arrays.decode(self.otherwise.produce(rows.nested("otherwise")))
        return pc.coalesce(*_of_one_type(carried, other))


def _of_one_type(carried: pa.Array, other: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Both in a type that holds either: with a tax on it the parent's fee has four digits, and another has two."""
    one, two = carried.type, other.type
    if pa.types.is_decimal(one) and (pa.types.is_decimal(two) or pa.types.is_integer(two)):
        wide = pa.decimal128(38, max(one.scale, two.scale if pa.types.is_decimal(two) else 0))
        return carried.cast(wide), other.cast(wide)
    if pa.types.is_floating(one) and not pa.types.is_floating(two):
        return carried, other.cast(one)
    return carried.cast(two), other


def says(rows: Rows, dotted: str) -> bool:
    """Whether the rows that a reference points at have the column: of those that were there before, keys are known."""
    reference, _, column = dotted.partition(".")
    refers = rows.spec.columns.get(reference)
    if refers is None or type(refers).parent_rows is Column.parent_rows:
        return False
    there = rows.parents(reference)
    return says(there, column) if "." in column else column in there.spec.columns
