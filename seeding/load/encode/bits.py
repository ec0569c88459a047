"""Strings of bits (src/backend/utils/adt/varbit.c): how many, then eight an octet, the last filled up with zeros."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from seeding.columns.arrays import EMPTY
from seeding.load.encode.rows import Cells, Varying, contents, join, offsets_of, only_valid
from seeding.load.encode.tokens import UnspelledError


def bits(texts: pa.Array) -> pa.Array:
    """`101`: the bodies of bit and varbit."""
    filled = texts.fill_null(EMPTY) if texts.null_count else texts
    signs = np.frombuffer(contents(filled.cast(pa.binary())), np.uint8)
    if ((signs != ord("0")) & (signs != ord("1"))).any():
        raise UnspelledError("a bit that is neither 0 nor 1")
    offsets = offsets_of(filled).astype(np.int64)
    lengths = np.diff(offsets)
    octets = -(-lengths // 8)
    ends = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(octets, out=ends[1:])
    # Every string begins at an octet of its own.
    shifts = np.repeat(8 * ends[:-1] - (offsets[:-1] - offsets[0]), lengths)
    spread = np.zeros(8 * int(ends[-1]), np.bool_)
    spread[np.arange(len(signs)) + shifts] = signs == ord("1")
    packed = [None, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(np.packbits(spread))]
    whole = join([Cells(">i4", lengths), Varying(pa.Array.from_buffers(pa.binary(), len(texts), packed))], len(texts))
    return only_valid(whole, texts)
