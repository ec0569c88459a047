"""Values in PostgreSQL's input syntax, put together from parts: rows, arrays, ranges, templates.

For types Arrow has no twin of; such a column travels as text (PostgreSQL, "Composite Types", "Array Input
and Output Syntax", "Range Input and Output").
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import below, words
from seeding.columns.instants import DAY, HOUR, micros
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

_POOL = 256

Subtype = Literal["integer", "numeric", "date", "timestamp", "timestamptz"]
_UTC, _MICROSECONDS = arrays.literal("+00"), arrays.literal(" microseconds")
_BEGIN, _COMMA, _END, _QUOTE = map(arrays.literal, '[,)"')


def as_text(array: pa.Array) -> pa.Array:
    """A column's values as PostgreSQL reads them; nulls stay."""
    array = arrays.decode(array)
    if isinstance(array.type, pa.UuidType):
        return pa.array([None if v is None else str(v) for v in array.to_pylist()], pa.string())
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    kind = array.type
    if pa.types.is_string(kind):
        return array
    if pa.types.is_null(kind):
        return array.cast(pa.string())
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return pc.binary_join_element_wise(array.cast(pa.timestamp("us")).cast(pa.string()), _UTC, arrays.EMPTY)
    if pa.types.is_duration(kind):
        return pc.binary_join_element_wise(array.cast(pa.int64()).cast(pa.string()), _MICROSECONDS, arrays.EMPTY)
    if pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array([None if v is None else "\\x" + v.hex() for v in array.to_pylist()], pa.string())
    if pa.types.is_list(kind):
        inner = [_braced(values) for values in _lists(array)]
        return pa.array(inner, pa.string())
    return array.cast(pa.string())


def _lists(array: pa.Array) -> list[list[str | None] | None]:
    texts = as_text(array.flatten()).to_pylist()
    found: list[list[str | None] | None] = []
    place = 0
    for length in pc.list_value_length(array).to_pylist():
        if length is None:
            found.append(None)
            continue
        found.append(texts[place : place + length])
        place += length
    return found


def _braced(values: list[str | None] | None) -> str | None:
    if values is None:
        return None
    return "{" + ",".join("NULL" if v is None else _quoted(v) for v in values) + "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def quoted(texts: pa.Array) -> pa.Array:
    """Texts in double quotes, as parts of arrays, rows and ranges may be; nulls stay."""
    if pc.any(pc.match_substring_regex(texts, r'["\\]')).as_py():
        texts = pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), '"', '\\"')
    return pc.binary_join_element_wise('"', texts, '"', "")


class Joined(Column):
    """Parts written behind one another: texts as they are, generators in PostgreSQL's input syntax.

    >>> Joined("(", 3, ")")
    Joined('(', 3, ')')
    """

    def __init__(self, *parts: object, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.parts = parts

    def values(self, rows: Rows) -> pa.Array:
        """One text a row."""
        pieces = [
            as_text(part.produce(rows.nested(f"{place}"))) if isinstance(part, Column) else arrays.literal(str(part))
            for place, part in enumerate(self.parts)
        ]
        if not any(isinstance(piece, pa.Array) for piece in pieces):
            return pa.repeat(arrays.literal("".join(piece.as_py() for piece in pieces)), len(rows))
        return pc.binary_join_element_wise(*pieces, arrays.EMPTY)


class RowText(Column):
    """A composite value, a generator a field: `("12 High Street",,"{a,b}")`.

    >>> RowText(Joined("a"), Joined("b"))
    RowText(Joined('a'), Joined('b'))
    """

    def __init__(self, *fields: Column, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.fields = fields

    def values(self, rows: Rows) -> pa.Array:
        """One row value a row."""
        pieces: list[object] = ["("]
        for place, field in enumerate(self.fields):
            pieces += [","] if place else []
            pieces.append(pc.fill_null(quoted(as_text(field.produce(rows.nested(f"{place}")))), ""))
        return pc.binary_join_element_wise(*pieces, pa.array([")"] * len(rows), pa.string()), "")


class ArrayText(Column):
    """An array of `least` to `most` values, for element types that have no Arrow twin: `{"a","b"}`.

    >>> ArrayText(Joined("a"), 1, 3)
    ArrayText(Joined('a'), 1, 3)
    """

    def __init__(
        self, element: Column, least: int = 0, most: int = 3, *, delimiter: str = ",", nulls: float = 0.0
    ) -> None:
        super().__init__(nulls=nulls)
        if not 0 <= least <= most:
            raise FactoryError(f"{self!r}: from {least} to {most} values")
        self.element, self.least, self.most, self.delimiter = element, least, most, delimiter

    def values(self, rows: Rows) -> pa.Array:
        """One array a row."""
        lengths = below(rows.draws("length"), self.most - self.least + 1) + self.least
        text = pa.array(["{"] * len(rows), pa.string())
        for place in range(self.most):
            piece = pc.fill_null(quoted(as_text(self.element.produce(rows.nested(f"{place}")))), "NULL")
            longer = pc.binary_join_element_wise(text, piece, self.delimiter if place else "")
            text = pc.if_else(pa.array(lengths > place), longer, text)
        return pc.binary_join_element_wise(text, "}", "")


class RangeText(Column):
    """A range `[lower, upper)` of whole numbers, decimals, days or moments; never empty, never without end.

    `apart` puts each row's range beyond the row before it, so that no two overlap.

    >>> RangeText("date", apart=True)
    RangeText('date', apart=True)
    """

    def __init__(self, subtype: Subtype, *, apart: bool = False, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.subtype, self.apart = subtype, apart

    def values(self, rows: Rows) -> pa.Array:
        """One range a row."""
        width = below(rows.draws("width"), 9) + 1
        begin = rows.indices * 10 if self.apart else below(rows.draws("begin"), 1000)
        if self.subtype in ("integer", "numeric"):
            bounds = [pa.array(begin), pa.array(begin + width)]
        else:
            bounds = [self._instants(rows, -begin), self._instants(rows, width - begin)]
        lower, upper = (pc.binary_join_element_wise(_QUOTE, as_text(bound), _QUOTE, arrays.EMPTY) for bound in bounds)
        return pc.binary_join_element_wise(_BEGIN, lower, _COMMA, upper, _END, arrays.EMPTY)

    def _instants(self, rows: Rows, steps: np.ndarray) -> pa.Array:
        present = micros(rows.now)
        if self.subtype == "date":
            return pa.array((present // DAY + steps).astype(np.int32), pa.int32()).cast(pa.date32())
        moments = pa.array(present // HOUR * HOUR + steps * HOUR).cast(pa.timestamp("us"))
        return moments if self.subtype == "timestamp" else moments.cast(arrays.TIMESTAMP)


class PointRange(Column):
    """A range of one value, `["x","x"]`: valid whatever the order of its subtype is.

    >>> PointRange(Joined("a"))
    PointRange(Joined('a'))
    """

    def __init__(self, column: Column, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.column = column

    def values(self, rows: Rows) -> pa.Array:
        """One range a row."""
        point = quoted(as_text(self.column.produce(rows.nested("point"))))
        return pc.binary_join_element_wise("[", point, ",", point, "]", "")


class VectorText(Column):
    """A vector of `length` numbers between -1 and 1, in pgvector's form; `sparse` in that of sparsevec.

    Put together from two halves out of pools of 256: an embedding of 1,536 numbers a row, drawn one by one,
    would take longer than everything else in the row.

    >>> VectorText(1536)
    VectorText(1536)
    """

    def __init__(self, length: int, *, sparse: bool = False, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.length, self.sparse = length, sparse

    def values(self, rows: Rows) -> pa.Array:
        """One vector a row."""
        if self.sparse:
            numbers = self._half(rows, 1, 0)
            return pc.binary_join_element_wise("{1:", numbers, f"}}/{self.length}", "")
        half = (self.length + 1) // 2
        front = self._half(rows, half, 0)
        if self.length == half:
            return pc.binary_join_element_wise("[", front, "]", "")
        return pc.binary_join_element_wise("[", front, ",", self._half(rows, self.length - half, 1), "]", "")

    def _half(self, rows: Rows, length: int, place: int) -> pa.Array:
        pool = _half_vectors(rows.key(f"pool {place}"), length)
        return pool.take(pa.array(below(rows.draws(f"{place}"), len(pool))))


@lru_cache(maxsize=64)
def _half_vectors(key: int, length: int) -> pa.Array:
    # -0.999 to 0.999 without 0, which a vector of one number may not be for cosine distances.
    thousandths = below(words(key, np.arange(_POOL * length, dtype=np.int64)), 999) + 1
    signs = below(words(key ^ 2, np.arange(_POOL * length, dtype=np.int64)), 2) * 2 - 1
    texts = [f"{number / 1000:.3f}" for number in (thousandths * signs).tolist()]
    return pa.array([",".join(texts[n * length : (n + 1) * length]) for n in range(_POOL)], pa.string())
