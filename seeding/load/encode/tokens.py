"""What stands between the brackets of arrays, rows and ranges: cut at separators, quotes and escapes taken off.

PostgreSQL documentation, "Array Input and Output Syntax", "Composite Type Input and Output Syntax", "Range
Input/Output". All bytes of a block at once: which of them are quoted is a running count of quotes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns.arrays import EMPTY
from seeding.load.encode.rows import contents, offsets_of

_QUOTE, _BACKSLASH = b'"\\'
_SPACES = np.isin(np.arange(256), list(b" \t\n\r\v\f"))


class UnspelledError(ValueError):
    """A value is not spelled the way its codec reads: the rows around it go as text, which the server reads."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """All values' parts, one after the other: `counts` of them a value, `bare` those without any quotes."""

    texts: pa.Array
    counts: NDArray[np.int64]
    bare: NDArray[np.bool_]

    @property
    def empty(self) -> NDArray[np.bool_]:
        """The parts that are nothing at all, not even quotes."""
        nothing: NDArray[np.bool_] = self.bare & (np.diff(offsets_of(self.texts)) == 0)
        return nothing


def split(
    array: pa.Array, brackets: bytes, *, separator: bytes = b",", doubled: bool = True, nested: bytes = b""
) -> Tokens:
    """Cut every value, which stands in a pair of `brackets` (opening ones, then as many closing ones), into parts.

    A null has none, nor have brackets with nothing between them. Quotes in quotes may be `doubled`. Brackets in
    `nested` (opening and closing) may stand unquoted within; parts then keep quotes and escapes. Raises UnspelledError.
    """
    array = array.fill_null(EMPTY) if array.null_count else array
    data = np.frombuffer(contents(array.cast(pa.binary())), np.uint8)
    offsets = offsets_of(array).astype(np.int64)
    offsets -= offsets[0]
    there = np.flatnonzero(np.diff(offsets))
    first, last = offsets[there], offsets[there + 1] - 1
    opening, closing = brackets[: len(brackets) // 2], brackets[len(brackets) // 2 :]
    if not (_among(data[first], opening).all() and _among(data[last], closing).all()):
        raise UnspelledError("a value without its brackets")
    escaping, escaped = _escapes(data, last)
    quotes = (data == _QUOTE) & ~escaped
    # Odd behind an opening quote; a count that overflows stays odd or even.
    inside = np.cumsum(quotes.view(np.uint8), dtype=np.uint8) & np.uint8(1)
    if inside[last].any():
        raise UnspelledError("a quote that does not end")
    free = (inside == 0) & ~quotes & ~escaped
    free[first] = free[last] = False
    separators = (data == separator[0]) & free
    if nested:
        half = len(nested) // 2
        depth = _among(data, nested[:half]).astype(np.int32)
        depth -= _among(data, nested[half:])
        depth[~free] = 0
        separators &= np.cumsum(depth, out=depth) == 0
    elif (_among(data, brackets) & free).any():
        raise UnspelledError("brackets within brackets")
    keep = ~separators
    keep[first] = keep[last] = False
    if not nested:
        keep &= ~escaping & ~(quotes & ~_doubled(quotes, inside, allowed=doubled))
    # Places are few beside bytes: they are counted by looking them up, not by a sum over every byte.
    places = np.flatnonzero(separators)
    counts = np.zeros(len(array), np.int64)
    within = np.searchsorted(places, last) - np.searchsorted(places, first) + 1
    counts[there] = np.where(last - first > 1, within, 0)
    ends = np.sort(np.concatenate([places, last[counts[there] > 0]]))
    texts = _strings(data[keep], np.concatenate([[0], ends - np.searchsorted(np.flatnonzero(~keep), ends)]))
    seen = np.searchsorted(np.flatnonzero(quotes), ends)
    return Tokens(texts, counts, np.diff(seen, prepend=0) == 0)


def _among(data: NDArray[np.uint8], signs: bytes) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = data == signs[0]
    for sign in signs[1:]:
        found |= data == sign
    return found


def trimmed(tokens: Tokens) -> None:
    """Raises UnspelledError where space stands around a part: to arrays it means nothing."""
    data = np.frombuffer(contents(tokens.texts.cast(pa.binary())), np.uint8)
    offsets = offsets_of(tokens.texts)
    long = np.diff(offsets) > 0
    ends = _SPACES[data[offsets[:-1][long]]] | _SPACES[data[offsets[1:][long] - 1]]
    if (ends & tokens.bare[long]).any():
        raise UnspelledError("a space beside a value")


def numbers(array: pa.Array, kind: pa.DataType) -> pa.Array:
    """Texts as numbers, instants or days. Raises UnspelledError where Arrow does not read one."""
    try:
        found = array.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise UnspelledError(str(error)) from error
    if pa.types.is_floating(kind) and not pc.all(pc.is_finite(found)).as_py() and len(found) > found.null_count:
        raise UnspelledError("a number that may be too large")
    return found


def matched(array: pa.Array, pattern: str) -> dict[str, pa.Array]:
    """The named groups of a pattern that every value must fit; null for null. Raises UnspelledError."""
    found = pc.extract_regex(array, f"^(?P<all>{pattern})$")
    if found.null_count != array.null_count:
        raise UnspelledError(f"a value that does not fit {pattern}")
    return dict(zip((field.name for field in found.type), found.flatten(), strict=True))


def _escapes(data: NDArray[np.uint8], last: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The backslashes that escape what follows, and what follows them."""
    nothing = np.zeros(len(data), np.bool_)
    slashes = data == _BACKSLASH
    if not slashes.any():
        return nothing, nothing
    places = np.arange(len(data))
    run = places - np.maximum.accumulate(np.where(slashes, -1, places))
    escaping = slashes & (run % 2 == 1)
    escaped = nothing.copy()
    escaped[1:] = escaping[:-1]
    if escaped[last].any() or escaping[last].any():
        raise UnspelledError("a backslash at the end")
    return escaping, escaped


def _doubled(quotes: NDArray[np.bool_], inside: NDArray[np.uint8], *, allowed: bool) -> NDArray[np.bool_]:
    """The second of two quotes that stand for one: it opens again what the one before it closed."""
    again = np.zeros(len(quotes), np.bool_)
    again[1:] = quotes[1:] & quotes[:-1] & (inside[:-1] == 0)
    if not allowed and again.any():
        raise UnspelledError("two quotes in a row")
    return again


def _strings(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> pa.Array:
    buffers = [None, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(np.ascontiguousarray(data))]
    return pa.Array.from_buffers(pa.string(), len(offsets) - 1, buffers)
