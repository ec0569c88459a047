"""Values as PostgreSQL reads them from text, column by column; and rows of them as text COPY.

Format: PostgreSQL documentation, COPY, "Text Format", and each type's input syntax. Every Arrow type has a
way here, so this is what a table falls back to where one of its types has no binary codec.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns.arrays import decode, to_python
from seeding.load.encode.instants import date_text, duration_text, time_text, timestamp_text
from seeding.load.encode.rows import contents
from seeding.schema import Type, TypeKind

# Backslash first: the others bring backslashes of their own. COPY needs no more escapes than these.
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
_ELEMENT_ESCAPES = (("\\", "\\\\"), ('"', '\\"'))
_NULL = "\\N"
_HEX = np.frombuffer(b"".join(b"%02x" % byte for byte in range(256)), "V2")
_TEXT = pa.string()


def encode_text(batch: pa.RecordBatch, types: Sequence[Type]) -> memoryview:
    """The batch's rows as lines of text COPY (tab, newline, `\\N` for NULL), for any types."""
    columns = [_escaped(as_text(c, t)) for c, t in zip(batch.columns, types, strict=True)]
    columns[-1] = _joined([columns[-1], "\n"], "")
    lines = _joined(columns, "\t")
    return contents(lines.cast(pa.binary()))


def _joined(parts: Sequence[pa.Array | str], separator: str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, separator, null_handling="replace", null_replacement=_NULL)


def _escaped(values: pa.Array, escapes: Sequence[tuple[str, str]] = _ESCAPES) -> pa.Array:
    # All bytes in one search: 20 times faster than asking value by value, and mostly there is nothing to find.
    data = bytes(contents(values.cast(pa.binary())))
    for character, escape in escapes:
        if character.encode() in data:
            values = pc.replace_substring(values, character, escape)
    return values


def as_text(array: pa.Array, type_: Type) -> pa.Array:
    """Each value in PostgreSQL's input syntax, unescaped; null stays null."""
    array = decode(array)
    arrow = array.type
    if isinstance(arrow, pa.UuidType) or (arrow == pa.binary(16) and type_.base.name == "uuid"):
        return _uuid(array)
    if isinstance(array, pa.ExtensionArray):
        return as_text(array.storage, type_)
    if pa.types.is_string(arrow) or pa.types.is_large_string(arrow) or pa.types.is_string_view(arrow):
        return array.cast(_TEXT)
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow):
        return _list(array, type_)
    if pa.types.is_decimal128(arrow):
        return _decimal(array, trimmed=type_.base.name == "numeric" and type_.base.precision is None)
    if pa.types.is_date(arrow):
        return date_text(array)
    if pa.types.is_timestamp(arrow):
        return timestamp_text(array)
    if pa.types.is_time(arrow):
        return time_text(array)
    if pa.types.is_duration(arrow):
        return duration_text(array)
    if pa.types.is_binary(arrow) or pa.types.is_large_binary(arrow) or pa.types.is_fixed_size_binary(arrow):
        return _bytea(array)
    if pa.types.is_nested(arrow):
        values = [None if v is None else json.dumps(v, ensure_ascii=False) for v in to_python(array)]
        return pa.array(values, _TEXT)
    # Booleans, integers and floats: Arrow's shortest exact spelling is one PostgreSQL reads back exactly.
    return array.cast(_TEXT)


def _uuid(array: pa.Array) -> pa.Array:
    storage = array.storage if isinstance(array, pa.ExtensionArray) else array
    rows = len(storage)
    raw = np.frombuffer(storage.buffers()[1], np.uint8)[16 * storage.offset : 16 * (storage.offset + rows)]
    digits = _HEX[raw].view("S1").reshape(rows, 32)
    text = np.full((rows, 36), b"-", "S1")
    for begin, end, shift in ((0, 8, 0), (8, 12, 1), (12, 16, 2), (16, 20, 3), (20, 32, 4)):
        text[:, begin + shift : end + shift] = digits[:, begin:end]
    offsets = np.arange(rows + 1, dtype=np.int32) * np.int32(36)
    return _with_nulls_of(array, pa.py_buffer(offsets), pa.py_buffer(text))


def _bytea(array: pa.Array) -> pa.Array:
    array = array.cast(pa.binary())
    rows = len(array)
    offsets = np.frombuffer(array.buffers()[1], np.int32)[array.offset : array.offset + rows + 1] if rows else None
    if offsets is None:
        return pa.array([], _TEXT)
    raw = np.frombuffer(array.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[-1]]
    digits = _with_nulls_of(array, pa.py_buffer((offsets - offsets[0]) * np.int32(2)), pa.py_buffer(_HEX[raw]))
    return pc.binary_join_element_wise("\\x", digits, "")


def _with_nulls_of(array: pa.Array, offsets: pa.Buffer, data: pa.Buffer) -> pa.Array:
    valid = array.is_valid().buffers()[1] if array.null_count else None
    return pa.Array.from_buffers(_TEXT, len(array), [valid, offsets, data])


def _decimal(array: pa.Array, *, trimmed: bool) -> pa.Array:
    """Plain digits with the point in its place, where Arrow's own cast would say 1E-10."""
    scale: int = array.type.scale
    # The same 128 bits, read as a whole number.
    whole = pa.Array.from_buffers(pa.decimal128(38, 0), len(array), array.buffers(), offset=array.offset)
    digits = whole.cast(_TEXT)
    if scale == 0:
        return digits
    if scale < 0:
        return pc.if_else(pc.equal(digits, "0"), digits, pc.binary_join_element_wise(digits, "0" * -scale, ""))
    sign = pc.if_else(pc.starts_with(digits, "-"), "-", "")
    padded = pc.utf8_lpad(pc.ascii_ltrim(digits, "-"), scale + 1, "0")
    before, after = pc.utf8_slice_codeunits(padded, 0, -scale), pc.utf8_slice_codeunits(padded, -scale)
    if not trimmed:
        return pc.binary_join_element_wise(sign, before, ".", after, "")
    after = pc.ascii_rtrim(after, "0")
    point = pc.if_else(pc.equal(after, ""), "", ".")
    return pc.binary_join_element_wise(sign, before, point, after, "")


def _list(array: pa.Array, type_: Type) -> pa.Array:
    """Array input syntax: every element quoted but the words NULL, true numbers included."""
    base = type_.base
    element = base.element if base.kind is TypeKind.ARRAY and base.element is not None else type_
    values = as_text(array.flatten(), element)
    # Arrays within arrays bring their braces along, bare.
    if not pa.types.is_nested(array.type.value_type):
        values = pc.binary_join_element_wise('"', _escaped(values, _ELEMENT_ESCAPES), '"', "").fill_null("NULL")
    ends = np.zeros(len(array) + 1, np.int64)
    np.cumsum(pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False), out=ends[1:])
    lists = pa.LargeListArray.from_arrays(pa.array(ends), values)
    braces = pc.binary_join_element_wise("{", pc.binary_join(lists, element.delimiter), "}", "")
    return pc.if_else(array.is_valid(), braces, pa.scalar(None, _TEXT)) if array.null_count else braces
