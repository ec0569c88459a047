"""A record batch as binary COPY tuples.

Format: PostgreSQL documentation, COPY, "Binary Format". A tuple is a 16-bit count of fields, then each
field as a 32-bit length (-1 for NULL) and its bytes, all in network byte order.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from seeding.columns.arrays import JSON, decode
from seeding.load.encode.fields import TEXTS, field
from seeding.load.encode.fixed import CODECS
from seeding.load.encode.rows import Cells, Piece, contents, join
from seeding.load.encode.spelled import BODIES, OF_EXTENSIONS
from seeding.load.encode.typed import TYPED
from seeding.schema import Type, TypeKind

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # signature, no flags, no header extension
TRAILER = b"\xff\xff"

# Arrow's offsets are 32-bit: a batch of very long values is encoded in parts.
_MOST_BYTES = 1 << 29
_STRINGS = (pa.string(), pa.large_string())


def supports_binary(arrow: pa.DataType, type_: Type) -> bool:
    """Whether values of an Arrow type can be written to a PostgreSQL type in binary."""
    if isinstance(arrow, pa.DictionaryType):
        return supports_binary(arrow.value_type, type_)
    base = type_.base
    if arrow in _STRINGS and _spelled(base):
        return True
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
    if not _known(base):
        return False
    if base.name in CODECS:
        return any(arrow == accepted for accepted in CODECS[base.name].accepts)
    if base.name == "numeric":
        return bool(pa.types.is_decimal128(arrow))
    if base.name == "bytea":
        return arrow in (pa.binary(), pa.large_binary())
    if base.name in ("json", "jsonb"):
        return arrow in (JSON, *_STRINGS)
    return base.name in TEXTS and arrow in _STRINGS


def _known(base: Type) -> bool:
    """A type of the same name in another schema has a format of its own; extensions live wherever they were put."""
    return base.kind is TypeKind.BASE and (base.schema == "pg_catalog" or base.name in ("citext", *OF_EXTENSIONS))


def _spelled(base: Type) -> bool:
    """Whether texts of a type that has no Arrow twin can be written in binary."""
    match base.kind:
        case TypeKind.ARRAY:
            return base.element is not None and base.dimensions < 2 and base.element.oid > 0 and _inside(base.element)
        case TypeKind.RANGE | TypeKind.MULTIRANGE:
            return base.element is not None and _inside(base.element)
        case TypeKind.COMPOSITE:
            return bool(base.fields) and all(field.oid > 0 and _inside(field) for _, field in base.fields)
    return _known(base) and (base.name in BODIES or base.name in OF_EXTENSIONS)


def _inside(type_: Type) -> bool:
    """Whether texts of a type can be written as a part of another."""
    base = type_.base
    if base.kind is TypeKind.ENUM or _spelled(base):
        return True
    return _known(base) and base.name in (*TYPED, *TEXTS, "numeric", "json", "jsonb")


def encode_binary(batch: pa.RecordBatch, types: Sequence[Type]) -> bytes | memoryview:
    """The batch's rows as COPY tuples, `types` being the columns' in order; header and trailer are the stream's.

    Every column must be one that `supports_binary`. Raises LoadError for an instant before PostgreSQL's first,
    UnspelledError for a text that only the server can read.
    """
    if batch.nbytes > _MOST_BYTES and batch.num_rows > 1:
        middle = batch.num_rows // 2
        return b"".join((encode_binary(batch.slice(0, middle), types), encode_binary(batch.slice(middle), types)))
    pieces: list[Piece] = [Cells(">i2", batch.num_columns)]
    for column, type_ in zip(batch.columns, types, strict=True):
        pieces += field(decode(column), type_.base)
    return contents(join(pieces, batch.num_rows))
