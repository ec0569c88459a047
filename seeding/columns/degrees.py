"""Fan-out that adds up: how many parents have how many children, with both sums exact.

A degree is the number of children of one parent. `Degrees` lists classes of parents with the same
degree; the classes' parents sum to all parents, their children to all children, so child number *c*
finds its parent by arithmetic, and nobody has to remember who was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np

from seeding.columns.draws import Indices
from seeding.columns.locate import IntegerIntervals

Class = tuple[int, int]  # degree, parents that have it

_COHORTS = 16


def apportion(shares: Iterable[float | Fraction], total: int) -> list[int]:
    """Whole numbers near `share * total` that sum to `total`, each less than one off.

    The running sum is rounded, not each share: a long tail of shares too small for one row each still
    gets the rows that are its due.
    """
    listed = list(shares)
    whole = sum(listed)
    counts: list[int] = []
    running, given = whole - whole, 0
    for share in listed:
        running += share
        upto = total if running >= whole else int(running * total / whole + Fraction(1, 2))
        counts.append(upto - given)
        given = upto
    if counts:
        counts[-1] += total - given
    return counts


def fitted(classes: Sequence[Class], children: int) -> list[Class]:
    """The same classes with exactly `children` children: degrees are stretched where the sum is another.

    Parents without children stay without. A class whose share does not divide evenly becomes two
    neighbouring degrees.
    """
    whole = sum(degree * parents for degree, parents in classes)
    if whole == children:
        return merged(classes)
    if not whole:
        return spread(sum(parents for _, parents in classes), children)
    stretched: list[Class] = []
    running = given = 0
    for degree, parents in classes:
        if parents:
            running += degree * parents
            upto = children * running // whole
            stretched += spread(parents, upto - given)
            given = upto
    return merged(stretched)


def spread(parents: int, children: int) -> list[Class]:
    """Every parent equally often, give or take one."""
    if not parents:
        return []
    degree, more = divmod(children, parents)
    return merged([(degree, parents - more), (degree + 1, more)])


def merged(classes: Iterable[Class]) -> list[Class]:
    """Classes by rising degree, each degree once, none empty."""
    counts: dict[int, int] = {}
    for degree, parents in classes:
        counts[degree] = counts.get(degree, 0) + parents
    return sorted((degree, parents) for degree, parents in counts.items() if parents)


class Degrees:
    """Exact classes laid out as slots, so that a child's slot gives its parent's by arithmetic.

    Parents stand in `bands` of consecutive slots: band 0 holds the first few, the others `band` slots
    each. Without recency there is one band. With it there are sixteen, and the higher classes get more
    of their parents in the later bands.
    """

    __slots__ = ("_cell", "_child", "_degree", "_parent", "band", "children", "first_band", "parents")

    def __init__(self, classes: Sequence[Class], recency: float) -> None:
        self.parents = sum(parents for _, parents in classes)
        self.children = sum(degree * parents for degree, parents in classes)
        bands = min(_COHORTS, self.parents) if recency else 1
        self.band = self.parents // max(bands, 1)
        self.first_band = self.parents - self.band * bands
        sizes = [self.first_band] + [self.band] * bands
        child, parent, degrees = [0], [], []
        slot = 0
        for counts in _by_band([parents for _, parents in classes], sizes, recency):
            for (degree, _), parents in zip(classes, counts, strict=True):
                if degree and parents:
                    child.append(child[-1] + degree * parents)
                    parent.append(slot)
                    degrees.append(degree)
                slot += parents
        self._child = np.array(child, dtype=np.int64)
        self._parent = np.array(parent, dtype=np.int64)
        self._degree = np.array(degrees, dtype=np.int64)
        self._cell = IntegerIntervals(self._child) if degrees else None

    def parent_slots(self, child_slots: Indices) -> Indices:
        """The slot of the parent of each child slot in [0, children): each parent as often as its degree."""
        assert self._cell is not None
        cell = self._cell(child_slots)
        slots: Indices = (child_slots - self._child[cell]) // self._degree[cell]
        slots += self._parent[cell]
        return slots

    def degrees_of(self, parent_slots: Indices) -> Indices:
        """How many children the parent in each slot has."""
        if not len(self._degree):
            return np.zeros(len(parent_slots), dtype=np.int64)
        cell = np.maximum(np.searchsorted(self._parent, parent_slots, side="right") - 1, 0)
        size = np.diff(self._child) // self._degree
        first = self._parent[cell]
        inside = (parent_slots >= first) & (parent_slots < first + size[cell])
        found: Indices = np.where(inside, self._degree[cell], 0)
        return found


def _by_band(classes: Sequence[int], sizes: Sequence[int], recency: float) -> list[list[int]]:
    """How many parents of each class stand in each band: both sums exact.

    The share of class u (by rank of degree) in band v (by age) follows the Farlie-Gumbel-Morgenstern
    copula uv[1 + r(1 - u)(1 - v)], whose margins are untouched by r.
    """
    total = sum(classes)
    left = list(classes)
    table: list[list[int]] = []
    seen = 0
    for size in sizes[:-1]:
        seen += size
        age = seen / max(total, 1)
        wanted, running, below_this = [], 0, 0.0
        for number, count in enumerate(classes):
            running += count
            rank = running / max(total, 1)
            upto = total * (rank * age * (1.0 + recency * (1.0 - rank) * (1.0 - age)))
            due = upto - below_this - (count - left[number])
            wanted.append(min(max(due, 0.0), float(left[number])))
            below_this = upto
        row = _rounded(wanted, left, size)
        left = [have - taken for have, taken in zip(left, row, strict=True)]
        table.append(row)
    table.append(left)
    return table


def _rounded(wanted: Sequence[float], limits: Sequence[int], total: int) -> list[int]:
    """Whole numbers near `wanted`, at most `limits`, that sum to `total`; the largest remainders go up."""
    counts = [int(value) for value in wanted]
    missing = total - sum(counts)
    by_remainder = sorted(range(len(counts)), key=lambda n: (counts[n] - wanted[n], n))
    step = 1 if missing > 0 else -1
    while missing:
        before = missing
        for number in by_remainder if step > 0 else reversed(by_remainder):
            if missing and 0 <= counts[number] + step <= limits[number]:
                counts[number] += step
                missing -= step
        assert missing != before, "more parents than the classes have"
    return counts
