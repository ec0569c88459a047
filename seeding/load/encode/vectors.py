"""pgvector's vectors (src/vector.c, src/halfvec.c): how many numbers, two spare octets, then the numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.load.encode.fixed import dense
from seeding.load.encode.rows import Cells, Piece, Varying, join, only_valid, records, runs
from seeding.load.encode.tokens import UnspelledError, numbers

# 1,536 numbers a row: so much text at a time keeps its pieces in the cache.
_PART = 4 << 20
_MOST_HALF = 65_504


def vector(texts: pa.Array, dtype: str) -> pa.Array:
    """`[0.5,-1]` in numbers of the type `>f4` or `>f2`."""
    rows = max(1, len(texts) * _PART // max(1, texts.nbytes))
    parts = [_vector(texts.slice(begin, rows), dtype) for begin in range(0, max(1, len(texts)), rows)]
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)


def _vector(texts: pa.Array, dtype: str) -> pa.Array:
    framed = pc.and_(pc.starts_with(texts, "["), pc.ends_with(texts, "]"))
    if pc.sum(framed).as_py() not in {len(texts) - texts.null_count, None}:
        raise UnspelledError("a vector without its brackets")
    parts = pc.split_pattern(pc.utf8_slice_codeunits(texts, 1, -1), ",")
    counts = dense(pc.list_value_length(parts)).astype(np.int64)
    values = dense(numbers(parts.flatten(), pa.float32()))
    if dtype == ">f2" and len(values) and float(np.abs(values).max()) > _MOST_HALF:
        raise UnspelledError("a number that is too large for half of its octets")
    each = records([Cells(dtype, values)], len(values))
    whole: list[Piece] = [Cells(">i2", counts), Cells(">i2", 0), Varying(runs(each, counts, None))]
    return only_valid(join(whole, len(texts)), texts)
