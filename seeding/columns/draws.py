"""Random numbers that remember nothing: the word for row *i* is a function of a key and *i* alone.

SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
2014; passes BigCrush): its state moves by a constant, so the word at any row number is one product away,
all in wrapping 64-bit integers, the same bits on every machine. Chosen over Philox because a child row
recomputes its parent's values at arbitrary row numbers: a word costs 3 to 5 ns in numpy wherever it
stands, a Philox4x32-10 word at a scattered index 34 to 68 ns.
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


_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))
_LAST = np.uint64(31)
# Two arrays of 4,096 words stay in the first cache.
_CHUNK = 4096


def words(key: int, indices: Indices) -> Words:
    """One 64-bit word per row number: shape of `indices`, dtype uint64."""
    out = indices.astype(np.uint64)
    scratch = np.empty(min(_CHUNK, len(out)), np.uint64)
    seed = np.uint64((key + int(_GAMMA)) & 0xFFFF_FFFF_FFFF_FFFF)
    for begin in range(0, len(out), _CHUNK):
        part = out[begin : begin + _CHUNK]
        moved = scratch[: len(part)]
        np.multiply(part, _GAMMA, out=part)
        np.add(part, seed, out=part)
        for shift, factor in _MIX:
            np.right_shift(part, shift, out=moved)
            np.bitwise_xor(part, moved, out=part)
            np.multiply(part, factor, out=part)
        np.right_shift(part, _LAST, out=moved)
        np.bitwise_xor(part, moved, out=part)
    return out


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
