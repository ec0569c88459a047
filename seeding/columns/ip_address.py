"""Network addresses that no computer has: those set aside for documentation."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.rows import Rows
from seeding.columns.strings import build
from seeding.errors import FactoryError

_BLOCKS = ("192.0.2", "198.51.100", "203.0.113")  # RFC 5737
_PREFIX = np.frombuffer(b"2001:db8:0000:0000:0000:0000:0000:0000", np.uint8)  # RFC 3849


class IpAddress(Column):
    """An IPv4 address ("203.0.113.57", RFC 5737), with `version=6` an IPv6 address ("2001:db8:…", RFC 3849).

    There are 762 of version 4, so they repeat.

    >>> IpAddress(version=6)
    IpAddress(version=6)
    """

    def __init__(self, *, version: int = 4, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if version not in (4, 6):
            raise FactoryError(f"{self!r}: there is no IP version {version!r}", hint="4 or 6")
        self.version = version

    def values(self, rows: Rows) -> arrays.Values:
        """One address a row."""
        if self.version == 4:
            return pools.pick(_addresses(), below(rows.draws(), len(_addresses())))
        digits = np.frombuffer(b"0123456789abcdef", np.uint8)
        width = len(_PREFIX)
        signs = np.tile(_PREFIX, (len(rows), 1))
        draws = rows.draws()
        # Groups of four after "2001:db8:"; the first digit of each is never 0, so no group is shortened.
        for number, place in enumerate(p for p in range(9, width) if chr(_PREFIX[p]) != ":"):
            shift = np.uint64(4 * (number % 16))
            digit = ((draws >> shift) & np.uint64(15)).astype(np.intp)
            if number % 4 == 0:
                digit = np.maximum(digit, 1)
            signs[:, place] = digits[digit]
            if number % 16 == 15:
                draws = rows.draws("more")
        return build(signs.reshape(-1), np.arange(0, width * len(rows) + 1, width, dtype=np.int32))


@lru_cache(maxsize=1)
def _addresses() -> pa.Array:
    return pa.array([f"{block}.{host}" for block in _BLOCKS for host in range(1, 255)])
