"""Rows of bytes without a loop over rows: fixed-width runs laid out by numpy, joined with the rest by Arrow.

Measured on 16k-row blocks: a field of a structured numpy record costs 1 ns a row (byte order included),
a piece of `binary_join_element_wise` 16 ns, a scatter of single bytes in numpy over 1,000 ns. So every run
of neighbours with a fixed width becomes one record, and only what varies is a piece of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_NOTHING = pa.scalar(b"", pa.binary())


@dataclass(frozen=True, slots=True)
class Cells:
    """Bytes of a fixed width: a numpy dtype as it goes on the wire (`>i4`, `V16`), a value a row or one for all."""

    dtype: str
    values: NDArray[Any] | int


@dataclass(frozen=True, slots=True)
class Varying:
    """Bytes of any length a row; null stands for none."""

    values: pa.Array


Piece = Cells | Varying


def records(cells: Sequence[Cells], rows: int, valid: pa.Buffer | None = None) -> pa.Array:
    """Neighbouring cells as one binary array, without a copy; null where `valid` (a bitmap) says so."""
    layout = np.dtype([(f"f{place}", cell.dtype) for place, cell in enumerate(cells)])
    pattern = np.zeros(1, layout)
    for place, cell in enumerate(cells):
        if isinstance(cell.values, int):
            pattern[f"f{place}"] = cell.values
    # Repeating a pattern costs 1.4 ns a row; assigning each constant to a record costs 3.5 ns a constant.
    data = np.frombuffer(bytearray(pattern.tobytes()) * rows, layout)
    for place, cell in enumerate(cells):
        if not isinstance(cell.values, int):
            data[f"f{place}"] = cell.values
    offsets = np.arange(rows + 1, dtype=np.int32) * np.int32(layout.itemsize)
    return pa.Array.from_buffers(pa.binary(), rows, [valid, pa.py_buffer(offsets), pa.py_buffer(data)])


def join(pieces: Sequence[Piece], rows: int) -> pa.Array:
    """The pieces side by side: one binary value a row, never null."""
    arrays: list[pa.Array] = []
    run: list[Cells] = []
    for piece in pieces:
        if isinstance(piece, Cells):
            run.append(piece)
            continue
        if run:
            arrays.append(records(run, rows))
            run = []
        arrays.append(piece.values)
    if run:
        arrays.append(records(run, rows))
    if len(arrays) == 1 and not arrays[0].null_count:
        return arrays[0]
    return pc.binary_join_element_wise(*arrays, _NOTHING, null_handling="replace", null_replacement=b"")


def in_order(parts: Sequence[pa.Array], places: Sequence[NDArray[np.int64]]) -> pa.Array:
    """Arrays whose values belong at these places of the whole."""
    order = np.argsort(np.concatenate(places), kind="stable")
    return pa.concat_arrays(parts).take(pa.array(order))


def runs(values: pa.Array, counts: NDArray[np.int64], valid: pa.Buffer | None) -> pa.Array:
    """As many binary values (none is null) behind one another as `counts` says, as one, without a copy."""
    ends = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=ends[1:])
    data = values.buffers()[2] or pa.py_buffer(b"")
    return pa.Array.from_buffers(pa.binary(), len(counts), [valid, pa.py_buffer(offsets_of(values)[ends]), data])


def only_valid(bodies: pa.Array, like: pa.Array) -> pa.Array:
    """The values, null wherever `like` is."""
    if not like.null_count:
        return bodies
    return pc.if_else(like.is_valid(), bodies, pa.scalar(None, bodies.type))


def contents(rows: pa.Array) -> memoryview:
    """All bytes of a binary array, end to end, without a copy."""
    offsets = offsets_of(rows)
    if not len(rows):
        return memoryview(b"")
    return memoryview(rows.buffers()[2])[int(offsets[0]) : int(offsets[-1])]


def offsets_of(rows: pa.Array) -> NDArray[np.int32]:
    """Where each value of a binary array begins in its data, and where the last one ends."""
    if not len(rows):
        return np.zeros(1, np.int32)
    return np.frombuffer(rows.buffers()[1], np.int32)[rows.offset : rows.offset + len(rows) + 1]


def validity(array: pa.Array) -> pa.Buffer | None:
    """A bitmap of what is not null, from bit 0 on; None where nothing is."""
    if not array.null_count:
        return None
    return array.is_valid().buffers()[1]
