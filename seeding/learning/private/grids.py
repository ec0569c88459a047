"""Where numbers are cut before anything is known of them, and finer cuts where noisy counts say that rows are."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

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
_FEW = 4  # counts, to say anything of how they are spread
_POINTS = 9
_WRONG = 0.2  # of a count, usually
_NARROW, _SEVERAL = 8, 4
_ALONE = 4.0
_COARSE = 6  # parts: no finer ones beside them
_SURE, _DRIFT, _ADDED = 4.5, 0.4, 3.5
_LONGEST = 2.0**14  # characters of a text, elements of a list
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
    edges = coarse(measure.instant, whole(measure), ":after" in measure.name)
    if measure.name.endswith((":length", ":words")):
        # Noise that made a text of a thousand million characters would be made as one.
        return tuple(edge for edge in edges if 0 <= edge <= _LONGEST)
    return edges


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
    found: tuple[int, int] | None = None
    for wide in _WINDOWS:
        span = _span(counts, noise, least, wide)
        if found is None or span is None:
            found = found or span
            continue
        # Further cells must have more rows than their own noise makes.
        before, now = (sum(counts[first:last]) for first, last in (found, span))
        further = (span[1] - span[0]) - (found[1] - found[0])
        if before < _NEARLY * now and now - before > _ADDED * noise * math.sqrt(max(0, further)):
            found = span
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


def refined(
    measure: Measure, edges: Sequence[float], counts: Sequence[float], parts: int, span: tuple[int, int]
) -> list[float]:
    """Edges of about `parts` cells with as many rows each within `span`; finer at both ends, and at round numbers."""
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
    for low, high in ((edges[first], edges[first + 1]), (edges[last - 1], edges[last])) if parts > _COARSE else ():
        found += [low + (high - low) * part / _ENDS for part in range(1, _ENDS)]
    if whole(measure):
        for low, high, weight in zip(edges[first:last], edges[first + 1 : last + 1], weights, strict=True):
            if weight > wanted / 4:
                found += [edge for number in round_numbers(low, high) for edge in (number, number + 1)]
    return _on_grid(measure, found)


def round_numbers(low: float, high: float) -> list[float]:
    """The roundest whole numbers in [low, high), where these are many: what rows often share."""
    found: list[float] = []
    step = 10.0 ** max(0, math.ceil(math.log10(max(1.0, abs(low), abs(high)))))
    while step >= 10 and len(found) <= 2 and high - low > _NARROW:
        there = [step * n for n in range(math.ceil(low / step), math.ceil(high / step))]
        if found and len(there) > _SEVERAL:
            break
        found, step = there, step / 10
    return found


def alone(edges: Sequence[float], counts: Sequence[float], noise: float) -> tuple[list[float], list[float]]:
    """Without cells of one whole number between wide ones where that has no more rows than noise makes."""
    found: list[tuple[float, float]] = []
    carried = 0.0
    for i, (low, high, count) in enumerate(zip(edges, edges[1:], counts, strict=False)):
        wide = i + 2 < len(edges) and edges[i + 2] - high > _NARROW / 2
        if high - low == 1 and wide and count < _ALONE * noise:
            carried += count
        else:
            found.append((high, count + carried))
            carried = 0.0
    return [edges[0], *(high for high, _ in found)], [count for _, count in found]


def _on_grid(measure: Measure, edges: Sequence[float]) -> list[float]:
    if whole(measure):
        return sorted({float(round(edge)) for edge in edges})
    if measure.instant:
        return sorted({round(edge / 86_400) * 86_400.0 for edge in edges})
    return sorted({float(f"{edge:.4g}") for edge in edges})


def held(counts: Sequence[float], noise: float) -> tuple[int, int]:
    """The first and the last cell (its end) between which rows are, where there are some.

    From either side cells count for what they have above a part of the noise: the sum is least where rows begin.
    """
    first, last = _begin(counts, noise), len(counts) - _begin(counts[::-1], noise)
    while first < last and counts[first] < _BESIDE * noise:
        first += 1
    while first < last and counts[last - 1] < _BESIDE * noise:
        last -= 1
    return (first, last) if first < last else (0, len(counts))


def _begin(counts: Sequence[float], noise: float) -> int:
    running, least, found = 0.0, 0.0, 0
    for number, count in enumerate(counts, 1):
        running += count - _DRIFT * noise
        if running < least:
            least, found = running, number
    return found


@dataclass(frozen=True)
class Cut:
    """Cells without those at both ends that hold no more than noise; how many rows are `outside` of what is left."""

    edges: list[float]
    counts: list[float]
    outside: tuple[float, float]


def trimmed(edges: Sequence[float], counts: Sequence[float], noise: float, outer: tuple[bool, bool]) -> Cut:
    """With none of the noise between cells that hold more. `outer`: the first and last cell are all beyond others."""
    begin, end = outer[0], len(counts) - outer[1]
    first, last = (begin + place for place in held(counts[begin:end], noise))
    inside = quiet(counts[first:last], edges[first : last + 1], noise)
    return Cut(list(edges[first : last + 1]), inside, (max(0.0, sum(counts[:first])), max(0.0, sum(counts[last:]))))


def quiet(counts: Sequence[float], edges: Sequence[float], noise: float) -> list[float]:
    """Neighbouring cells with few rows each: none, where noise may be all of them, else spread evenly."""
    found = list(counts)
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and counts[end] < _BESIDE * noise:
            end += 1
        if end - start > 1:
            rows = sum(counts[start:end])
            rows = rows if rows > _SURE / 2 * noise * math.sqrt(end - start) else 0.0
            wide = edges[end] - edges[start]
            found[start:end] = [rows * (edges[i + 1] - edges[i]) / wide for i in range(start, end)]
        start = max(end, start + 1)
    return found


def leveled(counts: Sequence[int], noise: float) -> list[int]:
    """Counts of alike things as far from each other as they were without the noise, which spreads them.

    By rank they are thought to fall as a power does (Zipf's law), or to be lognormal: as whichever, with noise, would
    come nearest to them. Counts that are far from that beside the noise stay what they are.
    """
    mean = sum(counts) / max(1, len(counts))
    if len(counts) < _FEW or mean <= 0:
        return [max(0, n) for n in counts]
    order = sorted(range(len(counts)), key=lambda i: (-counts[i], i))
    falling = [counts[i] for i in order]
    options = [(_off(falling, made := _blurred(one, noise), noise), one, made) for one in _levels(len(counts), mean)]
    _, expected, blurred = min(options, key=lambda one: one[0])
    # Noise alone would be sorted, too, and so is nearer to the levels than to what it was added to.
    spread = math.fsum((n - one) ** 2 for n, one in zip(falling, blurred, strict=True)) / len(counts)
    part = max(0.0, spread - noise**2 / 2) * len(counts) / math.fsum(one**2 for one in expected)
    found = [0] * len(counts)
    for i, n, one, near in zip(order, falling, expected, blurred, strict=True):
        kept = max(part * one**2 / (part * one**2 + noise**2), 1 - (3 * noise / max(1e-9, abs(n - near))) ** 2)
        found[i] = max(1, round(one + kept * (n - near)))
    return found


def _levels(several: int, mean: float) -> Iterator[list[float]]:
    quantiles = [NormalDist().inv_cdf(1 - (rank + 0.5) / several) for rank in range(several)]
    shapes = [[math.exp(step / 10 * level) for level in quantiles] for step in range(25)]
    shapes += [[(rank + 1) ** (-power / 10) for rank in range(several)] for power in range(1, 21)]
    for shape in shapes:
        yield [mean * several * one / sum(shape) for one in shape]


def _blurred(levels: Sequence[float], noise: float) -> list[float]:
    """What the levels would about be in order, once noise was added to them."""
    steps = [noise * NormalDist().inv_cdf((point + 0.5) / _POINTS) for point in range(_POINTS)]
    every = np.sort(np.add.outer(np.array(levels), np.array(steps)).ravel())[::-1]
    found: list[float] = every.reshape(len(levels), _POINTS).mean(axis=1).tolist()
    return found


def _off(counts: Sequence[float], expected: Sequence[float], noise: float) -> float:
    """How far counts are from what is expected, each beside its noise and what models are wrong by."""
    return math.fsum(
        (n - one) ** 2 / (noise**2 + (_WRONG * one) ** 2 + 1) for n, one in zip(counts, expected, strict=True)
    )


def parts_for(rows: float, noise: float) -> int:
    """How many cells a measure is cut into: each should hold six times the noise."""
    return max(_COARSE + 1, min(48, int(rows / (6 * max(noise, 1e-9)))))
