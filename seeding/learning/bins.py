"""Numbers cut into bins that hold enough people: edges and shared values in, bins and the codes they form out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CODES = 16
_TAILS = 2


@dataclass(frozen=True)
class Bin:
    """Rows in [low, high), or with exactly one value where both are the same."""

    low: float
    high: float
    rows: float


def fractions(parts: int, rows: float, k: int) -> list[float]:
    """Shares of rows below each edge: equal parts, and at both ends halves of halves, while they hold 2 k people."""
    parts = int(max(1, min(parts, rows // (2 * k))))
    found = [i / parts for i in range(1, parts)]
    part = 1.0 / parts
    while found and len(found) < parts + 10 and part / 2 * rows >= 2 * k:
        part /= 2
        found = [part, *found, 1 - part]
    return sorted(found)


def above(point: float, grain: float) -> float:
    """The next number that a value can be: one grain on, where values come in grains."""
    return point + grain if grain else math.nextafter(point, math.inf)


def thresholds(edges: Sequence[float], points: Sequence[float], grain: float = 0.0) -> list[float]:
    """What a server compares values with: every edge, and both sides of every shared value."""
    if not edges and not points:
        return []
    found = {*edges, *points, *(above(point, grain) for point in points)}
    last = max(found)
    # The last value itself belongs to the last part.
    return sorted({*found, above(last, grain)} if last in points or last in edges else found)


def merged(
    thresholds: Sequence[float], points: Sequence[float], counts: Mapping[int, int], rows: int, grain: float = 0.0
) -> tuple[list[Bin], int]:
    """Bins of the counts by part (1 first), and how many parts were too small.

    A part without a count held fewer than k people: it becomes part of the one before it, or of the one after.
    """
    exact = set(points)
    parts = len(thresholds) - 1
    missing = [i for i in range(1, parts + 1) if not counts.get(i)]
    last = max((i for i in counts if counts[i]), default=0)
    left = max(0, rows - sum(counts.values()))
    found: list[Bin] = []
    small = 0
    spare = left / len(missing) if missing else 0.0
    owed = 0.0
    for i in range(1, parts + 1):
        low, high = thresholds[i - 1], thresholds[i]
        count = counts.get(i, 0)
        before = found[-1] if found and found[-1].low < found[-1].high else None
        if low in exact and count:
            found.append(Bin(low, low, count))
        elif count:
            found.append(Bin(low, high, count + owed))
            owed = 0.0
        else:
            # Between two shared values there may be nothing at all: no bin was lost.
            small += not (i > 1 and thresholds[i - 2] in exact and (high in exact or i == parts))
            if before is not None and i < last:
                found[-1] = Bin(before.low, high, before.rows + spare)
            elif found:
                found[-1] = Bin(found[-1].low, found[-1].high, found[-1].rows + spare)
            else:
                owed += spare
    # Of whole numbers [76, 77) is 76.
    return [Bin(one.low, one.low, one.rows) if one.low + grain == one.high else one for one in found], small


def codes_for(rows: float, k: int) -> int:
    """How many codes a column may have, so that most pairs of two columns' codes have k people."""
    return int(max(3, min(CODES, math.sqrt(rows / (1.5 * k)))))


def groups(bins: Sequence[Bin], most: int = CODES, least: float = 0.0) -> list[int]:
    """The first bin of each code: about equal shares, a value that many share on its own; nothing for one a bin.

    The outermost codes are cut once or twice more, into codes of `least` rows: few rows far out decide about
    correlations.
    """
    if len(bins) <= most:
        return []
    total = sum(one.rows for one in bins)
    heavy = [one.low == one.high and one.rows > total / most for one in bins]
    wanted = max(1, most - 2 * sum(heavy))
    target = sum(one.rows for one, alone in zip(bins, heavy, strict=True) if not alone) / wanted
    starts, filled = [0], 0.0
    for i, (one, alone) in enumerate(zip(bins, heavy, strict=True)):
        full = filled + one.rows / 2 > target
        if i and (alone or heavy[i - 1] or full):
            starts.append(i)
            filled = 0.0
        filled += one.rows
    for _ in range(_TAILS):
        ends = (*_cut(bins, 0, [*starts, len(bins)][1], least), *_cut(bins, starts[-1], len(bins), least))
        starts = sorted({*starts, *ends})
    return starts


def _cut(bins: Sequence[Bin], first: int, end: int, least: float) -> list[int]:
    """Where bins in [first, end) are cut in two equal shares."""
    inside = bins[first:end]
    half, filled = sum(one.rows for one in inside) / 2, 0.0
    if len(inside) < 2 or half < least:
        return []
    for i, one in enumerate(inside[:-1], 1):
        filled += one.rows
        if filled >= half:
            return [first + i]
    return [end - 1]
