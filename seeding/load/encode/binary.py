"""A record batch as binary COPY tuples.

Format: PostgreSQL documentation, COPY, "Binary Format". A tuple is a 16-bit count of fields, then each
field as a 32-bit length (-1 for NULL) and its bytes, all in network byte order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns.arrays import JSON, decode
from seeding.load.encode import numeric
from seeding.load.encode.fixed import CODECS, Codec, dense
from seeding.load.encode.rows import Cells, Piece, Varying, contents, join, offsets_of, records, validity
from seeding.schema import Type, TypeKind

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # signature, no flags, no header extension
TRAILER = b"\xff\xff"

# Arrow's offsets are 32-bit: a batch of very long values is encoded in parts.
_MOST_BYTES = 1 << 29
_STRINGS = (pa.string(), pa.large_string())
_TEXTS = ("text", "varchar", "bpchar", "citext", "name")
_ARRAY_HEADER = 20  # dimensions, null flag, element oid, length, lower bound
_EMPTY_ARRAY_HEADER = 12  # no dimension: no length, no lower bound


def supports_binary(arrow: pa.DataType, type_: Type) -> bool:
    """Whether values of an Arrow type can be written to a PostgreSQL type in binary."""
    if isinstance(arrow, pa.DictionaryType):
        return supports_binary(arrow.value_type, type_)
    base = type_.base
    if base.kind is TypeKind.ARRAY:
        # `list<uuid>` and `list<json>` are nested extension types, which Arrow cannot take apart.
        return bool(
            pa.types.is_list(arrow)
            and base.element is not None
            and base.element.oid > 0
            and not isinstance(arrow.value_type, pa.BaseExtensionType | pa.ListType)
            and supports_binary(arrow.value_type, base.element)
        )
    if base.kind is TypeKind.ENUM:
        return arrow in _STRINGS
    # A type of the same name in another schema has a format of its own; citext lives wherever it was put.
    if base.kind is not TypeKind.BASE or (base.schema != "pg_catalog" and base.name != "citext"):
        return False
    if base.name in CODECS:
        return any(arrow == accepted for accepted in CODECS[base.name].accepts)
    if base.name == "numeric":
        return bool(pa.types.is_decimal128(arrow))
    if base.name == "bytea":
        return arrow in (pa.binary(), pa.large_binary())
    if base.name in ("json", "jsonb"):
        return arrow in (JSON, *_STRINGS)
    return base.name in _TEXTS and arrow in _STRINGS


def encode_binary(batch: pa.RecordBatch, types: Sequence[Type]) -> bytes | memoryview:
    """The batch's rows as COPY tuples, `types` being the columns' in order; header and trailer are the stream's.

    Every column must be one that `supports_binary`. Raises LoadError for an instant before PostgreSQL's first.
    """
    if batch.nbytes > _MOST_BYTES and batch.num_rows > 1:
        middle = batch.num_rows // 2
        return b"".join((encode_binary(batch.slice(0, middle), types), encode_binary(batch.slice(middle), types)))
    pieces: list[Piece] = [Cells(">i2", batch.num_columns)]
    for column, type_ in zip(batch.columns, types, strict=True):
        pieces += _field(decode(column), type_.base)
    return contents(join(pieces, batch.num_rows))


def _field(array: pa.Array, type_: Type) -> list[Piece]:
    """Length words and bytes of one column."""
    if type_.kind is TypeKind.ARRAY:
        assert type_.element is not None
        return _list(array, type_.element)
    if type_.name in CODECS and type_.kind is TypeKind.BASE:
        codec: Codec = CODECS[type_.name]
        return _fixed(array, codec.width, codec.cells(array))
    if type_.name == "numeric" and type_.kind is TypeKind.BASE:
        return _fixed(array, *numeric.cells(array, trimmed=type_.precision is None))
    return _varying(array, versioned=type_.name == "jsonb" and type_.kind is TypeKind.BASE)


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
    elements = join(_field(values, element.base), len(values))
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
