"""Two distributions in one number: SDMetrics' definitions, on shares instead of rows.

`by_chance` functions say what such a score loses where rows are drawn from exactly the right distribution, on
average: a table of 25 rows cannot look like one of a million, however it is made.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

# SDMetrics' quality report leaves pairs out of its averages whose real association is no stronger.
LEAST_CORRELATION = 0.5
LEAST_ASSOCIATION = 0.3

Joint = Mapping[tuple[int, int], float]


def ks_complement(file: Sequence[float], seeded: Sequence[float]) -> float:
    """1 - the largest distance of the cumulated shares (Kolmogorov-Smirnov), looked at on the edges of the buckets."""
    sums = zip(accumulate(file), accumulate(seeded), strict=True)
    return 1 - max((abs(a - b) for a, b in sums), default=0.0)


def tv_complement(file: Mapping[Key, float], seeded: Mapping[Key, float]) -> float:
    """1 - half the sum of all differences (total variation); a contingency table's cells are compared the same way."""
    return 1 - sum(abs(file.get(key, 0.0) - seeded.get(key, 0.0)) for key in file.keys() | seeded.keys()) / 2


def correlation_similarity(file: float, seeded: float) -> float:
    """1 - half the difference of two coefficients."""
    return 1 - abs(file - seeded) / 2


def pearson(joint: Joint, first: Mapping[int, float], second: Mapping[int, float]) -> float:
    """Pearson's coefficient of two columns by the means of their codes; codes without a mean (NULL) are left out.

    NaN where one of them is constant.
    """
    cells = [(first[a], second[b], share) for (a, b), share in joint.items() if a in first and b in second]
    total = sum(share for *_, share in cells)
    if not total:
        return math.nan
    x_mean = sum(x * share for x, _, share in cells) / total
    y_mean = sum(y * share for _, y, share in cells) / total
    xx = sum((x - x_mean) ** 2 * share for x, _, share in cells)
    yy = sum((y - y_mean) ** 2 * share for _, y, share in cells)
    xy = sum((x - x_mean) * (y - y_mean) * share for x, y, share in cells)
    return xy / math.sqrt(xx * yy) if xx > 1e-300 and yy > 1e-300 else math.nan


def cramers_v(joint: Joint) -> float:
    """How strongly two columns depend on each other, 0 to 1; 0 where one of them is constant."""
    first, second = margin(joint, 0), margin(joint, 1)
    least = min(sum(share > 0 for share in first.values()), sum(share > 0 for share in second.values()))
    if least < 2:
        return 0.0
    chi = sum(
        (joint.get((a, b), 0.0) - pa * pb) ** 2 / (pa * pb)
        for a, pa in first.items()
        for b, pb in second.items()
        if pa * pb > 0
    )
    return min(math.sqrt(chi / (least - 1)), 1.0)


def margin(joint: Joint, side: int) -> dict[int, float]:
    """The shares of one of the two columns."""
    found: dict[int, float] = {}
    for cell, share in joint.items():
        found[cell[side]] = found.get(cell[side], 0.0) + share
    return found


def ks_by_chance(rows: int) -> float:
    """The mean distance of `rows` drawn from a continuous distribution from it: sqrt(pi / 2) ln 2 / sqrt(n)."""
    return min(0.8687 / math.sqrt(rows), 1.0) if rows else 1.0


def tv_by_chance(shares: Sequence[float], rows: int) -> float:
    """The mean total variation of `rows` drawn from `shares`: the mean absolute deviations of binomials."""
    if not rows:
        return 1.0
    return min(sum(math.sqrt(2 * p * (1 - p) / (math.pi * rows)) for p in shares if 0 < p < 1) / 2, 1.0)


def correlation_by_chance(coefficient: float, rows: int) -> float:
    """Half the mean distance of the coefficient of `rows` drawn rows from the right one."""
    return min((1 - coefficient**2) / math.sqrt(rows) * 0.4, 1.0) if rows else 1.0
