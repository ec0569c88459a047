"""Numbers that make a text its row's own and still look picked: 0, 7, 4, … 31, 86, 59, … each once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns.arrays import EMPTY
from seeding.columns.draws import Indices

_POWERS = np.array([10**digits for digits in range(19)], dtype=np.int64)


def _steps() -> Indices:
    """Per number of digits a step near the golden section of its decade, without a factor 2, 3 or 5."""
    steps = []
    for digits in range(19):
        # Beyond nine digits the product would not fit in 64 bits, and nobody sees a pattern any more.
        step = 10 ** min(digits, 9) * 9 * 618 // 1000 | 1
        while step % 3 == 0 or step % 5 == 0:
            step += 2
        steps.append(step if digits < 9 else 7)
    return np.array(steps, dtype=np.int64)


_STEPS = _steps()


def scatter(numbers: Indices, turn: int | Indices) -> Indices:
    """A bijection of the numbers from 0, one for each `turn`, that keeps how many digits they have; 0 stays 0."""
    digits = np.maximum(np.searchsorted(_POWERS, numbers, "right") - 1, 0)
    low = _POWERS[digits]
    moved = low + ((numbers - low) * _STEPS[digits] + turn % 1_000_000_007) % (low * 9)
    scattered: Indices = np.where(numbers > 0, moved, 0)
    return scattered


def spelled(numbers: Indices) -> pa.Array:
    """In decimal, and '' for 0: the first row carries no number."""
    texts = pc.cast(pa.array(numbers), pa.string())
    zero = np.flatnonzero(numbers == 0)
    return texts if not len(zero) else pc.if_else(pa.array(numbers == 0), EMPTY, texts)
