"""Where in its code a value lies, as near to where another column's value lies as both depend on each other.

Codes say how two columns depend on each other in steps; between the steps they do as two normal variables of the same
rank correlation would. Without that, a value that is twice another one would be so only from step to step, and in the
last step, which reaches far, not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seeding.columns.constant import Constant
from seeding.columns.distributions import standard_normal
from seeding.columns.draws import Indices
from seeding.columns.quantiles import Floats
from seeding.columns.rows import Rows
from seeding.infer.patterned.apart import Apart
from seeding.infer.patterned.bins import whole
from seeding.infer.patterned.ranks import Ranks, between

_END = 2.0**-30
_NEAR = 3
_MOST = 0.995
_POINTS = 8


@dataclass(frozen=True)
class Coupling:
    """To the column `column` of this row or, with `through`, of its parent: `ranks` are that column's.

    `rho` is the correlation of normal scores, `ends` the ranks between which each code lies.
    """

    column: str
    through: str
    ranks: Ranks
    rho: float
    ends: tuple[tuple[float, float], ...]

    @cached_property
    def _edges(self) -> tuple[Floats, Floats]:
        edges = np.array(self.ends)
        return edges[:, 0].copy(), edges[:, 1].copy()

    def place(self, rows: Rows, codes: Indices, place: Floats, apart: Apart | None = None) -> Floats:
        """Places in the rows' codes, made from places that depend on nothing; these where there is no other value.

        So it is where rows that are to be `apart` have drawn a few times: what is near is taken.
        """
        other = self._other(rows)
        if other is None:
            return place
        known = np.flatnonzero((codes >= 0) & (codes < len(self.ends)))
        if not known.size:
            return place
        ranks, nulls = self.ranks.of(other.column(self.column))
        known = known[~nulls[known]]
        if apart is not None:
            known = known[apart.rounds(rows)[known] <= _NEAR]
        low, high = (edge[codes[known]] for edge in self._edges)
        score = _score(ranks[known]) * self.rho
        spread = float(np.sqrt(1.0 - self.rho * self.rho))
        # The part of the other's normal distribution that falls into this row's code.
        first, last = (_share((_score(edge) - score) * (1.0 / spread)) for edge in (low, high))
        drawn = first + place[known] * (last - first)
        rank = _share(score + _score(drawn) * spread)
        width = high - low
        inside = np.divide(rank - low, width, out=place[known].copy(), where=(width > 0) & (last > first))
        place[known] = whole(inside)
        return place

    def _other(self, rows: Rows) -> Rows | None:
        if not self.through:
            return rows
        reference = rows.spec.columns.get(self.through)
        if reference is None or isinstance(reference, Constant):
            return None
        parents = rows.parents(self.through)
        return parents if self.column in parents.spec.columns else None


def _score(ranks: Floats) -> Floats:
    return standard_normal().at(np.clip(ranks, _END, 1.0 - _END))


def _share(scores: Floats) -> Floats:
    table = standard_normal()
    return between(scores, table.values, table.probabilities)


def correlation(shares: Sequence[float], given: Sequence[Sequence[float]], others: Sequence[float]) -> float:
    """The correlation of normal scores of two columns' codes: `shares` of the one, and of the other `given` it.

    Codes are in the order of their values; `others` are the shares of the other's codes on their own.
    """
    one, two = _scores(shares), _scores(others)
    total = sum(s for s, row in zip(shares, given, strict=False) if sum(row) > 0)
    if not total > 0:
        return 0.0
    weights = [
        (s / total * p / sum(row), x, y)
        for s, row, x in zip(shares, given, one, strict=False)
        if sum(row) > 0
        for p, y in zip(row, two, strict=False)
    ]
    mean_x = sum(w * x for w, x, _ in weights)
    mean_y = sum(w * y for w, _, y in weights)
    xx = sum(w * (x - mean_x) * (x - mean_x) for w, x, _ in weights)
    yy = sum(w * (y - mean_y) * (y - mean_y) for w, _, y in weights)
    xy = sum(w * (x - mean_x) * (y - mean_y) for w, x, y in weights)
    return xy / float(np.sqrt(xx * yy)) if xx > 0 and yy > 0 else 0.0


def between_codes(shares: Sequence[float], others: Sequence[float], rho: float) -> Floats:
    """The cells of two columns' codes where both lie as two normal variables of this correlation do; they sum to 1."""
    rho = min(max(rho, -_MOST), _MOST)
    first, second = (np.concatenate([[0.0], np.cumsum(one) / max(sum(one), 1e-12)]) for one in (shares, others))
    spread = float(np.sqrt(1.0 - rho * rho))
    inside = (np.arange(_POINTS) + 0.5) / _POINTS
    places = _score((first[:-1, None] + np.diff(first)[:, None] * inside[None, :]).ravel()) * rho
    edges = _score(second)
    below = _share(((edges[None, :] - places[:, None]) * (1.0 / spread)).ravel()).reshape(len(places), -1)
    below[:, 0], below[:, -1] = 0.0, 1.0
    cells = np.diff(below, axis=1).reshape(len(shares), _POINTS, -1).mean(axis=1)
    found: Floats = np.maximum(cells, 0.0) * np.diff(first)[:, None]
    return found


def _scores(shares: Sequence[float]) -> list[float]:
    """The normal score in the middle of each code."""
    total, running = sum(shares), 0.0
    middles = []
    for share in shares:
        middles.append((running + share / 2) / total if total > 0 else 0.5)
        running += share
    found: list[float] = _score(np.array(middles)).tolist() if middles else []
    return found
