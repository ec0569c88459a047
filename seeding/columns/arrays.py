"""Arrow at the border: what a generator returns, made an Arrow array; what a test wants, made Python.

Inside, a column is an Arrow array (one buffer, no object a value); a generator may hand over a numpy
array where that is what it computed.
"""

from __future__ import annotations

import datetime
import json
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

TIMESTAMP = pa.timestamp("us", tz="UTC")
JSON = pa.json_()
UUID_TYPE = pa.uuid()
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)

Array = pa.Array
Values: TypeAlias = pa.Array | pa.ChunkedArray | NDArray[Any]


@lru_cache(maxsize=1024)
def literal(value: str | int) -> pa.Scalar:
    """A text or whole number for a kernel that takes arrays, its type said.

    Where the type is not said, Arrow searches for dateutil each time: a tenth of a millisecond where it is missing.
    """
    return pa.scalar(value, pa.string() if isinstance(value, str) else pa.int64())


EMPTY = literal("")


def as_arrow(values: Values) -> pa.Array:
    """One contiguous Arrow array; numpy instants become timestamps in UTC, microseconds."""
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks()
    if isinstance(values, pa.Array):
        return values
    if values.dtype.kind == "M":
        if values.dtype == np.dtype("datetime64[D]"):
            return pa.array(values, pa.date32())
        return pa.array(values.astype("datetime64[us]").view(np.int64), pa.int64()).cast(TIMESTAMP)
    if values.dtype.kind == "U":
        return pa.array(values.tolist(), pa.string())
    return pa.array(values)


def decode(array: pa.Array) -> pa.Array:
    """A dictionary array as plain values; anything else as it is."""
    return array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array


def to_numpy(array: pa.Array) -> NDArray[Any]:
    """A numeric, boolean or time column as numpy; timestamps as int64 microseconds since the epoch.

    Nulls raise: a generator that reads a nullable column decides itself what a null means.
    """
    if pa.types.is_timestamp(array.type):
        # A view of the same buffer; a cast would ask Arrow for the kernel that gives it, 30 µs each for a few rows.
        array = (array if array.type == TIMESTAMP else array.cast(TIMESTAMP)).view(pa.int64())
    elif pa.types.is_date32(array.type):
        array = array.view(pa.int32())
    elif pa.types.is_decimal(array.type):
        return _doubles(array)
    result: NDArray[Any] = array.to_numpy(zero_copy_only=False)
    return result


def nulls_of(array: pa.Array) -> NDArray[np.bool_]:
    """Which values are null."""
    if not array.null_count:
        return np.zeros(len(array), dtype=np.bool_)
    found: NDArray[np.bool_] = array.is_null().to_numpy(zero_copy_only=False)
    return found


def _doubles(array: pa.Array) -> NDArray[np.float64]:
    """Numerics as the nearest doubles, null as NaN. Arrow's own cast makes 9969.23 a 9969.230000000001."""
    if not pa.types.is_decimal128(array.type) or array.type.precision > 18:
        found: NDArray[np.float64] = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
        return found
    # Up to 18 digits the lower of the two 64-bit words is the whole number; one division rounds once.
    words = np.frombuffer(array.buffers()[1], dtype="<i8")[2 * array.offset :][: 2 * len(array) : 2]
    doubles: NDArray[np.float64] = words / float(10**array.type.scale)
    return np.where(array.is_null().to_numpy(zero_copy_only=False), np.nan, doubles) if array.null_count else doubles


def with_nulls(array: pa.Array, mask: NDArray[np.bool_]) -> pa.Array:
    """The same array with nulls where `mask` is true."""
    if not mask.any():
        return array
    if isinstance(array, pa.ExtensionArray):
        return pa.ExtensionArray.from_storage(array.type, with_nulls(array.storage, mask))
    if isinstance(array, pa.DictionaryArray):
        return pa.DictionaryArray.from_arrays(with_nulls(array.indices, mask), array.dictionary)
    return pc.if_else(pa.array(mask), pa.scalar(None, array.type), array)


def replace(array: pa.Array, places: NDArray[np.int64], values: pa.Array) -> pa.Array:
    """The same array with `values` at `places` (positions, ascending)."""
    if pa.types.is_null(array.type):
        array = pa.nulls(len(array), values.type)  # nobody has said yet of what type the nulls are
    storage = values.storage if isinstance(values, pa.ExtensionArray) else values
    if isinstance(array, pa.ExtensionArray):
        return pa.ExtensionArray.from_storage(
            array.type, replace(array.storage, places, storage.cast(array.storage.type))
        )
    array = decode(array)
    values = decode(storage).cast(array.type)
    order = np.arange(len(array), dtype=np.int64)
    order[places] = len(array) + np.arange(len(values), dtype=np.int64)
    return pa.concat_arrays([array, values]).take(pa.array(order))


def from_python(value: Any) -> pa.Array:
    """An Arrow array of length one holding a Python value a test passed in."""
    if isinstance(value, UUID):
        return pa.ExtensionArray.from_storage(UUID_TYPE, pa.array([value.bytes], pa.binary(16)))
    if isinstance(value, dict):
        return pa.ExtensionArray.from_storage(JSON, pa.array([json.dumps(value)], pa.string()))
    if isinstance(value, datetime.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
        return pa.array([aware], TIMESTAMP)
    return pa.array([value])


def to_python(array: pa.Array) -> list[Any]:
    """Python values of a column: UUID, datetime (UTC), Decimal, list, parsed JSON, None for null."""
    if isinstance(array.type, pa.JsonType):
        return [None if text is None else json.loads(text) for text in array.storage.to_pylist()]
    if isinstance(array.type, pa.UuidType):
        # Half the price of Arrow's own conversion, as for instants below: single objects pay it a value.
        return [None if raw is None else UUID(int=int.from_bytes(raw)) for raw in array.storage.to_pylist()]
    if pa.types.is_timestamp(array.type) and array.type.tz is not None:
        micros = array.cast(TIMESTAMP).cast(pa.int64()).to_pylist()
        return [None if v is None else _EPOCH + datetime.timedelta(0, 0, v) for v in micros]
    result: list[Any] = array.to_pylist()
    return result
