"""How many children parents have, from counts of some of the children only.

Where a child counts with a chance of q, numbers of children that are a negative binomial's are one again, of q times
the mean; so are a binomial's. The one that comes nearest to the noisy counts, and has the known mean, is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from seeding.learning.bins import Bin
from seeding.learning.private.grids import simplex

_SHAPES = (0.15, 0.25, 0.4, 0.6, 0.9, 1.4, 2.0, 3.0, 5.0, 10.0, 30.0)
_NONE = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # parents that never have any
_LONGEST = 4_000
_USUAL = 2.0
_MEANS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1)  # of the known mean: it counts a tail that no model has
_SURE, _LIKELY = 5.0, 3.0
_BEYOND = 6  # cells after the last sure one that take part
_PART = 2e-4


def fitted(cells: Sequence[Bin], mean: float, part: float) -> list[Bin]:
    """Parents by all their children: `cells` by those that counted, a `part` of all, of which there are `mean` each."""
    total = sum(cell.rows for cell in cells)
    part = min(1.0, max(part, 1e-6))
    found = _nearest(cells, [mean], part)
    return _bins(found, total) if found else []


def usual(mean: float, parents: float) -> list[Bin]:
    """Parents of whom only is known how many children they have together."""
    return _bins(_numbers(mean, _USUAL, 0.0, 1.0, 0), parents) if mean > 0 and parents > 0 else []


def smoothed(cells: Sequence[Bin], noise: float, parents: float, mean: float) -> list[Bin]:
    """Parents by their children, all of which counted: what stands out of the noise, the rest as a model has it.

    Far out the noise of many cells would make parents of thousands of children, where one alone weighs more than
    all others; so cells count there only where they are sure.
    """
    last = max((i for i, cell in enumerate(cells) if cell.rows > _SURE * noise), default=-1)
    sure = [cell.rows > (_LIKELY if i <= last + 1 else _SURE) * noise for i, cell in enumerate(cells)]
    near = cells[: last + 1 + _BEYOND]
    model = _nearest(near, [mean * factor for factor in _MEANS], 1.0)
    known = simplex([cell.rows if one else 0.0 for cell, one in zip(cells, sure, strict=True)], parents)
    left = parents - sum(cell.rows for cell, one in zip(cells, sure, strict=True) if one)
    if left <= 0 or not model:
        return [Bin(c.low, c.high, rows) for c, rows in zip(cells, known, strict=True) if rows > 0]
    expected = [0.0 if one else sum(model[int(c.low) : int(c.high) + 1]) for c, one in zip(cells, sure, strict=True)]
    whole = sum(expected)
    found = []
    for cell, one, part in zip(cells, sure, expected, strict=True):
        rows = cell.rows if one else min(left * part / whole if whole else 0.0, max(0.0, cell.rows) + 2 * noise)
        if rows > _PART * parents:
            found.append(Bin(cell.low, cell.high, rows))
    return found


def _nearest(cells: Sequence[Bin], means: Sequence[float], part: float) -> list[float]:
    """The shares of parents with 0, 1, 2 … children that come nearest, were all children to count."""
    total = sum(cell.rows for cell in cells)
    best: tuple[float, tuple[float, float, float, int]] | None = None
    for mean in means:
        for shape, none, first in _candidates(mean):
            seen = _numbers(mean, shape, none, part, first)
            left = sum((total * sum(seen[int(cell.low) : int(cell.high) + 1]) - cell.rows) ** 2 for cell in cells)
            if best is None or left < best[0]:
                best = (left, (mean, shape, none, first))
    return _numbers(*best[1][:3], 1.0, best[1][3]) if best is not None else []


def _candidates(mean: float) -> Iterator[tuple[float, float, int]]:
    for first in (0, 1) if mean > 1 else (0,):
        for none in _NONE if not first else (0.0,):
            for shape in _SHAPES:
                yield shape, none, first
    for most in {max(1, math.ceil(mean)), math.ceil(mean) + 1, math.ceil(2 * mean) + 1}:
        yield -float(most), 0.0, 0


def _numbers(mean: float, shape: float, none: float, part: float, first: int) -> list[float]:
    """The shares of parents with 0, 1, 2 … children that count: a negative binomial, or a binomial of `-shape` trials.

    `first`: every parent has one child beside those.
    """
    if first:
        others = _numbers(mean - 1, shape, none, part, 0)
        return [(1 - part) * now + part * before for now, before in zip([*others, 0.0], [0.0, *others], strict=True)]
    mean *= part
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
