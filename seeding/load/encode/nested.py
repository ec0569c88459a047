"""Rows and arrays that came as text (src/backend/utils/adt/rowtypes.c, arrayfuncs.c)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.load.encode.rows import Cells, Piece, Varying, join, only_valid
from seeding.load.encode.tokens import UnspelledError, split, trimmed
from seeding.schema import Type

_NULL = pa.scalar("null", pa.string())


def row(texts: pa.Array, fields: Sequence[tuple[str, Type]], field: Callable[[pa.Array, Type], pa.Array]) -> pa.Array:
    """`(1,"a b",)`: the number of fields, then of each its type, a length and its bytes."""
    parts = split(texts, b"()")
    valid = texts.is_valid().to_numpy(zero_copy_only=False)
    if (parts.counts[valid] != len(fields)).any():
        raise UnspelledError(f"a row that has not {len(fields)} fields")
    values = pc.if_else(pa.array(parts.empty), pa.scalar(None, pa.string()), parts.texts)
    # Where the row's place in the parts is -1, the row is null: any field will do.
    places = np.cumsum(valid) - 1
    pieces: list[Piece] = [Cells(">i4", len(fields))]
    for number, (_, type_) in enumerate(fields):
        column = values.take(pa.array(places * len(fields) + number, mask=~valid))
        pieces += [Cells(">u4", type_.oid), Varying(field(column, type_))]
    return only_valid(join(pieces, len(texts)), texts)


def lists(texts: pa.Array, separator: str) -> pa.ListArray:
    """`{1,NULL,"a b"}` as lists of texts. Raises UnspelledError for arrays of more than one dimension, too."""
    parts = split(texts, b"{}", separator=separator.encode(), doubled=False)
    trimmed(parts)
    null = pc.and_(pa.array(parts.bare), pc.equal(pc.utf8_lower(parts.texts), _NULL))
    values = pc.if_else(null, pa.scalar(None, pa.string()), parts.texts)
    if parts.empty.any():
        raise UnspelledError("an element that is nothing")
    ends = np.zeros(len(texts) + 1, np.int32)
    np.cumsum(parts.counts, out=ends[1:])
    offsets = pa.array(ends, mask=np.append(texts.is_null().to_numpy(zero_copy_only=False), False))
    return pa.ListArray.from_arrays(offsets, values)
