"""Which bin a row falls into, and where in it: one draw, whatever code the row has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seeding.columns.draws import Indices, Words
from seeding.columns.locate import UnitIntervals
from seeding.columns.quantiles import Floats

_BITS = 40  # of a draw: a code's number before the point leaves room for so many behind it
_PARTS = float(1 << _BITS)
_LAST = float(np.nextafter(1.0, 0.0))


def place_of(draws: Words) -> Floats:
    """Where in its code a row lies, in [0, 1): 40 bits of its draw."""
    place: Floats = (draws >> np.uint64(64 - _BITS)).astype(np.float64)
    place *= 1.0 / _PARTS
    return place


def whole(place: Floats) -> Floats:
    """Places in [0, 1] as `place_of` has them."""
    found: Floats = np.floor(place * _PARTS)
    np.clip(found, 0.0, _PARTS - 1.0, out=found)
    found *= 1.0 / _PARTS
    return found


class Bins:
    """Bins under codes: code c has the bins from `starts[c]` on, by their shares.

    All codes stand side by side in [0, 1), each with the same width, a power of two: where a code's stretch begins
    and how wide it is are exact, so the same draw finds the same bin on every machine.
    """

    __slots__ = ("_begin", "_intervals", "_inverse", "_scale", "codes", "count")

    def __init__(self, shares: Sequence[float], starts: Sequence[int]) -> None:
        self.count = len(shares)
        self.codes = len(starts)
        ends = [*starts[1:], len(shares)]
        self._scale = 1.0 / (1 << (self.codes - 1).bit_length())
        knots: list[float] = []
        for code, (begin, end) in enumerate(zip(starts, ends, strict=True)):
            weights = list(shares[begin:end])
            if not sum(weights) > 0:
                weights = [1.0] * len(weights)
            running, total = 0.0, sum(weights)
            for weight in weights:
                knots.append((code + min(running / total, 1.0)) * self._scale)
                running += weight
        edges = np.array([*knots, self.codes * self._scale], dtype=np.float64)
        self._begin = edges[:-1]
        width = np.diff(edges)
        self._inverse = np.divide(1.0, width, out=np.zeros_like(width), where=width > 0)
        self._intervals = UnitIntervals(np.append(edges, 1.0) if edges[-1] < 1 else edges)

    def find(self, place: Floats, codes: Indices | None = None) -> tuple[Indices, Floats]:
        """Each row's bin, and its place in it, in [0, 1), by its place in its code (`place_of`), which is used up."""
        if codes is not None:
            place += codes
        place *= self._scale
        found = self._intervals(place)
        place -= self._begin[found]
        place *= self._inverse[found]
        np.minimum(place, _LAST, out=place)
        return found, place


def codes_of(shares: Sequence[float], starts: Sequence[int]) -> tuple[float, ...]:
    """The share of each code, from those of the bins."""
    ends = [*starts[1:], len(shares)]
    return tuple(float(sum(shares[a:b])) for a, b in zip(starts, ends, strict=True))


def missing(codes: Indices, null: int) -> tuple[NDArray[np.bool_] | None, Indices]:
    """Which rows are NULL by their code, and codes with 0 in their place."""
    if null < 0:
        return None, codes
    absent = codes == null
    return (absent, np.where(absent, 0, codes)) if absent.any() else (None, codes)
