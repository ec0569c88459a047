"""Ranges (src/backend/utils/adt/rangetypes.c, multirangetypes.c): flags, then the bounds there are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.load.encode.rows import Cells, Varying, join, offsets_of, only_valid, runs
from seeding.load.encode.tokens import UnspelledError, split

Inner = Callable[[pa.Array], pa.Array]
"""Texts of the subtype as fields: each a length and its bytes."""

_NOTHING, _WORD = pa.scalar("(,)", pa.string()), pa.scalar("empty", pa.string())
_EMPTY, _LOWER_IN, _UPPER_IN, _NO_LOWER, _NO_UPPER = 1, 2, 4, 8, 16


def ranges(texts: pa.Array, inner: Inner) -> pa.Array:
    """`[1,5)`, `empty`, `("a",)`."""
    empty = pc.equal(texts, _WORD).fill_null(False)
    filled = pc.if_else(empty, _NOTHING, texts).fill_null(_NOTHING)
    parts = split(filled, b"[(])")
    if (parts.counts != 2).any():
        raise UnspelledError("a range that has not two bounds")
    gone = empty.to_numpy(zero_copy_only=False)
    flags = np.where(gone, np.uint8(_EMPTY), np.uint8(0))
    bounds = []
    signs = (pc.starts_with(filled, "["), pc.ends_with(filled, "]"))
    for place, (sign, included, none) in enumerate(
        zip(signs, (_LOWER_IN, _UPPER_IN), (_NO_LOWER, _NO_UPPER), strict=True)
    ):
        missing = parts.empty[place::2]
        at_all = ~(missing | gone)
        flags |= np.where(missing & ~gone, np.uint8(none), np.uint8(0))
        flags |= np.where(at_all & sign.to_numpy(zero_copy_only=False), np.uint8(included), np.uint8(0))
        bounds.append(_bounds(parts.texts, place, at_all, inner))
    return only_valid(join([Cells("u1", flags), *map(Varying, bounds)], len(texts)), texts)


def multiranges(texts: pa.Array, inner: Inner) -> pa.Array:
    """`{[1,2),[5,)}`."""
    parts = split(texts, b"{}", nested=b"[(])")
    bodies = ranges(parts.texts, inner)
    lengths = np.diff(offsets_of(bodies))
    fields = join([Cells(">i4", lengths), Varying(bodies)], len(bodies))
    whole = join([Cells(">i4", parts.counts), Varying(runs(fields, parts.counts, None))], len(texts))
    return only_valid(whole, texts)


def _bounds(texts: pa.Array, place: int, there: np.ndarray, inner: Inner) -> pa.Array:
    """The bounds on one side, as fields; nothing at all where there is none."""
    every = np.arange(place, len(texts), 2)
    fields = inner(texts.take(pa.array(every[there])))
    if there.all():
        return fields
    order = pa.array(np.cumsum(there) - 1, mask=~there)
    return fields.take(order).fill_null(pa.scalar(b"", pa.binary()))
