"""Columns of tables with few rows: coarser cells, where they most likely are, and less noise than there would be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from seeding.learning.measures import Measure
from seeding.learning.private import grids

_SPARSE = 90.0  # times the noise of a measure: rows
_OCTAVE = 4  # quarters
_YEARS = 4
_LEAST = 2.0  # the logarithm of how much likelier it is than that all counts are noise
PARTS = 6
FIRST = 0.5  # of a measure's budget: to find where rows are


def sparse(rows: float, noise: float) -> bool:
    """Whether there are so few rows that they hardly stand out of the noise of fine cells."""
    return rows < _SPARSE * noise


def edges_of(measure: Measure) -> tuple[float, ...]:
    """The coarsest edges for what a measure gives: every fourth year; powers of two on both sides of 0."""
    edges = grids.edges_of(measure)
    if measure.instant:
        return edges[::_YEARS]
    if ":after" in measure.name:
        return edges
    years = range(1_900, 2_101, 20) if grids.whole(measure) else ()
    return tuple(edge for edge in edges if edge == 0 or _power(abs(edge)) or edge in years)


def _power(number: float) -> bool:
    mantissa, _ = number.as_integer_ratio()
    return mantissa & (mantissa - 1) == 0


def likeliest(counts: Sequence[float], rows: float, noise: float) -> tuple[int, int] | None:
    """The first and the last cell (its end) between which so many rows most likely are, were they spread evenly."""
    best, found = _LEAST, None
    sums = [0.0]
    for count in counts:
        sums.append(sums[-1] + count)
    for first in range(len(counts)):
        for last in range(first + 1, len(counts) + 1):
            likely = (2 * (sums[last] - sums[first]) * rows - rows**2) / (2 * (last - first) * max(noise, 1e-9) ** 2)
            if likely > best:
                best, found = likely, (first, last)
    return found


def drawn(
    edges: Sequence[float], counts: Sequence[float], noise: float, known: Sequence[tuple[float, float]]
) -> list[float]:
    """The counts between the edges, drawn to what is `known`: rows below numbers, as far as noise may be all of it."""
    expected = [_below(known, high) - _below(known, low) for low, high in pairwise(edges)]
    off = [count - one for count, one in zip(counts, expected, strict=True)]
    spread = max(0.0, sum(one**2 for one in off) / max(1, len(off)) - noise**2)
    kept = spread / (spread + noise**2) if noise else 1.0
    return [one + kept * more for one, more in zip(expected, off, strict=True)]


def _below(known: Sequence[tuple[float, float]], number: float) -> float:
    """How many rows are below a number: in a line between those that are known."""
    for (low, before), (high, after) in pairwise(known):
        if number <= high:
            return before + (after - before) * max(0.0, number - low) / (high - low)
    return known[-1][1]
