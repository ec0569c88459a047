"""Types whose values all have the same width on the wire (src/backend/utils/adt/*.c, `*_recv`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns.arrays import UUID_TYPE
from seeding.errors import LoadError
from seeding.load.encode.rows import Cells

# PostgreSQL counts from 2000-01-01, Arrow from 1970-01-01.
EPOCH_DAYS = 10_957
EPOCH_MICROSECONDS = EPOCH_DAYS * 86_400_000_000
_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Codec:
    """How one PostgreSQL type is written: the Arrow types it takes, its width, its cells."""

    accepts: tuple[pa.DataType, ...]
    width: int
    cells: Callable[[pa.Array], list[Cells]]


def dense(array: pa.Array, empty: Any = 0) -> NDArray[Any]:
    """A column as numpy, `empty` in place of null."""
    if array.null_count:
        array = array.fill_null(empty)
    result: NDArray[Any] = array.to_numpy(zero_copy_only=False)
    return result


def _plain(dtype: str) -> Callable[[pa.Array], list[Cells]]:
    return lambda array: [Cells(dtype, dense(array))]


def _boolean(array: pa.Array) -> list[Cells]:
    return [Cells("?", dense(array, empty=False))]


def _oid(array: pa.Array) -> list[Cells]:
    return [Cells(">u4", dense(array.cast(pa.uint32())))]


def _uuid(array: pa.Array) -> list[Cells]:
    storage = array.storage if isinstance(array, pa.ExtensionArray) else array
    data = np.frombuffer(storage.buffers()[1], "V16")
    return [Cells("V16", data[storage.offset : storage.offset + len(storage)])]


def _date(array: pa.Array) -> list[Cells]:
    days = dense(array.cast(pa.int32()))
    # The smallest int32 is -infinity to PostgreSQL, and whatever is below would wrap round to a far future.
    if len(days) and int(days.min()) <= np.iinfo(np.int32).min + EPOCH_DAYS:
        raise LoadError(f"a date {int(days.min())} days from 1970-01-01 is earlier than PostgreSQL's first")
    return [Cells(">i4", days - np.int32(EPOCH_DAYS))]


def _timestamp(array: pa.Array) -> list[Cells]:
    instants = dense(array.cast(pa.int64()))
    if len(instants) and int(instants.min()) <= np.iinfo(np.int64).min + EPOCH_MICROSECONDS:
        raise LoadError(f"a timestamp {int(instants.min())} µs from 1970-01-01 is earlier than PostgreSQL's first")
    return [Cells(">i8", instants - np.int64(EPOCH_MICROSECONDS))]


def _time(array: pa.Array) -> list[Cells]:
    return [Cells(">i8", dense(array.cast(pa.int64())))]


def _interval(array: pa.Array) -> list[Cells]:
    days, microseconds = whole_days(array)
    return [Cells(">i8", microseconds), Cells(">i4", days), Cells(">i4", 0)]


def whole_days(durations: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Durations as days and the microseconds above them (0 to a day), as psycopg writes a timedelta."""
    total = dense(durations.cast(pa.int64()))
    days = total // _DAY
    return days.astype(np.int32), total - days * _DAY


CODECS: dict[str, Codec] = {
    "bool": Codec((pa.bool_(),), 1, _boolean),
    "int2": Codec((pa.int16(),), 2, _plain(">i2")),
    "int4": Codec((pa.int32(),), 4, _plain(">i4")),
    "int8": Codec((pa.int64(),), 8, _plain(">i8")),
    "oid": Codec((pa.int64(),), 4, _oid),
    "float4": Codec((pa.float32(),), 4, _plain(">f4")),
    "float8": Codec((pa.float64(),), 8, _plain(">f8")),
    "uuid": Codec((UUID_TYPE, pa.binary(16)), 16, _uuid),
    "date": Codec((pa.date32(),), 4, _date),
    "time": Codec((pa.time64("us"),), 8, _time),
    "timestamp": Codec((pa.timestamp("us"),), 8, _timestamp),
    "timestamptz": Codec((pa.timestamp("us", tz="UTC"),), 8, _timestamp),
    "interval": Codec((pa.duration("us"),), 16, _interval),
}
