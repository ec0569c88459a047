"""How long after another an instant comes, where noise hides most of it: the curve that counts are likeliest to be of.

Rows that a single cell hides may show in all cells together. Lags are thought to be lognormal, whatever their scale,
on either side, or spread evenly over years; the curve that explains most of the counts is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

_HOUR, _DAY, _YEAR = 3_600.0, 86_400.0, 365 * 86_400.0
_MEDIANS = (
    *(0.5, 5.0, 40.0, 300.0, 1_500.0, 2 * _HOUR, 7 * _HOUR),
    *(days * _DAY for days in (1, 2, 4, 8, 16, 30, 60, 120)), *(years * _YEAR for years in (0.7, 1.5, 3, 6)),
)  # fmt: skip
_SPREADS = (0.5, 1.1, 2.0)  # of the logarithm
_YEARS = (1, 2, 4, 8, 16, 32)
_SURE = 3.2  # times the noise: of nothing but noise a curve is so near but once in a hundred
_LIKELY = 2.2  # that a later instant soon follows is likely by itself
_TURNED = 0.6  # so much nearer, in times the noise, a curve has to be that has the later instant first
_INSIDE = 8
_USUAL = 8 * _DAY, 1.6  # where nothing is known but that it is there
_NORMAL = NormalDist()

Floats = npt.NDArray[np.float64]


def likeliest(edges: Sequence[float], counts: Sequence[float], noise: float) -> list[float] | None:
    """The rows that each cell is likely to hold; None where all counts may be noise."""
    curves, handicaps, later = _curves(tuple(edges))
    held = np.array(counts[: len(edges) - 1], dtype=np.float64)
    lengths = (curves**2).sum(axis=1)
    fits = curves @ held
    scores = fits / (max(noise, 1e-9) * np.sqrt(lengths)) - handicaps
    best = int(np.argmax(scores))
    if scores[best] < (_LIKELY if later[best] else _SURE):
        return None
    rows = fits[best] / lengths[best]
    return [float(rows * part) for part in curves[best]]


def usual(edges: Sequence[float], rows: float) -> list[float]:
    """So many rows, a week or so later."""
    return [rows * float(part) for part in np.diff(_lognormal(np.array(edges), *_USUAL))]


@cache
def _curves(edges: tuple[float, ...]) -> tuple[Floats, Floats, list[bool]]:
    """The cells' shares by each curve, its handicap, and whether it has the later instant soon after the other."""
    found = [(np.diff(below), handicap, later) for below, handicap, later in _below(np.array(edges))]
    kept = [(curve, handicap, later) for curve, handicap, later in found if curve.sum() > 0]
    curves, handicaps, after = zip(*kept, strict=True)
    return np.array(curves), np.array(handicaps), list(after)


def _below(at: Floats) -> Iterator[tuple[Floats, float, bool]]:
    for median in _MEDIANS:
        for spread in _SPREADS:
            yield _lognormal(at, median, spread), 0.0, True
            yield 1 - _lognormal(-at, median, spread), _TURNED, False
            if median > _HOUR:
                # A day, not an instant, comes after an instant: it begins before that.
                parts = [_lognormal(at + (part + 0.5) / _INSIDE * _DAY, median, spread) for part in range(_INSIDE)]
                yield np.mean(parts, axis=0), 0.0, True
    for years in _YEARS:
        wide = years * _YEAR
        yield np.clip(at / wide, 0, 1), 0.0, False
        yield np.clip((at + wide) / wide, 0, 1), _TURNED, False
        inside = np.clip(at / wide, -1, 1)
        # Two instants that have nothing to do with each other.
        yield 0.5 + inside - np.sign(inside) * inside**2 / 2, 0.0, False


def _lognormal(at: Floats, median: float, spread: float) -> Floats:
    found = [_NORMAL.cdf((math.log(x) - math.log(median)) / spread) if x > 0 else 0.0 for x in at]
    return np.array(found)
