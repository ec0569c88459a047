"""How many children parents have, from counts of some of the children only.

Where a child counts with a chance of q, numbers of children that are a negative binomial's are one again, of q times
the mean; so are a binomial's. The one that comes nearest to the noisy counts, and has the known mean, is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from seeding.learning.bins import Bin

_SHAPES = (0.15, 0.25, 0.4, 0.6, 0.9, 1.4, 2.0, 3.0, 5.0, 10.0, 30.0)
_NONE = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # parents that never have any
_LONGEST = 4_000


def fitted(cells: Sequence[Bin], mean: float, part: float) -> list[Bin]:
    """Parents by all their children: `cells` by those that counted, a `part` of all, of which there are `mean` each."""
    total = sum(cell.rows for cell in cells)
    part = min(1.0, max(part, 1e-6))
    best: tuple[float, list[float]] | None = None
    for shape, none in _candidates(mean):
        seen = _numbers(mean * part, shape, none, part)
        left = sum((total * sum(seen[int(cell.low) : int(cell.high) + 1]) - cell.rows) ** 2 for cell in cells)
        if best is None or left < best[0]:
            best = (left, _numbers(mean, shape, none, 1.0))
    return _bins(best[1], total) if best is not None else []


def _candidates(mean: float) -> Iterator[tuple[float, float]]:
    for none in _NONE:
        for shape in _SHAPES:
            yield shape, none
    for most in {max(1, math.ceil(mean)), math.ceil(mean) + 1, math.ceil(2 * mean) + 1}:
        yield -float(most), 0.0


def _numbers(mean: float, shape: float, none: float, part: float) -> list[float]:
    """The shares of parents with 0, 1, 2 … children: a negative binomial, or a binomial of `-shape` trials."""
    if shape < 0:
        trials, chance = int(-shape), min(1.0, mean / -shape)
        return [math.comb(trials, n) * chance**n * (1 - chance) ** (trials - n) for n in range(trials + 1)]
    mean = mean / (1 - none)
    chance = shape / (shape + mean)
    found, now, total = [], chance**shape, 0.0
    for n in range(_LONGEST):
        found.append((1 - none) * now)
        total += now
        if total > 0.9995:
            break
        now *= (n + shape) / (n + 1) * (1 - chance)
    found[0] += none
    return found


def _bins(shares: Sequence[float], total: float) -> list[Bin]:
    found: list[Bin] = []
    for number, share in enumerate(shares):
        rows = share * total
        wide = found and number > 8 and found[-1].low >= 8 and found[-1].rows < 0.02 * total
        if wide:
            found[-1] = Bin(found[-1].low, number, found[-1].rows + rows)
        elif rows > 1e-5 * total:
            found.append(Bin(number, number, rows))
    return found
