"""Chinese, Japanese and Korean names: how they are told from others, and where the family name ends.

Their characters take three bytes in UTF-8, of which the first is E3 to ED.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seeding.columns.strings import Bytes, Flags

# The only family name of two characters that the lists hold.
_COMPOUND = np.frombuffer("欧阳".encode(), np.uint8)
_CHARACTER = 3


def is_character(data: Bytes) -> Flags:
    """True where such a character begins."""
    return (data >= 0xE3) & (data <= 0xED)


def begins(data: Bytes, begin: NDArray[np.int32], end: NDArray[np.int32]) -> Flags:
    """True for the rows that begin with such a character."""
    flags = np.zeros(len(begin), np.bool_)
    some = np.flatnonzero(begin < end)
    flags[some] = is_character(data[begin[some]])
    return flags


def family_end(data: Bytes, begin: NDArray[np.int32], end: NDArray[np.int32]) -> NDArray[np.int32]:
    """Where the family name ends in names without a space that begin with such a character."""
    window = np.minimum(begin[:, None] + np.arange(len(_COMPOUND), dtype=np.int32), max(len(data) - 1, 0))
    compound = (data[window] == _COMPOUND).all(axis=1) & (end - begin > len(_COMPOUND))
    return np.minimum(begin + np.where(compound, len(_COMPOUND), _CHARACTER), end).astype(np.int32)
