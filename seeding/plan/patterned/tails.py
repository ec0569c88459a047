"""What lies beyond a number's ends: the file cuts them at the k-th person from either side, and rows go on a little.

Where the bins thin out towards an end they are followed as far as the few people beyond it would have come: by the
generalised Pareto distribution that the bins before it lie on (J. Pickands, Annals of Statistics 3, 1975). So the
rows reach about as far as production's, of which the file knows nothing but how the others lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

Bin = tuple[float, float, float]

_APART = 4.0  # of the shares beyond two points that the distribution is fitted by
_HEAVY, _LIGHT = 0.9, -1.0
_DIGITS = 3
_SHARES, _PERCENT, _NEAR = 1.0, 100.0, 0.9


def with_tails(bins: Sequence[Bin], beyond: float, one: float) -> tuple[list[Bin], int]:
    """The bins with what lies beyond them, and how many of these are before the first.

    `beyond` is the share of rows beyond each end, `one` that of a single row.
    """
    if not 0 < one < beyond < 0.1:
        return list(bins), 0
    low, high = bins[0][0], bins[-1][1]
    above = _tail(bins, beyond, one)
    turned = [(-b, -a, share) for a, b, share in reversed(bins)]
    below = [(-b, -a, share) for a, b, share in reversed(_tail(turned, beyond, one))]
    above = [(a, min(b, _most(high)), share) for a, b, share in above if a < _most(high)]
    below = [(max(a, 0.0) if low >= 0 else a, b, share) for a, b, share in below if low < 0 or b > 0]
    found = list(bins)
    found[-1] = (found[-1][0], found[-1][1], max(0.0, found[-1][2] - sum(share for *_, share in above)))
    found[0] = (found[0][0], found[0][1], max(0.0, found[0][2] - sum(share for *_, share in below)))
    return [*below, *found, *above], len(below)


def _most(high: float) -> float:
    """The end that numbers have by what they are: a share, percent."""
    if _NEAR * _SHARES < high <= _SHARES:
        return _SHARES
    return _PERCENT if _NEAR * _PERCENT < high <= _PERCENT else float("inf")


def _tail(bins: Sequence[Bin], beyond: float, one: float) -> list[Bin]:
    """What lies above the last bin."""
    low, high, share = bins[-1]
    if low == high or share <= beyond or len(bins) < 3:
        return []
    first, second = beyond * _APART, beyond * _APART * _APART
    near, far = _place(bins, first, beyond), _place(bins, second, beyond)
    if near is None or far is None or not high > near > far:
        return []
    shape = _fitted((high - near) / (near - far))
    scale = (high - near) / (1.0 - _APART**-shape) if abs(shape) > 1e-3 else 0.0
    found: list[Bin] = []
    left, start = beyond, high
    while left > one:
        # The share beyond halves; the last row is at the end of what is left.
        less = left / 2 if left / 2 > one else one * 0.6
        end = float(f"{_beyond(high, near, scale, shape, beyond / less):.{_DIGITS}g}")
        if end > start:
            found.append((start, end, left - less if less > one * 0.6 else left))
            start = end
        left = less if less > one * 0.6 else 0.0
    return found


def _beyond(high: float, near: float, scale: float, shape: float, times: float) -> float:
    """Where the share beyond is so many times smaller than beyond `high`."""
    if abs(shape) <= 1e-3:
        return high + (high - near) * log(times) / log(_APART)
    return high + scale * (float(times**shape) - 1.0)


def _fitted(ratio: float) -> float:
    """The distribution's shape, from how much wider the outer of two ranges is."""
    return min(max(log(ratio) / log(_APART), _LIGHT), _HEAVY)


def _place(bins: Sequence[Bin], share: float, beyond: float) -> float | None:
    """The number that this share of the rows is above; None where many rows have the same one."""
    left = share
    for number, (low, high, inside) in enumerate(reversed(bins)):
        there = inside
        if number == 0:
            # Those beyond the end were counted in the last bin.
            there, left = inside - beyond, left - beyond
        if left <= there:
            return None if low == high else high - (high - low) * left / there
        left -= there
    return None
