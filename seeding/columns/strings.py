"""Arrow texts as bytes in numpy: cutting and rewriting every row of a block at once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns.arrays import decode

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int32]
Flags = NDArray[np.bool_]

SPACE = 0x20
_PAUSES = np.frombuffer(b",;:", np.uint8)


def plain(array: pa.Array) -> pa.Array:
    """The array as plain texts without nulls ('' for null)."""
    array = decode(array)
    if array.type != pa.string():
        array = array.cast(pa.string())
    return array.fill_null("") if array.null_count else array


def flat(array: pa.Array) -> tuple[Bytes, Offsets]:
    """The bytes of all texts behind one another, and where each begins (one offset more than rows)."""
    _, offsets, data = array.buffers()
    if offsets is None or len(array) == 0:
        return np.empty(0, np.uint8), np.zeros(1, np.int32)
    where = np.frombuffer(offsets, np.int32, len(array) + 1, array.offset * 4)
    begin, end = int(where[0]), int(where[-1])
    content = np.empty(0, np.uint8) if data is None else np.frombuffer(data, np.uint8, end - begin, begin)
    return content, where - np.int32(begin)


def build(data: Bytes, offsets: Offsets) -> pa.Array:
    """The reverse of `flat`; the bytes must be valid UTF-8 within each row."""
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data))


def keep(data: Bytes, offsets: Offsets, kept: Flags) -> tuple[Bytes, Offsets]:
    """The same rows without the bytes that are not `kept`."""
    before = np.empty(len(kept) + 1, np.int32)
    before[0] = 0
    np.cumsum(kept, out=before[1:])
    return data[kept], before[offsets]


def first_of(places: NDArray[np.int64], begin: NDArray[np.int32], end: NDArray[np.int32]) -> NDArray[np.int32]:
    """The first of the ascending `places` within each row's bytes, the row's end where it has none."""
    if not len(places):
        return end.copy()
    if len(places) == len(begin):
        # One in each row, as the space in most names: no search.
        found = places.astype(np.int32)
        if ((found >= begin) & (found < end)).all():
            return found
    slot = np.searchsorted(places, begin)
    slot[slot == len(places)] = 0
    place = places[slot].astype(np.int32)
    inside = (place >= begin) & (place < end)
    return np.where(inside, place, end)


def last_of(places: NDArray[np.int64], begin: NDArray[np.int32], end: NDArray[np.int32]) -> NDArray[np.int32]:
    """The last of the ascending `places` within each row's bytes, the row's begin where it has none."""
    if not len(places):
        return begin.copy()
    place = places[np.searchsorted(places, end) - 1].astype(np.int32)
    inside = (place >= begin) & (place < end)
    return np.where(inside, place, begin)


def shortened(texts: pa.Array, longest: int) -> pa.Array:
    """Texts of more than `longest` bytes cut after the last whole word that fits, else after a whole character."""
    data, offsets = flat(texts)
    begin, end = offsets[:-1], offsets[1:]
    long = end - begin > longest
    if not long.any():
        return texts
    limit = np.where(long, begin + np.int32(longest), end)
    gap = last_of(np.flatnonzero(data == SPACE), begin, np.minimum(limit + np.int32(1), end))
    stop = np.where(long, np.where(gap > begin, gap, limit), end)
    for _ in range(3):
        inside = np.flatnonzero(stop < end)
        split = inside[(data[stop[inside]] & 0xC0) == 0x80]
        stop[split] -= 1
    words = np.flatnonzero(long & (stop - begin > 1))
    stop[words[np.isin(data[stop[words] - 1], _PAUSES)]] -= 1
    return cut(data, begin, stop)


def cut(data: Bytes, begin: NDArray[np.int32], end: NDArray[np.int32]) -> pa.Array:
    """A piece of each row, from byte `begin` to byte `end`."""
    where, offsets = spans(begin, end)
    return build(data[where], offsets)


def spans(begin: NDArray[np.int32], end: NDArray[np.int32]) -> tuple[NDArray[np.int32], Offsets]:
    """Every place from `begin` to `end` of each row, behind one another, and where each row's begin."""
    lengths = end - begin
    offsets = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    return np.repeat(begin - offsets[:-1], lengths) + np.arange(offsets[-1], dtype=np.int32), offsets
