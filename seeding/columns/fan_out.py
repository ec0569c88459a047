"""How many children a parent has: the distributions a reference can follow, each with exact sums.

A fan-out answers two questions. How many children do so many parents have (`children`, which a plan
uses to derive a table's rows)? And how many parents have how many of them (`degrees`, whose parents and
children sum to exactly the rows there are)?
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from seeding.columns.degrees import Class, Degrees, apportion, fitted, merged, spread
from seeding.errors import FactoryError


class FanOut(ABC):
    """A distribution of children over parents."""

    scattered: bool = True  # whether children of one parent lie apart in their table, unless asked otherwise

    @abstractmethod
    def children(self, parents: int) -> int:
        """How many rows the child table has for this many parents."""

    @abstractmethod
    def degrees(self, children: int, parents: int) -> list[Class]:
        """(degree, parents) classes by rising degree; they sum to exactly `parents` and `children`.

        Raises FactoryError where the distribution has no room for so many children.
        """


@lru_cache(maxsize=256)
def layout(fan_out: FanOut, children: int, parents: int, recency: float) -> Degrees:
    """The classes of a fan-out laid out as slots; computed once for a table."""
    return Degrees(fan_out.degrees(children, parents), recency)


def _rows(mean: float, parents: int) -> int:
    return int(mean * parents + 0.5)


def _refuse_negative(what: str, value: float, *, zero: bool = True) -> None:
    if isinstance(value, bool) or not (value > 0 or (zero and value == 0)) or value == float("inf"):
        limit = "0 or more" if zero else "above 0"
        raise FactoryError(f"{what} = {value!r}: must be a number {limit}")


@dataclass(frozen=True)
class OneToOne(FanOut):
    """At most one child a parent; `share` (0 to 1) of the parents have one.

    Children stay near their parents: row numbers rise together but for a shuffle within 1,024 rows, so
    that a unique index on the key is filled almost in order.
    """

    share: float = 1.0
    scattered = False

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise FactoryError(f"OneToOne(share={self.share!r}): a share of parents lies between 0 and 1")

    def children(self, parents: int) -> int:
        """`share` of the parents."""
        return _rows(self.share, parents)

    def degrees(self, children: int, parents: int) -> list[Class]:
        """No child or one."""
        if children > parents:
            raise FactoryError(
                f"{children} children for {parents} parents: one-to-one gives each parent one at most",
                hint="lower the child table's rows, or give the reference another fan-out",
            )
        return merged([(0, parents - children), (1, children)])


@dataclass(frozen=True)
class Spread(FanOut):
    """Every parent equally often, give or take one; `mean` children each."""

    mean: float = 1.0

    def __post_init__(self) -> None:
        _refuse_negative("Spread(mean)", self.mean)

    def children(self, parents: int) -> int:
        """`mean` a parent."""
        return _rows(self.mean, parents)

    def degrees(self, children: int, parents: int) -> list[Class]:
        """Two neighbouring degrees."""
        return spread(parents, children)


@dataclass(frozen=True)
class Random(FanOut):
    """Each child draws its parent, all equally likely: about Poisson, `mean` children each.

    The one fan-out without exact classes, and the fastest: one draw a child.
    """

    mean: float = 1.0

    def __post_init__(self) -> None:
        _refuse_negative("Random(mean)", self.mean)

    def children(self, parents: int) -> int:
        """`mean` a parent."""
        return _rows(self.mean, parents)

    def degrees(self, children: int, parents: int) -> list[Class]:
        """Not used for drawing; the even spread that random draws vary around."""
        return spread(parents, children)


@dataclass(frozen=True)
class ZipfFanOut(FanOut):
    """A few parents have most children: the r-th most popular has a share in proportion to r ** -exponent.

    `exponent` 0.5 is mild, 1.0 Zipf's law, 1.5 harsh; `mean` children a parent. Popular parents stand at
    random places of the parent table.
    """

    exponent: float = 1.0
    mean: float = 1.0

    def __post_init__(self) -> None:
        _refuse_negative("ZipfFanOut(exponent)", self.exponent)
        _refuse_negative("ZipfFanOut(mean)", self.mean)

    def children(self, parents: int) -> int:
        """`mean` a parent."""
        return _rows(self.mean, parents)

    def degrees(self, children: int, parents: int) -> list[Class]:
        """The 64 most popular one by one, the others in runs of ranks that share their children evenly."""
        ranks = list(rank_runs(parents))
        weights = [Fraction(zipf_weight(self.exponent, first, last)) for first, last in ranks]
        shares = apportion(weights, children) if parents else []
        classes = [
            one for (first, last), share in zip(ranks, shares, strict=True) for one in spread(last - first, share)
        ]
        return merged(classes)


def rank_runs(parents: int) -> Iterator[tuple[int, int]]:
    """Ranks from 1 on as half-open runs: the first 64 alone, then runs 3 % as long as their rank."""
    first = 1
    while first <= parents:
        last = min(first + max(1, first // 32 - 1), parents + 1)
        yield first, last
        first = last


@lru_cache(maxsize=4096)
def zipf_weight(exponent: float, first: int, last: int) -> Decimal:
    """The sum of r ** -exponent over [first, last), a run by its integral (midpoint rule).

    In decimal arithmetic, whose logarithm and exponential are the same on every machine.
    """
    with localcontext() as context:
        context.prec = 24
        power = -Decimal(repr(exponent))
        if last - first == 1:
            return (Decimal(first).ln() * power).exp()
        low, high = Decimal(first) - Decimal("0.5"), Decimal(last) - Decimal("0.5")
        if power == -1:
            return (high / low).ln()
        power += 1
        return ((high.ln() * power).exp() - (low.ln() * power).exp()) / power


@dataclass(frozen=True)
class NegativeBinomial(FanOut):
    """Many parents have few children and some have many: `mean` children, variance mean + mean² / dispersion.

    The smaller `dispersion`, the more uneven; above 100 or so it is Poisson. 1 is the geometric
    distribution, which orders a customer or messages a user often resemble.
    """

    mean: float
    dispersion: float = 1.0

    def __post_init__(self) -> None:
        _refuse_negative("NegativeBinomial(mean)", self.mean)
        _refuse_negative("NegativeBinomial(dispersion)", self.dispersion, zero=False)

    def children(self, parents: int) -> int:
        """`mean` a parent."""
        return _rows(self.mean, parents)

    def degrees(self, children: int, parents: int) -> list[Class]:
        """The probabilities of 0, 1, 2, … children in whole parents; degrees above 64 in runs of 3 %."""
        if not parents:
            return []
        weights = self._probabilities(parents)
        runs = [(0, 1), *rank_runs(len(weights) - 1)]
        shares = [sum(weights[first:last]) for first, last in runs]
        classes: list[Class] = []
        for (first, last), share, count in zip(runs, shares, apportion(shares, parents), strict=True):
            if count:
                mean = sum(degree * weights[degree] for degree in range(first, last)) / share if share else first
                classes += spread(count, int(mean * count + 0.5))
        return fitted(merged(classes), children)

    def _probabilities(self, parents: int) -> list[float]:
        """In proportion to the probability of each degree, up to where less than 1/100 of a parent is left.

        P(d + 1) / P(d) = (d + dispersion) / (d + 1) * mean / (mean + dispersion): only + - * /, which are
        the same on every machine, where the closed form needs powers.
        """
        ratio = self.mean / (self.mean + self.dispersion)
        weights, weight, whole, degree = [1.0], 1.0, 1.0, 0
        step = self.dispersion * ratio
        while step >= 1.0 or weight * step * parents * 100.0 >= whole * (1.0 - step):
            weight *= step
            weights.append(weight)
            whole += weight
            degree += 1
            step = (degree + self.dispersion) / (degree + 1) * ratio
            if whole > 1e280:
                weights = [value * 1e-280 for value in weights]
                weight, whole = weight * 1e-280, whole * 1e-280
        return weights


Bars = Mapping[int | str, float] | Mapping[str, float] | Mapping[int, float]


@dataclass(frozen=True)
class Histogram(FanOut):
    """Exactly the shares given: `Histogram({0: 0.4, 1: 0.3, 2: 0.2, "3-10": 0.1})`.

    Keys are numbers of children, or ranges "3-10" (both ends included, each number in it equally often);
    values are shares of parents in any unit. Raises FactoryError for what cannot be read.
    """

    bars: Bars = field(hash=False, compare=False)  # _shares is what counts
    _shares: tuple[tuple[int, Fraction], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        shares: dict[int, Fraction] = {}
        for key, share in self.bars.items():
            _refuse_negative(f"Histogram({{{key!r}: …}})", share)
            low, high = self._ends(key)
            for degree in range(low, high + 1):
                shares[degree] = shares.get(degree, Fraction(0)) + Fraction(str(share)) / (high - low + 1)
        if not sum(shares.values()):
            raise FactoryError(f"Histogram({dict(self.bars)!r}) gives no parent a share")
        object.__setattr__(self, "_shares", tuple(sorted(shares.items())))

    def __repr__(self) -> str:
        return f"Histogram({dict(self.bars)!r})"

    def children(self, parents: int) -> int:
        """The sum over the bars, in whole parents."""
        return sum(degree * count for degree, count in self._classes(parents))

    def degrees(self, children: int, parents: int) -> list[Class]:
        """The bars in whole parents, stretched where the child table has another number of rows."""
        return fitted(self._classes(parents), children)

    def _classes(self, parents: int) -> list[Class]:
        counts = apportion([share for _, share in self._shares], parents)
        return [(degree, count) for (degree, _), count in zip(self._shares, counts, strict=True)]

    def _ends(self, key: int | str) -> tuple[int, int]:
        low, dash, high = str(key).partition("-")
        try:
            ends = int(low), int(high if dash else low)
        except ValueError:
            ends = (0, -1)
        if not 0 <= ends[0] <= ends[1]:
            raise FactoryError(
                f"Histogram key {key!r}: neither a number of children nor a range of them",
                hint='write 0, 1, 2 or "3-10"',
            )
        return ends
