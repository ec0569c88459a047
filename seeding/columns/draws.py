"""Random numbers that remember nothing: the word for row *i* is a function of a key and *i* alone.

Squares64, a counter-based generator (B. Widynski, "Squares: A Fast Counter-Based RNG",
arXiv:2004.06278; passes BigCrush and PractRand): five rounds of squaring, all in wrapping 64-bit
integers, so every machine gives the same bits. Chosen over Philox because a child row recomputes its
parent's values at arbitrary row numbers: a word at a scattered index costs 8 ns in numpy here, a
Philox4x32-10 word 34 to 68 ns.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Indices = NDArray[np.int64]

_HALF = np.uint64(32)


@lru_cache(maxsize=65536)
def key_of(*parts: str | int) -> int:
    """A 64-bit odd key from any names; the same on every machine and in every process."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") | 1


# Four arrays of 4,096 words stay in the first caches: 16,384 at once took twice as long.
_CHUNK = 4096


def words(key: int, indices: Indices) -> Words:
    """One 64-bit word per row number: shape of `indices`, dtype uint64."""
    out = np.empty(indices.shape, np.uint64)
    k = np.uint64(key)
    size = min(_CHUNK, len(indices))
    buffers = tuple(np.empty(size, np.uint64) for _ in range(4))
    with np.errstate(over="ignore"):
        for begin in range(0, len(indices), _CHUNK):
            part = indices[begin : begin + _CHUNK]
            y, z, kept, scratch = (buffer[: len(part)] for buffer in buffers)
            _squares(k, part, out[begin : begin + _CHUNK], y, z, kept, scratch)
    return out


def _squares(  # noqa: PLR0917  # one call a chunk: buffers go in by place
    k: np.uint64, indices: Indices, x: Words, y: Words, z: Words, kept: Words, scratch: Words
) -> None:
    np.multiply(indices.astype(np.uint64, copy=False), k, out=x)
    y[:] = x
    np.add(y, k, out=z)
    for addend in (y, z, y):
        np.multiply(x, x, out=x)
        np.add(x, addend, out=x)
        _swap_halves(x, scratch)
    np.multiply(x, x, out=x)
    np.add(x, z, out=kept)
    x[:] = kept
    _swap_halves(x, scratch)
    np.multiply(x, x, out=x)
    np.add(x, y, out=x)
    np.right_shift(x, _HALF, out=x)
    np.bitwise_xor(kept, x, out=x)


def _swap_halves(x: Words, scratch: Words) -> None:
    np.right_shift(x, _HALF, out=scratch)
    np.left_shift(x, _HALF, out=x)
    np.bitwise_or(x, scratch, out=x)


def unit(draw: Words) -> NDArray[np.float64]:
    """Uniform floats in [0, 1), 53 bits: exact on every machine."""
    return (draw >> np.uint64(11)).astype(np.float64) * 2.0**-53


def below(draw: Words, bound: int | NDArray[np.int64]) -> Indices:
    """Uniform integers in [0, bound) from the top 32 bits; bias under bound / 2**32, one draw a value.

    `bound` may be an array of the draws' shape; at most 2**31.
    """
    high = draw >> _HALF
    scaled = high * np.asarray(bound, dtype=np.uint64)
    return (scaled >> _HALF).astype(np.int64)


def chance(draw: Words, share: float) -> NDArray[np.bool_]:
    """True for a `share` (0 to 1) of the rows."""
    if share <= 0:
        return np.zeros(draw.shape, dtype=np.bool_)
    if share >= 1:
        return np.ones(draw.shape, dtype=np.bool_)
    return draw < np.uint64(int(share * 2.0**64))
