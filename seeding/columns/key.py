"""Keys: uuids that say they are synthetic and which row they belong to, and plain numbers.

A generated uuid has the shape of version 4 (RFC 9562 §5.4) and these sixteen bytes:

    0-1    5e ed
    2-5    the row number's upper 32 bits
    6-7    version nibble 4, the row number's lower 12 bits
    8-9    variant bits 10, 14 bits of a hash of seed, table, column and row
    10-13  32 more bits of that hash
    14     XOR of bytes 0, 2, 4, … 12, and A5
    15     XOR of bytes 1, 3, 5, … 13, and 5A

Row numbers rise through the bytes in the order PostgreSQL compares them, so an index is filled in
order. A random version-4 uuid starts with 5eed and passes the check once in 2**32 times.
"""

from __future__ import annotations

import copy
from typing import Literal, Self
from uuid import UUID

import numpy as np
import pyarrow as pa

from seeding.columns.arrays import UUID_TYPE
from seeding.columns.base import Column
from seeding.columns.draws import Indices, Words
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

ROW_BITS = 44
_FIRST = UUID("5eed0000-0000-0000-0000-000000000000")
_LAST = UUID("5eedffff-ffff-ffff-ffff-ffffffffffff")
_CHECK = 0xA55A


class Key(Column):
    """A uuid a row, unique by construction: the row number is in it (up to 2**44 rows).

    `order="row"` (the default) rises with the row number, which loads up to twice as fast as random keys
    into a large index; `order="random"` scatters the rows' bits by a permutation, as version 4 does.

    >>> Key(order="random")
    Key(order='random')
    """

    def __init__(self, *, order: Literal["row", "random"] = "row", nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if order not in ("row", "random"):
            raise FactoryError(f'Key(order={order!r}): the order is "row" or "random"')
        self.order = order

    def values(self, rows: Rows) -> pa.Array:
        """One uuid a row."""
        numbers = rows.indices
        if numbers.size and (numbers.max() >> ROW_BITS or numbers.min() < 0):
            raise FactoryError(
                f"{rows.table}.{rows.name}: row number {numbers.max()} does not fit the {ROW_BITS} bits of a key"
            )
        if self.order == "random":
            numbers = Permutation(1 << ROW_BITS, rows.key("order"))(numbers)
        return _uuids(numbers, rows.draws())


def _uuids(numbers: Indices, draws: Words) -> pa.Array:
    """The layout above, as two big-endian words a row."""
    row = numbers.astype(np.uint64)
    high = row >> np.uint64(12)
    high <<= np.uint64(16)
    row &= np.uint64(0xFFF)
    high |= row
    high |= np.uint64(0x5EED_0000_0000_4000)
    low = draws >> np.uint64(18)
    low |= np.uint64(0b10 << 46)
    # All sixteen-bit lanes XORed: the even bytes' sum arrives in the upper byte, the odd bytes' in the lower.
    check = high ^ low
    check ^= high >> np.uint64(32)
    check ^= low >> np.uint64(32)
    check ^= (high ^ low) >> np.uint64(16)
    check ^= high >> np.uint64(48)
    check &= np.uint64(0xFFFF)
    check ^= np.uint64(_CHECK)
    low <<= np.uint64(16)
    low |= check
    words = np.empty((len(numbers), 2), dtype=">u8")
    words[:, 0] = high
    words[:, 1] = low
    storage = pa.Array.from_buffers(pa.binary(16), len(numbers), [None, pa.py_buffer(words)])
    return pa.ExtensionArray.from_storage(UUID_TYPE, storage)


def is_synthetic(key: UUID) -> bool:
    """Whether a uuid was generated here: prefix, version, variant and check bytes all agree."""
    raw = key.bytes
    even = odd = 0
    for place in range(0, 14, 2):
        even ^= raw[place]
        odd ^= raw[place + 1]
    return (
        raw[:2] == b"\x5e\xed"
        and raw[6] >> 4 == 4
        and raw[8] >> 6 == 0b10
        and raw[14] == even ^ (_CHECK >> 8)
        and raw[15] == odd ^ (_CHECK & 0xFF)
    )


def row_of(key: UUID) -> int:
    """The row number inside a key of `order="row"`. Raises ValueError for a uuid that is not synthetic."""
    if not is_synthetic(key):
        raise ValueError(f"{key} is not a generated key")
    return int.from_bytes(key.bytes[2:6]) << 12 | int.from_bytes(key.bytes[6:8]) & 0xFFF


def synthetic_uuid_sql(column: str) -> str:
    """A PostgreSQL condition that holds for generated keys only; an index on the column serves it.

    `column` is SQL: a quoted identifier, or any uuid expression. Null gives null.
    """
    byte = [f"get_byte(uuid_send({column}), {place})" for place in range(16)]
    even = " # ".join(byte[0:14:2])
    odd = " # ".join(byte[1:14:2])
    return (
        f"({column} >= '{_FIRST}' AND {column} <= '{_LAST}'"
        f" AND {byte[6]} >> 4 = 4 AND {byte[8]} >> 6 = 2"
        f" AND {byte[14]} = ({even} # {_CHECK >> 8}) AND {byte[15]} = ({odd} # {_CHECK & 0xFF}))"
    )


class Serial(Column):
    """Whole numbers that count the rows: row number + `start`, as a sequence would give them (bigint).

    >>> Serial(start=1000).shifted(500)
    Serial(start=1500)
    """

    def __init__(self, start: int = 1) -> None:
        super().__init__()
        self.start = start

    def values(self, rows: Rows) -> pa.Array:
        """Row number + start."""
        return pa.array(rows.indices + self.start)

    def shifted(self, distance: int) -> Self:
        """The same counting, `distance` further on: beyond keys that are taken."""
        # A copy, not a new declaration: single objects know a factory's column by its place among the others.
        moved = copy.copy(self)
        moved.start += distance
        moved._arguments = ((), {"start": moved.start})
        return moved
