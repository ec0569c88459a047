"""Values made to fit their column, or refused with the cell's name: never silently bent.

Widening is silent (an int for a numeric); what would lose something (a null for NOT NULL, a text longer
than varchar(n), a number out of range) is an error that names generator, column and row.
"""

from __future__ import annotations

from datetime import time
from typing import NoReturn
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from seeding.errors import FactoryError
from seeding.plan.model import PlannedColumn, PlannedTable


def conform(array: pa.Array, column: PlannedColumn, table: PlannedTable, first_row: int) -> pa.Array:
    """The same values in the column's Arrow type. Raises FactoryError where one does not fit."""
    if array.null_count and not column.attribute.nullable:
        row = int(pc.index(array.is_null(), True).as_py())
        _refuse(column, table, first_row + row, "NULL, and the column is NOT NULL")
    if column.arrow is not None and array.type != column.arrow:
        try:
            array = _cast(array, column.arrow)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError, ValueError) as error:
            row, value = _first_misfit(array, column.arrow)
            _refuse(column, table, first_row + row, f"{value!r}, which is not a {column.attribute.type}", error)
    limit = column.attribute.type.base.length
    if limit is not None and pa.types.is_string(array.type):
        longest = pc.max(pc.utf8_length(array)).as_py()
        if longest is not None and longest > limit:
            row = int(pc.index(pc.greater(pc.utf8_length(array), limit), True).as_py())
            _refuse(
                column,
                table,
                first_row + row,
                f"{array[row].as_py()!r}, {longest} characters where {column.attribute.type} holds {limit}",
            )
    return array


def _cast(array: pa.Array, target: pa.DataType) -> pa.Array:
    if isinstance(target, pa.BaseExtensionType):
        return _to_extension(array, target)
    if isinstance(array, pa.ExtensionArray):
        if isinstance(array.type, pa.UuidType) and pa.types.is_string(target):
            return pa.array([None if v is None else str(v) for v in array.to_pylist()], target)
        array = array.storage
    if pa.types.is_decimal(target):
        if pa.types.is_integer(array.type):
            array = array.cast(pa.decimal128(20, 0))
        elif pa.types.is_string(array.type):
            return array.cast(target)
        if pa.types.is_floating(array.type):
            array = pc.round(array, ndigits=target.scale)
        return array.cast(target)
    if pa.types.is_integer(target) and pa.types.is_floating(array.type):
        return array.cast(target)  # a fraction is refused by Arrow: the factory must say how to round
    if pa.types.is_timestamp(target) and target.tz is None and pa.types.is_timestamp(array.type):
        return array.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).cast(target)
    if pa.types.is_date32(target) and pa.types.is_timestamp(array.type):
        return array.cast(pa.timestamp("us")).cast(pa.date32(), safe=False)
    if pa.types.is_time(target) and pa.types.is_string(array.type):
        return pa.array([None if v is None else time.fromisoformat(v) for v in array.to_pylist()], target)
    if pa.types.is_boolean(array.type) and pa.types.is_string(target):
        return array.cast(target)
    return array.cast(target)


def _to_extension(array: pa.Array, target: pa.BaseExtensionType) -> pa.Array:
    storage = array.storage if isinstance(array, pa.ExtensionArray) else array
    if isinstance(target, pa.UuidType):
        if pa.types.is_string(storage.type):
            raw = [None if v is None else UUID(v).bytes for v in storage.to_pylist()]
            storage = pa.array(raw, pa.binary(16))
        storage = storage.cast(pa.binary(16))
    else:
        storage = storage.cast(target.storage_type)
    return pa.ExtensionArray.from_storage(target, storage)


def _first_misfit(array: pa.Array, target: pa.DataType) -> tuple[int, object]:
    """The first value that cannot be cast: found by halving, so that a large block stays cheap."""
    low, high = 0, len(array)
    while high - low > 1:
        middle = (low + high) // 2
        try:
            _cast(array.slice(low, middle - low), target)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError, ValueError):
            high = middle
        else:
            low = middle
    return low, array[low].as_py() if len(array) else None


def _refuse(
    column: PlannedColumn, table: PlannedTable, row: int, what: str, cause: Exception | None = None
) -> NoReturn:
    made_by = f"{table.factory}.{column.name}" if table.factory else f"{table.name}.{column.name}"
    raise FactoryError(
        f"{table.name}.{column.name} row {row}: {column.generator!r} gave {what}",
        hint=f"change {made_by}" + ("" if table.factory else ": declare a factory for the table"),
    ) from cause
