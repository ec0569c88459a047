"""Where numbers are cut before anything is known of them, and finer cuts where noisy counts say that rows are."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from functools import cache

from seeding.learning.measures import Measure

_EPOCH = datetime.datetime(1970, 1, 1)
_PARTS = 4  # of an octave
_WINDOWS = (1, 2, 4, 8, 16)
_NEARLY = 0.97
_ENDS = 8  # parts of the first and the last cell, so that what is empty there can be left out


@cache
def coarse(instant: bool, whole: bool, seconds: bool = False) -> tuple[float, ...]:
    """Edges that depend on the type alone: years; whole numbers, then quarters of octaves; on both sides of 0."""
    if instant:
        return tuple((datetime.datetime(year, 1, 1) - _EPOCH).total_seconds() for year in range(1900, 2102))
    first, last = (4, 44) if whole else (-10, 44)
    if seconds:
        first, last = -4, 33
    rising = [2.0**e * (1 + part / _PARTS) for e in range(first, last) for part in range(_PARTS)]
    if whole:
        rising = [*map(float, range(1, 2**first)), *rising]
    return (*(-edge for edge in reversed(rising)), 0.0, *rising)


def whole(measure: Measure) -> bool:
    """Whether a measure gives whole numbers."""
    return measure.grain == 1


def edges_of(measure: Measure) -> tuple[float, ...]:
    """The coarse edges for what a measure gives."""
    return coarse(measure.instant, whole(measure), ":after" in measure.name)


def simplex(counts: Sequence[float], total: float) -> list[float]:
    """The counts without the noise's negative ones, adding up to `total`: as much off all that are left."""
    left = sorted(counts, reverse=True)
    running, cut = 0.0, 0.0
    for number, count in enumerate(left, 1):
        running += count
        level = (running - total) / number
        if count <= level:
            break
        cut = level
    return [max(0.0, count - cut) for count in counts]


def significant(counts: Sequence[float], noise: float, least: float = 4.5) -> tuple[int, int] | None:
    """The first and the last cell (its end) that hold more than noise makes.

    Where hardly any cell does so alone, cells count together with their neighbours: as few as it takes.
    """
    spans = [span for wide in _WINDOWS if (span := _span(counts, noise, least, wide)) is not None]
    most = max((sum(counts[first:last]) for first, last in spans), default=0.0)
    return next((span for span in spans if sum(counts[span[0] : span[1]]) >= _NEARLY * most), None)


def _span(counts: Sequence[float], noise: float, least: float, wide: int) -> tuple[int, int] | None:
    found = [
        start
        for start in range(0, len(counts), wide)
        if sum(counts[start : start + wide]) > least * noise * math.sqrt(wide)
    ]
    return (found[0], min(found[-1] + wide, len(counts))) if found else None


def refined(measure: Measure, edges: Sequence[float], counts: Sequence[float], parts: int, noise: float) -> list[float]:
    """Edges of about `parts` cells with as many rows each, where there are more rows than noise; finer at both ends."""
    span = significant(counts, noise)
    if span is None:
        return []
    first, last = span
    weights = simplex(counts[first:last], max(1.0, sum(counts[first:last])))
    wanted = sum(weights) / parts
    found, filled = [edges[first]], 0.0
    for low, high, weight in zip(edges[first:last], edges[first + 1 : last + 1], weights, strict=True):
        reached = filled + weight
        while weight and (len(found)) * wanted < reached - wanted / 4:
            found.append(low + (high - low) * (len(found) * wanted - filled) / weight)
        filled = reached
    found.append(edges[last])
    for low, high in ((edges[first], edges[first + 1]), (edges[last - 1], edges[last])):
        found += [low + (high - low) * part / _ENDS for part in range(1, _ENDS)]
    return _on_grid(measure, found)


def _on_grid(measure: Measure, edges: Sequence[float]) -> list[float]:
    if whole(measure):
        return sorted({float(round(edge)) for edge in edges})
    if measure.instant:
        return sorted({round(edge / 86_400) * 86_400.0 for edge in edges})
    return sorted({float(f"{edge:.4g}") for edge in edges})


def trimmed(edges: list[float], counts: list[float], noise: float) -> tuple[list[float], list[float]]:
    """Without cells at both ends that hold no more than noise."""
    span = significant(counts, noise, 2.5) or (0, len(counts))
    return edges[span[0] : span[1] + 1], counts[span[0] : span[1]]


def parts_for(rows: float, noise: float) -> int:
    """How many cells a measure is cut into: each should hold six times the noise."""
    return max(6, min(48, int(rows / (6 * max(noise, 1e-9)))))
