"""Texts as the Arrow values that a type's codec takes: the parts of rows, ranges and arrays that came as text."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns.arrays import EMPTY, TIMESTAMP, UUID_TYPE
from seeding.load.encode.fixed import dense
from seeding.load.encode.rows import contents, offsets_of, only_valid, validity
from seeding.load.encode.tokens import UnspelledError, matched, numbers

_BAD = 255
_DIGITS = np.full(256, _BAD, np.uint8)
for _place, _digit in enumerate(b"0123456789abcdef"):
    _DIGITS[_digit] = _DIGITS[ord(chr(_digit).upper())] = _place
_TRUE, _FALSE = pa.array(["t", "true"], pa.string()), pa.array(["f", "false"], pa.string())
_HYPHENS = np.array([8, 13, 18, 23])
_WHOLE_UUID = 36


def typed(texts: pa.Array, name: str) -> pa.Array:
    """Texts as values of the type of that name, one of `TYPED`. Raises UnspelledError."""
    return TYPED[name](texts)


def unhex(texts: pa.Array, width: int) -> NDArray[np.uint8]:
    """Hexadecimal texts of the same length (none is null) as bytes, a row each."""
    digits = _DIGITS[_matrix(texts, 2 * width)]
    if (digits == _BAD).any():
        raise UnspelledError("a digit that is not hexadecimal")
    return _paired(digits[:, 0::2], digits[:, 1::2])


def decimals(texts: pa.Array) -> tuple[pa.Array, NDArray[np.int16]]:
    """Plain decimals, with as many places as any of them has, and how many each of them has."""
    groups = matched(texts, r"-?[0-9]+(?:\.(?P<after>[0-9]+))?")
    places = pc.utf8_length(groups["after"]).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int16)
    kind = pa.decimal128(38, int(places.max(initial=0)))
    return numbers(texts, kind), places


def _paired(high: NDArray[np.uint8], low: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(high * np.uint8(16) + low)


def _matrix(texts: pa.Array, width: int) -> NDArray[np.uint8]:
    if (np.diff(offsets_of(texts)) != width).any():
        raise UnspelledError(f"a value that has not {width} characters")
    return np.frombuffer(contents(texts.cast(pa.binary())), np.uint8).reshape(len(texts), width)


def _boolean(texts: pa.Array) -> pa.Array:
    true = pc.is_in(texts, _TRUE)
    if pc.sum(pc.or_(true, pc.is_in(texts, _FALSE))).as_py() not in {len(texts) - texts.null_count, None}:
        raise UnspelledError("neither t nor f")
    return pc.if_else(texts.is_valid(), true, pa.scalar(None, pa.bool_()))


def _uuid(texts: pa.Array) -> pa.Array:
    filled = texts.fill_null(pa.scalar("00000000-0000-0000-0000-000000000000", pa.string()))
    signs = _matrix(filled, _WHOLE_UUID)
    if (signs[:, _HYPHENS] != ord("-")).any():
        raise UnspelledError("a uuid with hyphens elsewhere")
    digits = _DIGITS[np.delete(signs, _HYPHENS, axis=1)]
    if (digits == _BAD).any():
        raise UnspelledError("a digit that is not hexadecimal")
    raw = _paired(digits[:, 0::2], digits[:, 1::2])
    storage = pa.Array.from_buffers(pa.binary(16), len(texts), [validity(texts), pa.py_buffer(raw)])
    return pa.ExtensionArray.from_storage(UUID_TYPE, storage)


def _bytes(texts: pa.Array) -> pa.Array:
    digits = matched(texts, r"\\x(?P<digits>(?:[0-9a-fA-F]{2})*)")["digits"]
    digits = digits.fill_null(EMPTY)
    signs = _DIGITS[np.frombuffer(contents(digits.cast(pa.binary())), np.uint8)]
    offsets = (offsets_of(digits) - offsets_of(digits)[0]) // np.int32(2)
    raw = _paired(signs[0::2], signs[1::2])
    return pa.Array.from_buffers(pa.binary(), len(texts), [validity(texts), pa.py_buffer(offsets), pa.py_buffer(raw)])


def _timestamptz(texts: pa.Array) -> pa.Array:
    utc = pc.sum(pc.ends_with(texts, "+00")).as_py()
    if utc is not None and utc != len(texts) - texts.null_count:
        raise UnspelledError("a moment that is not in UTC")
    moments = pc.utf8_slice_codeunits(texts, 0, -len("+00"))
    return numbers(moments, pa.timestamp("us")).cast(pa.int64()).cast(TIMESTAMP)


def _time(texts: pa.Array) -> pa.Array:
    parts = matched(texts, r"(?P<h>[01][0-9]|2[0-3]):(?P<m>[0-5][0-9]):(?P<s>[0-5][0-9])(?:\.(?P<us>[0-9]{1,6}))?")
    hours, minutes, seconds = (dense(numbers(parts[name], pa.int64())) for name in "hms")
    behind = dense(numbers(pc.utf8_rpad(parts["us"], 6, "0"), pa.int64()))
    clocks = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + behind
    return only_valid(pa.array(clocks).cast(pa.time64("us")), texts)


def _numbers(kind: pa.DataType) -> Callable[[pa.Array], pa.Array]:
    """Arrow's own reading, which takes less than the server's, and nothing that means something else to it."""
    return lambda texts: numbers(texts, kind)


TYPED: dict[str, Callable[[pa.Array], pa.Array]] = {
    "bool": _boolean,
    "int2": _numbers(pa.int16()),
    "int4": _numbers(pa.int32()),
    "int8": _numbers(pa.int64()),
    "oid": _numbers(pa.int64()),
    "float4": _numbers(pa.float32()),
    "float8": _numbers(pa.float64()),
    "uuid": _uuid,
    "bytea": _bytes,
    "date": _numbers(pa.date32()),
    "time": _time,
    "timestamp": _numbers(pa.timestamp("us")),
    "timestamptz": _timestamptz,
}
