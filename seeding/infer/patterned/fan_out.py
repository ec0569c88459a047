"""Fan-out as a pattern file has it: bins of how many children, each with its share of parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from seeding.columns.degrees import Class, apportion, fitted, merged, spread
from seeding.columns.fan_out import FanOut

_MOST = 24  # degrees that stand for a bin
_FEW = 5  # parents who have more than the bins say: fewer than are told of
_LEAST = Fraction(3, 100)
_FAR = 20  # times as many children as parents of the last bin have: of a few parents together


@dataclass(frozen=True)
class Children(FanOut):
    """`bins` of numbers of children, both ends included, with the share of parents."""

    bins: tuple[tuple[int, int, float], ...]

    def children(self, parents: int) -> int:
        """As many as the bins' middles make."""
        counts = apportion(self._shares, parents)
        return sum((low + high) * count // 2 for (low, high, _), count in zip(self.bins, counts, strict=True))

    def degrees(self, children: int, parents: int) -> list[Class]:
        """The bins in whole parents. Inside a bin degrees lean as far to one end as the sum of children asks for."""
        if not parents:
            return []
        counts = apportion(self._shares, parents)
        least = sum(low * count for (low, _, _), count in zip(self.bins, counts, strict=True))
        most = sum(high * count for (_, high, _), count in zip(self.bins, counts, strict=True))
        lean = Fraction(children - least, most - least) if most > least else Fraction(0)
        lean = min(max(lean, Fraction(0)), Fraction(1))
        beyond = self._beyond(children, counts)
        if beyond:
            lean = Fraction(1, 2)
        classes: list[Class] = []
        for (low, high, _), count in zip(self.bins, counts, strict=True):
            classes += _inside(low, high, count, lean)
        return fitted(_raised(merged(classes), beyond), children)

    def _beyond(self, children: int, counts: Sequence[int]) -> int:
        """The children of parents who have more than any bin tells of: what is left where all have the bins' middle.

        0 where there is hardly anything left, or so much that somebody wants other numbers than the file's.
        """
        left = children - sum(
            (low + high) * count // 2 for (low, high, _), count in zip(self.bins, counts, strict=True)
        )
        room = _FAR * self.bins[-1][1]
        return left if _LEAST * children < left < min(children / 2, room) and counts[-1] > _FEW else 0

    @property
    def _shares(self) -> list[Fraction]:
        return [Fraction(str(share)) for _, _, share in self.bins]

    def __repr__(self) -> str:
        return f"Children({len(self.bins)} bins, {self.bins[0][0]} to {self.bins[-1][1]})"


def _raised(classes: Sequence[Class], children: int) -> list[Class]:
    """The classes with so many children more for the few parents who have most, each of them less than the last."""
    if not children:
        return list(classes)
    falling: list[int] = []
    left = list(classes)
    while len(falling) < _FEW:
        degree, parents = left.pop()
        taken = min(parents, _FEW - len(falling))
        falling += [degree] * taken
        if parents > taken:
            left.append((degree, parents - taken))
    shares = apportion([Fraction(1, rank) for rank in range(1, _FEW + 1)], children)
    return merged([*left, *((degree + more, 1) for degree, more in zip(falling, shares, strict=True))])


def _inside(low: int, high: int, parents: int, lean: Fraction) -> list[Class]:
    """Degrees of a bin, evenly over the part of it whose middle lies `lean` of the way from low to high."""
    if not parents:
        return []
    if low == high:
        return [(low, parents)]
    middle = low + lean * (high - low)
    reach = min(middle - low, high - middle)
    total = int(middle * parents + Fraction(1, 2))
    steps = min(_MOST, parents, int(2 * reach) + 1)
    classes: list[Class] = []
    given = done = 0
    for step in range(1, steps + 1):
        upto_parents = parents * step // steps
        # The sum over the first so many parents of degrees that rise evenly around the middle.
        part = Fraction(upto_parents, parents)
        upto = total if step == steps else int(parents * part * (middle - reach + reach * part) + Fraction(1, 2))
        classes += spread(upto_parents - done, max(upto - given, 0))
        given, done = upto, upto_parents
    return classes
