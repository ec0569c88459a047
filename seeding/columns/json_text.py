"""Arrow arrays as JSON texts (RFC 8259), a column at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns import arrays
from seeding.columns.draws import Indices

_QUOTE, _NULL, _COMMA, _OPEN, _CLOSE = (pa.scalar(text, pa.string()) for text in ('"', "null", ", ", "[", "]"))

_MOST = 512  # joined texts worth making in advance, to be pointed into


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of each row: `texts` by number, or one for all rows where there are no numbers."""

    texts: pa.Array
    numbers: Indices | None = None

    @classmethod
    def constant(cls, text: str) -> Piece:
        """The same in every row."""
        return cls(pa.array([text], pa.string()))

    def of(self, rows: int) -> pa.Array:
        """One text a row."""
        if self.numbers is not None:
            return self.texts.take(pa.array(self.numbers))
        return pa.repeat(self.texts[0], rows) if self.is_few else self.texts

    @property
    def is_few(self) -> bool:
        """Whether few texts stand for all rows. (One text for one row is both: it is the same text.)"""
        return self.numbers is not None or len(self.texts) == 1


def piece(array: pa.Array) -> Piece:
    """JSON texts for an array of any type a generator makes; null becomes the text null."""
    if isinstance(array, pa.DictionaryArray):
        texts = [*_plain(array.dictionary).fill_null("null").to_pylist(), "null"]
        numbers = array.indices.fill_null(len(texts) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
        return Piece(pa.array(texts, pa.string()), numbers)
    if pa.types.is_boolean(array.type):
        numbers = array.cast(pa.int8()).fill_null(2).to_numpy(zero_copy_only=False).astype(np.int64)
        return Piece(pa.array(["false", "true", "null"]), numbers)
    if pa.types.is_integer(array.type):
        return _integers(array)
    return Piece(_plain(array).fill_null("null"))


def _integers(array: pa.Array) -> Piece:
    """Whole numbers of a small range are written once each, not once a row."""
    bounds = pc.min_max(array)
    low, high = bounds["min"].as_py(), bounds["max"].as_py()
    if low is None or high - low >= _MOST:
        return Piece(_plain(array).fill_null(_NULL))
    texts = [*map(str, range(low, high + 1)), "null"]
    numbers = pc.subtract(array.cast(pa.int64()), pa.scalar(low, pa.int64()))
    numbers = numbers.fill_null(pa.scalar(len(texts) - 1, pa.int64()))
    return Piece(pa.array(texts, pa.string()), numbers.to_numpy(zero_copy_only=False))


def joined(pieces: Sequence[Piece], rows: int) -> Piece:
    """The pieces one after another. Pieces with few texts are joined once a combination, not once a row."""
    merged: list[Piece] = []
    for one in pieces:
        last = merged[-1] if merged else None
        few = last is not None and last.is_few and one.is_few
        if few and last is not None and len(last.texts) * len(one.texts) <= _MOST:
            merged[-1] = _combined(last, one)
        else:
            merged.append(one)
    if len(merged) == 1:
        return merged[0]
    parts = [p.of(rows) if p.numbers is not None or len(p.texts) != 1 else p.texts[0] for p in merged]
    return Piece(_spread(pc.binary_join_element_wise(*parts, arrays.EMPTY), rows))


def _spread(texts: pa.Array | pa.Scalar, rows: int) -> pa.Array:
    return pa.repeat(texts, rows) if isinstance(texts, pa.Scalar) else texts


def _combined(first: Piece, second: Piece) -> Piece:
    texts = pa.array([a + b for a, b in product(first.texts.to_pylist(), second.texts.to_pylist())], pa.string())
    if first.numbers is None:
        return Piece(texts, second.numbers)
    if second.numbers is None:
        return Piece(texts, first.numbers)
    return Piece(texts, first.numbers * len(second.texts) + second.numbers)


def quoted(array: pa.Array) -> pa.Array:
    """Texts as JSON strings: quotes, backslashes and control characters escaped (RFC 8259 §7)."""
    buffers = array.buffers()
    if len(buffers) > 2 and buffers[2] is not None:
        used = np.bincount(np.frombuffer(buffers[2], dtype=np.uint8), minlength=256)
        special = [34, 92, *range(32), 127]
        if used[special].any():
            # The backslash first: the escapes bring their own.
            for code in (92, 34, *range(32)):
                if used[code]:
                    array = pc.replace_substring(array, chr(code), json.dumps(chr(code))[1:-1])
    return pc.binary_join_element_wise(_QUOTE, array, _QUOTE, arrays.EMPTY)


def constant(value: Any) -> str:
    """The JSON text of a Python value."""
    return json.dumps(value, ensure_ascii=False, default=lambda v: float(v) if isinstance(v, Decimal) else str(v))


def _plain(array: pa.Array) -> pa.Array:
    """A text for each value; nulls stay null."""
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        if isinstance(kind, pa.JsonType):
            return array.storage
        if isinstance(kind, pa.UuidType):
            return _quoted_uuids(array.storage)
        return _plain(array.storage)
    if pa.types.is_list(kind):
        items = piece(array.flatten())
        flat = items.of(len(array.flatten()))
        lengths = pc.list_value_length(array).fill_null(0).to_numpy()
        offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))
        inner = pc.binary_join(pa.ListArray.from_arrays(offsets, flat), _COMMA)
        texts = pc.binary_join_element_wise(_OPEN, inner, _CLOSE, arrays.EMPTY)
        return arrays.with_nulls(texts, array.is_null().to_numpy(zero_copy_only=False))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return quoted(array.cast(pa.string()))
    if pa.types.is_floating(kind):
        # JSON has no number for what is not finite (RFC 8259 §6).
        return pc.if_else(pc.is_finite(array), array.cast(pa.string()), pa.scalar(None, pa.string()))
    if pa.types.is_timestamp(kind):
        iso = pc.replace_substring(array.cast(pa.timestamp("us")).cast(pa.string()), " ", "T", max_replacements=1)
        return pc.binary_join_element_wise('"', iso, '+00:00"' if kind.tz else '"', "")
    if pa.types.is_null(kind):
        return array.cast(pa.string())
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return array.cast(pa.string())
    if pa.types.is_duration(kind):
        return array.cast(pa.int64()).cast(pa.string())
    return quoted(array.cast(pa.string()))


@lru_cache(maxsize=1)
def _hex() -> NDArray[np.uint32]:
    """Four hexadecimal digits at a time, as four bytes in one 32-bit word."""
    return np.frombuffer(b"".join(b"%04x" % pair for pair in range(1 << 16)), dtype="V4").view(np.uint32)


_GROUPS = ((1, 0, 8), (10, 8, 12), (15, 12, 16), (20, 16, 20), (25, 20, 32))  # where in the text, which digits


def _quoted_uuids(storage: pa.Array) -> pa.Array:
    pairs = np.frombuffer(storage.buffers()[1], dtype=">u2")
    pairs = pairs[storage.offset * 8 : (storage.offset + len(storage)) * 8]
    digits = _hex()[pairs].view(np.uint8).reshape(-1, 32)
    text = np.empty((len(storage), 38), dtype=np.uint8)
    text[:] = ord("-")
    text[:, [0, 37]] = ord('"')
    for place, begin, end in _GROUPS:
        text[:, place : place + end - begin] = digits[:, begin:end]
    offsets = np.arange(len(storage) + 1, dtype=np.int32) * 38
    texts = pa.StringArray.from_buffers(len(storage), pa.py_buffer(offsets), pa.py_buffer(text))
    return arrays.with_nulls(texts, storage.is_null().to_numpy(zero_copy_only=False))
