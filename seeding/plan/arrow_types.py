"""PostgreSQL's types as Arrow's: what a generator's values are conformed to before they leave."""

from __future__ import annotations

import pyarrow as pa

from seeding.columns import arrays
from seeding.schema import Type, TypeKind

_PLAIN: dict[str, pa.DataType] = {
    "bool": pa.bool_(),
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "oid": pa.int64(),
    "float4": pa.float32(),
    "float8": pa.float64(),
    "text": pa.string(),
    "varchar": pa.string(),
    "bpchar": pa.string(),
    "name": pa.string(),
    "citext": pa.string(),
    "uuid": arrays.UUID_TYPE,
    "date": pa.date32(),
    "time": pa.time64("us"),
    "timestamp": pa.timestamp("us"),
    "timestamptz": arrays.TIMESTAMP,
    "json": arrays.JSON,
    "jsonb": arrays.JSON,
    "bytea": pa.binary(),
    "interval": pa.duration("us"),
}


def arrow_type(type_: Type) -> pa.DataType:
    """The Arrow type for a column. Types without a twin travel as text in PostgreSQL's input syntax."""
    base = type_.base
    if base.kind is TypeKind.ARRAY and base.element is not None:
        inner = arrow_type(base.element)
        # An array of arrays, of composites or of extension values has no plain Arrow twin: it travels as text.
        plain = base.element.base.kind in (TypeKind.BASE, TypeKind.ENUM)
        return pa.list_(inner) if plain and not isinstance(inner, pa.BaseExtensionType) else pa.string()
    if base.kind is not TypeKind.BASE:
        return pa.string()
    if base.name == "numeric":
        if base.precision is None:
            return pa.decimal128(38, 10)
        return pa.decimal128(min(38, base.precision), base.scale or 0)
    return _PLAIN.get(base.name, pa.string())
