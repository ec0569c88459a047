"""One column as fields of a COPY tuple: a length, -1 for NULL, and the bytes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns.arrays import decode
from seeding.load.encode import nested, numeric
from seeding.load.encode.fixed import CODECS, Codec, dense
from seeding.load.encode.ranges import multiranges, ranges
from seeding.load.encode.rows import Cells, Piece, Varying, join, offsets_of, records, validity
from seeding.load.encode.spelled import BODIES, OF_EXTENSIONS
from seeding.load.encode.typed import TYPED, decimals, typed
from seeding.schema import Type, TypeKind

TEXTS = ("text", "varchar", "bpchar", "citext", "name")
_ARRAY_HEADER = 20  # dimensions, null flag, element oid, length, lower bound
_EMPTY_ARRAY_HEADER = 12  # no dimension: no length, no lower bound


def field(array: pa.Array, type_: Type) -> list[Piece]:
    """Length words and bytes of one column, `type_` being below all domains."""
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return _read(array.cast(pa.string()), type_)
    if type_.kind is TypeKind.ARRAY:
        assert type_.element is not None
        return _list(array, type_.element)
    if type_.name in CODECS and type_.kind is TypeKind.BASE:
        codec: Codec = CODECS[type_.name]
        return _fixed(array, codec.width, codec.cells(array))
    if type_.name == "numeric" and type_.kind is TypeKind.BASE:
        return _fixed(array, *numeric.cells(array, trimmed=type_.precision is None))
    return _varying(array, versioned=type_.name == "jsonb" and type_.kind is TypeKind.BASE)


def _read(texts: pa.Array, type_: Type) -> list[Piece]:
    """The same for texts in the type's input syntax."""
    if type_.kind is TypeKind.ARRAY:
        assert type_.element is not None
        return _list(nested.lists(texts, type_.element.delimiter), type_.element)
    if type_.kind is TypeKind.COMPOSITE:
        return _varying(nested.row(texts, type_.fields, _joined), versioned=False)
    if type_.kind in (TypeKind.RANGE, TypeKind.MULTIRANGE):
        # A multirange's element is its range.
        subtype = type_.element if type_.kind is TypeKind.RANGE else type_.element and type_.element.base.element
        assert subtype is not None
        read = ranges if type_.kind is TypeKind.RANGE else multiranges
        return _varying(read(texts, lambda bounds: _joined(bounds, subtype)), versioned=False)
    if type_.kind is TypeKind.BASE and type_.name == "numeric":
        values, places = decimals(texts)
        return _fixed(values, *numeric.cells(values, shown=places))
    if type_.kind is TypeKind.BASE and type_.name in TYPED:
        return field(typed(texts, type_.name), type_)
    if type_.kind is TypeKind.BASE and (body := BODIES.get(type_.name) or OF_EXTENSIONS.get(type_.name)):
        return _varying(body(texts), versioned=False)
    return _varying(texts, versioned=type_.name == "jsonb" and type_.kind is TypeKind.BASE)


def _joined(texts: pa.Array, type_: Type) -> pa.Array:
    return join(_read(texts, type_.base), len(texts))


def _fixed(array: pa.Array, width: int, cells: list[Cells]) -> list[Piece]:
    if not array.null_count:
        return [Cells(">i4", width), *cells]
    length = np.where(array.is_valid().to_numpy(zero_copy_only=False), np.int32(width), np.int32(-1))
    return [Cells(">i4", length), Varying(records(cells, len(array), validity(array)))]


def _varying(array: pa.Array, *, versioned: bool) -> list[Piece]:
    """Text and bytes as they are; jsonb with its version, 1, in front (jsonb_recv)."""
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    array = array.cast(pa.binary())
    length = dense(pc.binary_length(array), empty=-1)
    if not versioned:
        return [Cells(">i4", length), Varying(array)]
    if not array.null_count:
        return [Cells(">i4", length + np.int32(1)), Cells("i1", 1), Varying(array)]
    length = np.where(length < 0, length, length + np.int32(1))
    version = pc.if_else(array.is_valid(), pa.scalar(b"\x01", pa.binary()), pa.scalar(None, pa.binary()))
    return [Cells(">i4", length), Varying(version), Varying(array)]


def _list(array: pa.Array, element: Type) -> list[Piece]:
    """One-dimensional arrays (array_recv): a header, then each element like a field."""
    rows = len(array)
    counts = dense(pc.list_value_length(array))
    values = decode(array.flatten())
    elements = join(field(values, element.base), len(values))
    ends = np.zeros(rows + 1, np.int64)
    np.cumsum(counts, out=ends[1:])
    # Elements lie end to end already: a row's bytes are a longer slice of the same buffer.
    offsets = offsets_of(elements)[ends]
    data = elements.buffers()[2] or pa.py_buffer(b"")
    body = pa.Array.from_buffers(pa.binary(), rows, [None, pa.py_buffer(offsets), data])
    nulls = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values.is_null().to_numpy(zero_copy_only=False), out=nulls[1:])
    header = [
        Cells(">i4", 1),
        Cells(">i4", (np.diff(nulls[ends]) > 0).astype(np.int32) if nulls[-1] else 0),
        Cells(">u4", element.oid),
        Cells(">i4", counts),
        Cells(">i4", 1),
    ]
    length = np.diff(offsets) + np.int32(_ARRAY_HEADER)
    empty = counts == 0
    if not empty.any():
        return [Cells(">i4", length), *header, Varying(body)]
    length = np.where(empty, np.int32(_EMPTY_ARRAY_HEADER), length)
    length = np.where(array.is_null().to_numpy(zero_copy_only=False), np.int32(-1), length)
    nothing = pa.scalar(bytes(8) + element.oid.to_bytes(4), pa.binary())
    headers = pc.if_else(pa.array(empty), nothing, records(header, rows))
    headers = pc.if_else(array.is_valid(), headers, pa.scalar(None, pa.binary()))
    return [Cells(">i4", length), Varying(headers), Varying(body)]
