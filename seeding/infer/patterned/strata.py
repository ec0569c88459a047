"""One draw from each of as many equal parts as there are rows, in no order: shares come out as they are asked for."""

from __future__ import annotations

import numpy as np

from seeding.columns.draws import Indices, Words
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def spread(rows: Rows) -> Words:
    """A word a row; where the table has an end, each word from a part of its own."""
    count = rows.spec.count
    if not _has_parts(count):
        return rows.draws()
    assert count is not None
    return in_parts(rows, Permutation(count, rows.key("parts"))(rows.indices - rows.spec.start), count)


def rising(rows: Rows) -> Words:
    """The same, in the order of the rows."""
    count = rows.spec.count
    if not _has_parts(count):
        return rows.draws()
    assert count is not None
    return in_parts(rows, (rows.indices - rows.spec.start) % count, count)


def _has_parts(count: int | None) -> bool:
    return count is not None and 1 < count < 1 << 31


def in_parts(rows: Rows, parts: Indices, count: int) -> Words:
    """A word from the part that each row is given, of `count` equal ones."""
    width = np.uint64((1 << 64) // count)
    high = rows.draws() >> _HALF
    inside = (high * (width >> _HALF)) + ((high * (width & _LOW)) >> _HALF)
    found: Words = parts.astype(np.uint64) * width + inside
    return found
