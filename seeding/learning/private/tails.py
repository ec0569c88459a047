"""What lies beyond the ends of numbers, where few rows are: too few in each place to be told from noise.

The share of rows beyond a number falls towards the end in one of five ways: as a normal distribution's, an exponential
one's, a uniform one's, a lognormal one's or a power's. The one that is nearest to what was counted goes on, up to where
no row is left.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

from seeding.learning.bins import Bin

_UPPER = 0.35  # of the rows: where an end begins
_FEW = 4  # places, to say anything of how rows are spread
_ROUNDS = 6
_LAST = 0.6  # of a row is left
_HIDDEN = 4.0  # times the noise: so many rows are no chance
_MORE = 1.5  # times the noise: so many more rows there may be beyond the end
_LIGHTER = 0.75  # a heavier tail has to be nearer by this
_TIMES = 3.0  # as far, at most
_PARTS = 4
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Limits:
    """What is known of a column's values: the least and the most that its checks allow, and how many rows there are."""

    low: float
    high: float
    rows: float
    grain: float  # what values are multiples of


def extended(bins: Sequence[Bin], noise: float, limits: Limits, outside: tuple[float, float] = (0.0, 0.0)) -> list[Bin]:
    """The bins, and others beyond both ends, where about so many rows are `outside` of them."""
    found = list(bins)
    if not found or any(b.low <= a.low for a, b in pairwise(found)):
        return found
    low = max(limits.low, 0.0) if found[0].low >= 0 else limits.low
    above = _beyond(found, noise, limits, limits.high, outside[1])
    turned = [Bin(-b.high, -b.low, b.rows) for b in reversed(found)]
    below = [Bin(-b.high, -b.low, b.rows) for b in reversed(_beyond(turned, noise, limits, -low, outside[0]))]
    return [*below, *found, *above]


def _beyond(bins: Sequence[Bin], noise: float, limits: Limits, limit: float, outside: float) -> list[Bin]:
    total, end, grain = sum(one.rows for one in bins), bins[-1].high, limits.grain
    places: list[tuple[float, float]] = []
    held = 0.0
    for one in reversed(bins):
        held += one.rows
        if one.low < end and held <= _UPPER * total and (held > 2 * noise or not places):
            places.append((one.low, held / total))
    # A number that many share at the very end is where numbers end.
    if len(places) < _FEW or end >= limit or (bins[-1].low == end and bins[-1].rows > _HIDDEN * noise):
        return []
    hidden = max(noise, outside) / total
    quantile: Callable[[float], float] | None = None
    for _ in range(_ROUNDS):
        quantile = _nearest([(x, (s + hidden) / (1 + hidden)) for x, s in places])
        if quantile is None:
            return []
        hidden = _share(quantile, end)
    assert quantile is not None
    least = _LAST / limits.rows
    hidden = max(min(hidden, outside / total + _MORE * noise / total), outside / total)
    if hidden <= least:
        return []
    start = quantile(min(hidden, _UPPER))
    levels = [hidden * (least / hidden) ** (part / _PARTS) for part in range(_PARTS + 1)]
    # Towards 0 no further than a part of the way, away from it no further than several times.
    most = min(limit, end * _TIMES if end > 0 else end / _TIMES if end < 0 else math.inf)
    edges = [end, *(min(most, end + quantile(level) - start) for level in levels[1:])]
    edges = [round(edge / grain) * grain if grain else float(f"{edge:.4g}") for edge in edges]
    edges[0] = end
    found = []
    for a, b, more, fewer in zip(edges, edges[1:], levels, levels[1:], strict=False):
        if b > a:
            found.append(Bin(a, b, (more - fewer) * total))
    return found


def _share(quantile: Callable[[float], float], end: float) -> float:
    """The share of rows that are beyond a number."""
    low, high = 1e-9, _UPPER
    for _ in range(40):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if quantile(middle) > end else (low, middle)
    return low


def _nearest(places: Sequence[tuple[float, float]]) -> Callable[[float], float] | None:
    """The number beyond which a share of the rows is, as the nearest of five kinds of tails has it."""
    kinds: list[tuple[Callable[[float], float], bool]] = [
        (lambda share: 1 - share, False),
        (lambda share: -_NORMAL.inv_cdf(share), False),
        (lambda share: -math.log(share), False),
    ]
    if all(x > 0 for x, _ in places):
        kinds += [(lambda share: -_NORMAL.inv_cdf(share), True), (lambda share: -math.log(share), True)]
    best: tuple[float, Callable[[float], float]] | None = None
    for by, logarithmic in kinds:
        found = _line([(by(share), math.log(x) if logarithmic else x) for x, share in places])
        if found is None:
            continue
        quantile = _quantile(by, found, logarithmic)
        off = math.fsum((quantile(share) - x) ** 2 for x, share in places)
        if best is None or off < _LIGHTER * best[0]:
            best = off, quantile
    return best[1] if best is not None else None


def _quantile(by: Callable[[float], float], line: tuple[float, float], logarithmic: bool) -> Callable[[float], float]:
    start, slope = line

    def quantile(share: float) -> float:
        value = start + slope * by(share)
        return math.exp(min(value, 300.0)) if logarithmic else value

    return quantile


def _line(points: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Least squares; None where it does not rise."""
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    spread = math.fsum((x - mean_x) ** 2 for x, _ in points)
    slope = math.fsum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
    return (mean_y - slope * mean_x, slope) if slope > 0 else None
