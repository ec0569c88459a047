"""Decimals as PostgreSQL stores them: base-10,000 digits, exact, without a Python object a value.

`numeric_send`/`numeric_recv` (src/backend/utils/adt/numeric.c): the number of digits, the weight of the
first (its power of 10,000), the sign (0x4000 for negative), the decimal places to show, then the digits.
Leading and trailing zero digits are allowed and stripped by the server, so all rows of a batch get as many
digits as its largest number needs.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.load.encode.rows import Cells

_BASE = np.uint64(10_000)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFF_FFFF)
# Decimal zeros at the end of each base-10,000 digit: 1200 has two, 0 has four.
_ZEROS = np.array([4 if d == 0 else len(str(d)) - len(str(d).rstrip("0")) for d in range(10_000)], np.int16)


def cells(array: pa.Array, *, trimmed: bool = False, shown: NDArray[np.int16] | None = None) -> tuple[int, list[Cells]]:
    """Bytes a value (without its length word), and the cells of a decimal128 array; nulls become zero.

    `trimmed` shows each value with as few decimal places as it needs, for a column without a scale; `shown` says how
    many of each are, where its text did.
    """
    scale: int = array.type.scale
    # The point moves to a boundary of base-10,000 digits: `places` digits stand behind it.
    places = -(-scale // 4)
    digits, negative = _digits(array, 10 ** (4 * places - scale))
    weight = len(digits) - 1 - places
    kept: NDArray[np.int16] | int = max(0, scale) if shown is None else shown
    if trimmed and places > 0:
        kept = _needed(digits[-places:], np.int16(4 * places))
    found = [
        Cells(">i2", len(digits)),
        Cells(">i2", weight),
        Cells(">i2", np.where(negative, np.int16(0x4000), np.int16(0)) if negative.any() else 0),
        Cells(">i2", kept),
    ]
    found += [Cells(">i2", digit) for digit in digits]
    return 8 + 2 * len(digits), found


def _needed(fraction: list[NDArray[np.int16]], most: np.int16) -> NDArray[np.int16]:
    """Decimal places without the zeros at the end, from the digits behind the point."""
    zeros = np.zeros(len(fraction[0]), np.int16)
    only_zeros = np.ones(len(fraction[0]), np.bool_)
    for digit in reversed(fraction):
        zeros += np.where(only_zeros, _ZEROS[digit], 0).astype(np.int16)
        only_zeros &= digit == 0
    return most - zeros


def _digits(array: pa.Array, factor: int) -> tuple[list[NDArray[np.int16]], NDArray[np.bool_]]:
    """Base-10,000 digits of |unscaled value| × factor, the first first, and which values are negative."""
    low, high, negative = _absolute(array)
    if not high.any() and int(low.max(initial=0)) <= (2**64 - 1) // factor:
        digits = _split_word(low * np.uint64(factor))
    else:
        digits = _split_limbs(low, high, factor)
    return digits[::-1], negative


def _absolute(array: pa.Array) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.bool_]]:
    """|value| as two 64-bit halves (decimal128 is a little-endian two's complement), and the signs."""
    if array.null_count:
        array = array.fill_null(Decimal(0))
    halves = np.frombuffer(array.buffers()[1], "<u8")[2 * array.offset : 2 * (array.offset + len(array))]
    low, high = halves[0::2].astype(np.uint64), halves[1::2].astype(np.uint64)
    negative = (high >> np.uint64(63)).astype(np.bool_)
    if negative.any():
        borrow = np.uint64(1) * (low == 0)
        high = np.where(negative, ~high + borrow, high)
        low = np.where(negative, ~low + np.uint64(1), low)
    return low, high, negative


def _split_word(value: NDArray[np.uint64]) -> list[NDArray[np.int16]]:
    """Digits, the last first, of values that fit 64 bits."""
    digits = []
    largest = int(value.max(initial=0))
    while True:
        rest = value // _BASE
        digits.append((value - rest * _BASE).astype(np.int16))
        value, largest = rest, largest // 10_000
        if not largest:
            return digits


def _split_limbs(low: NDArray[np.uint64], high: NDArray[np.uint64], factor: int) -> list[NDArray[np.int16]]:
    """The same for up to 38 decimal digits times 1,000: long division over 32-bit limbs."""
    limbs = [low & _LOW, low >> _HALF, high & _LOW, high >> _HALF, np.zeros_like(low)]
    carry = np.zeros_like(low)
    for place, limb in enumerate(limbs):
        carry = limb * np.uint64(factor) + carry
        limbs[place] = carry & _LOW
        carry = carry >> _HALF
    digits: list[NDArray[np.int16]] = []
    while True:
        rest = np.zeros_like(low)
        for place in range(len(limbs) - 1, -1, -1):
            part = (rest << _HALF) | limbs[place]
            limbs[place] = part // _BASE
            rest = part - limbs[place] * _BASE
        digits.append(rest.astype(np.int16))
        while limbs and not limbs[-1].any():
            limbs.pop()
        if not limbs:
            return digits
