"""Where numbers are cut before anything is known of them, and finer cuts where noisy counts say that rows are."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from statistics import NormalDist

from seeding.learning.bins import Bin
from seeding.learning.measures import Measure

_MINUTE, _HOUR, _DAY, _YEAR = 60.0, 3_600.0, 86_400.0, 365 * 86_400.0
# Of the time from one instant to another; what comes before is told less finely.
_AFTER = (
    1.0, 10.0, _MINUTE, 10 * _MINUTE, _HOUR, 4 * _HOUR, 12 * _HOUR,
    *(days * _DAY for days in (1, 2, 4, 7, 14, 30, 60, 120)), *(years * _YEAR for years in (1, 2, 4, 8, 16, 32)),
)  # fmt: skip
_BEFORE = (1.0, _MINUTE, _HOUR, _DAY, 7 * _DAY, 30 * _DAY, 120 * _DAY, _YEAR, 2 * _YEAR, 8 * _YEAR, 32 * _YEAR)
_EPOCH = datetime.datetime(1970, 1, 1)
_PARTS = 4  # of an octave
_WINDOWS = (1, 2, 4, 8, 16)
_NEARLY = 0.97
_BESIDE = 2.0
_UPPER = (0.12, 0.004)  # of the rows: where a tail is looked at
_WIDE, _TAIL = 1.3, 4
_FEW = 4  # counts, to say anything of how they are spread
_ENDS = 8  # parts of the first and the last cell, so that what is empty there can be left out


@cache
def coarse(instant: bool, whole: bool, seconds: bool = False) -> tuple[float, ...]:
    """Edges that depend on the type alone: years; whole numbers, then quarters of octaves; on both sides of 0."""
    if instant:
        return tuple((datetime.datetime(year, 1, 1) - _EPOCH).total_seconds() for year in range(1900, 2102))
    if seconds:
        return (*(-edge for edge in reversed(_BEFORE)), 0.0, *_AFTER)
    first, last = (4, 44) if whole else (-10, 44)
    rising = [2.0**e * (1 + part / _PARTS) for e in range(first, last) for part in range(_PARTS)]
    if whole:
        # Most whole numbers of four digits are years.
        rising = sorted({*map(float, range(1, 2**first)), *rising, *map(float, range(1_900, 2_101, 10))})
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
    found = next((span for span in spans if sum(counts[span[0] : span[1]]) >= _NEARLY * most), None)
    if found is None:
        return None
    # Next to what is sure less is likely, too.
    first, last = found
    while first and counts[first - 1] > _BESIDE * noise:
        first -= 1
    while last < len(counts) and counts[last] > _BESIDE * noise:
        last += 1
    return first, last


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
    span = significant(counts, noise, 3.5) or (0, len(counts))
    return edges[span[0] : span[1] + 1], counts[span[0] : span[1]]


def leveled(counts: Sequence[int], noise: float) -> list[int]:
    """Counts of alike things as far from each other as they were without the noise, which spreads them.

    By rank they are thought to fall as a power does (Zipf's law), or to be lognormal with the variance that is none of
    noise, whichever is nearer; counts that are far from that beside the noise stay what they are.
    """
    mean = sum(counts) / max(1, len(counts))
    if len(counts) < _FEW or mean <= 0:
        return [max(0, n) for n in counts]
    order = sorted(range(len(counts)), key=lambda i: (-counts[i], i))
    falling = [counts[i] for i in order]
    expected = min(_levels(falling, mean, noise), key=lambda one: _off(falling, one))
    # Noise alone would be sorted, too, and so is nearer to the levels than to what it was added to.
    part = max(0.0, _off(falling, expected) - noise**2 / 2) * len(counts) / math.fsum(one**2 for one in expected)
    found = [0] * len(counts)
    for i, n, one in zip(order, falling, expected, strict=True):
        kept = max(part * one**2 / (part * one**2 + noise**2), 1 - (3 * noise / max(1e-9, abs(n - one))) ** 2)
        found[i] = max(0, round(one + kept * (n - one)))
    return found


def _levels(falling: Sequence[int], mean: float, noise: float) -> Iterator[list[float]]:
    several = len(falling)
    spread = max(0.0, math.fsum((n - mean) ** 2 for n in falling) / (several - 1) - noise**2)
    scale = math.sqrt(math.log(1 + spread / mean**2))
    quantiles = [NormalDist().inv_cdf(1 - (rank + 0.5) / several) for rank in range(several)]
    yield [mean * math.exp(scale * level - scale**2 / 2) for level in quantiles]
    powers = [
        [mean * several * w / sum(weights) for w in weights]
        for weights in ([(rank + 1) ** (-power / 10) for rank in range(several)] for power in range(21))
    ]
    yield min(powers, key=lambda one: abs(math.fsum((n - mean) ** 2 for n in one) / (several - 1) - spread))


def _off(counts: Sequence[float], expected: Sequence[float]) -> float:
    return math.fsum((n - one) ** 2 for n, one in zip(counts, expected, strict=True)) / len(counts)


def tailed(bins: Sequence[Bin], whole: bool) -> list[Bin]:
    """The bins and what lies beyond them, where few rows are far out: too few in each place to be told from noise.

    They become fewer as they did before, at the same rate, up to where none is left.
    """
    total = sum(one.rows for one in bins)
    above, beyond = [], 0.0
    for one in reversed(bins):
        beyond += one.rows
        if beyond > _UPPER[1] * total and one.low > 0:
            above.append((one.low, beyond))
    far = [(low, n) for low, n in above if n <= _UPPER[0] * total]
    if len(far) < _FEW or far[0][0] <= far[-1][0] * _WIDE:
        return list(bins)
    (end, rows), (start, before) = far[0], far[-1]
    falls = (end - start) / math.log(before / rows)  # to a part of e
    high = bins[-1].high
    left = rows * math.exp((end - high) / falls)
    if left < 1:
        return list(bins)
    found, most = list(bins), high + falls * math.log(left)
    edges = [high + (most - high) * part / _TAIL for part in range(_TAIL + 1)]
    for low, top in pairwise(round(edge) if whole else float(f"{edge:.4g}") for edge in edges):
        if top > low:
            inside = math.exp((high - low) / falls) - math.exp((high - top) / falls)
            found.append(Bin(float(low), float(top), left * inside))
    return [one for one in found if one.rows > 0]


def parts_for(rows: float, noise: float) -> int:
    """How many cells a measure is cut into: each should hold six times the noise."""
    return max(6, min(48, int(rows / (6 * max(noise, 1e-9)))))
