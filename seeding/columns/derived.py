"""A column computed from others of the same row, or of its parents, by a function of yours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.arrays import Values
from seeding.columns.base import Column
from seeding.columns.grid import Grid
from seeding.columns.instants import instants_of
from seeding.columns.related import related
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


class Derived(Column):
    """`function(first, second, …)` of whole columns, named by `columns` ("amount", "user_id.created_at").

    The function gets arrays of one length and returns one of that length, each value from the values at
    its own place only. Numbers come as float64 or int64 numpy arrays (numeric as float64), booleans as
    bool, dates and moments as datetime64[D] and datetime64[us]; everything else (text, uuids, arrays,
    JSON) as Arrow arrays for `pyarrow.compute`. It may return either kind.

    Rows where one of the columns is null are null, and the function does not see them; with
    `with_nulls=True` it sees all rows, all as Arrow arrays. `digits` gives exact decimals (numeric).

    Raises FactoryError where the function fails or returns another number of values.

    >>> total = Derived(lambda price, quantity: price * quantity, "price", "quantity", digits=2)
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *columns: str,
        digits: int | None = None,
        with_nulls: bool = False,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if not callable(function) or not columns:
            raise FactoryError(f"{self!r}: a function, and the names of the columns it is given")
        self.function, self.columns, self.with_nulls = function, columns, with_nulls
        self._grid = Grid.of(digits=digits, by=self)

    def values(self, rows: Rows) -> pa.Array:
        """The function's values."""
        given = [arrays.decode(related(rows, name)) for name in self.columns]
        if self.with_nulls:
            return self._called(rows, given)
        nulls = np.logical_or.reduce([array.is_null().to_numpy(zero_copy_only=False) for array in given])
        if not nulls.any():
            return self._called(rows, [_handed(array) for array in given])
        whole = np.flatnonzero(~nulls)
        places = pa.array(whole)
        found = self._called(rows, [_handed(_taken(array, places)) for array in given])
        back = np.zeros(len(rows), dtype=np.int64)
        back[whole] = np.arange(len(whole))
        return _taken(found, pa.array(back, mask=nulls))

    def _called(self, rows: Rows, given: list[Any]) -> pa.Array:
        where = f"{rows.table}.{rows.name} = {self!r}"
        try:
            found: Values = self.function(*given)
        except FactoryError:
            raise
        except Exception as error:
            raise FactoryError(f"{where}: the function failed: {type(error).__name__}: {error}") from error
        if not isinstance(found, np.ndarray | pa.Array | pa.ChunkedArray) or len(found) != len(given[0]):
            raise FactoryError(
                f"{where}: the function returned {_described(found)} for {len(given[0])} rows",
                hint="return one numpy or Arrow array with a value for each row; numpy.where replaces if",
            )
        array = arrays.as_arrow(found)
        return array if self._grid is None else _exact(array, self._grid)


def _exact(array: pa.Array, grid: Grid) -> pa.Array:
    nulls = array.is_null().to_numpy(zero_copy_only=False)
    numbers = arrays.to_numpy(array.fill_null(0)).astype(np.float64)
    exact = arrays.as_arrow(grid.render(grid.nearest(numbers)))
    return arrays.with_nulls(exact, nulls)


def _taken(array: pa.Array, places: pa.Array) -> pa.Array:
    if isinstance(array, pa.ExtensionArray):
        return pa.ExtensionArray.from_storage(array.type, array.storage.take(places))
    return array.take(places)


def _handed(array: pa.Array) -> Any:
    """The array as the function gets it: numpy for numbers, truths and times."""
    kind = array.type
    if pa.types.is_timestamp(kind):
        return instants_of(array)[0].view("datetime64[us]")
    if pa.types.is_date32(kind):
        return pc.cast(array, pa.int32()).to_numpy().astype("datetime64[D]")
    if pa.types.is_primitive(kind) or pa.types.is_decimal(kind):
        return arrays.to_numpy(array)
    return array


def _described(found: object) -> str:
    return f"{len(found)} values" if hasattr(found, "__len__") else repr(found)
