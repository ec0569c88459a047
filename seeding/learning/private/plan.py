"""Who pays for what: every release with a weight, and the share of the budget that this gives it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from seeding.learning.look import Look
from seeding.learning.private.accountant import Accountant
from seeding.schema import Name

SIZES, COLUMNS, CHILDREN, CHOICE, PAIRS = 0.08, 0.42, 0.11, 0.09, 0.3  # of the whole budget
PEOPLE = "people"
MOST_ROWS = 8  # of a person, at most
_WORTH, _MOST_WORTH = 0.6, 0.95  # another row of everybody must add so much of what the first one added
_DEARER = 8.0  # the more so the larger noise is beside all people
_ONE = 10.0  # a release usually has the hundredth part of the budget
_HIDDEN = 60.0  # with so small a part of it rows do not show


def unit(look: Look, people: frozenset[Name]) -> str:
    """Whose privacy a table's rows are: people's, or of nobody but themselves."""
    return PEOPLE if look.table.name in people else look.name


@dataclass(frozen=True)
class Wanted:
    """A release: what one unit of each kind can change of it, and how much it matters to what each of these pays."""

    units: Mapping[str, float]
    weights: Mapping[str, float]

    @property
    def change(self) -> float:
        """What noise is made for."""
        return max(self.units.values())


@dataclass
class Plan:
    """The releases of one kind, and what part of the budget they share."""

    accountant: Accountant
    share: float | None  # None: whatever is left, once everything else was paid for
    wanted: dict[tuple[str, ...], Wanted] = field(default_factory=dict)
    left: dict[str, float] = field(default_factory=dict)

    def add(self, key: tuple[str, ...], units: Mapping[str, float], worth: float, rows: float | None = None) -> None:
        """Ask for a release: what one unit of each kind can change of it, how much it matters, and of how many rows.

        Noise is as large as the root of what is paid for it small: a release has the more the larger a part of its
        rows a unit can change.
        """
        needs = {one: 1.0 if rows is None else self._need(change, rows) for one, change in units.items()}
        self.wanted[key] = Wanted(units, {one: worth * need for one, need in needs.items()})

    def _need(self, change: float, rows: float) -> float:
        # Of fewer rows than any noise hides nothing can be bought.
        hidden = change * _HIDDEN / math.sqrt(2 * self.accountant.rho)
        return math.sqrt(change / max(1.0, rows, hidden))

    def units(self, key: tuple[str, ...]) -> dict[str, float]:
        """What one unit of each kind can change of a release."""
        return dict(self.wanted[key].units)

    def rho(self, key: tuple[str, ...]) -> float:
        """What a release may cost whoever can change most of it: others pay less, as the noise is made for that."""
        asked = self.wanted[key]
        return min(
            asked.weights[one] * self._whole(one) / self._sum(one) * (asked.change / change) ** 2
            for one, change in asked.units.items()
        )

    def _sum(self, one: str) -> float:
        return sum(asked.weights[one] for asked in self.wanted.values() if one in asked.units)

    def _whole(self, one: str) -> float:
        if self.share is not None:
            return self.accountant.rho * self.share
        # Not again less, once part of it was spent.
        if one not in self.left:
            self.left[one] = self.accountant.left(one)
        return self.left[one]

    def noisy(self, key: tuple[str, ...], counts: list[int], part: float = 1.0) -> tuple[list[int], float]:
        """The counts with noise, and its standard deviation; `part` of what the release may cost."""
        units, rho = self.units(key), self.rho(key) * part
        return self.accountant.noisy(" ".join(key[:2]), counts, units, rho), Accountant.scale(units, rho)


def noise_of_one(accountant: Accountant) -> float:
    """The noise of a release as they usually are, were one row all that a person can change."""
    return _ONE / math.sqrt(2 * accountant.rho)


def bound(people: Mapping[float, float], noise: float = 0.0) -> int:
    """How many rows of a person count: more, while most people have more, and the fewer people the less often.

    `noise` is that of a release, were one row all that a person can change: so many rows, so many times that.
    """
    having = sum(people.values())
    worth = min(_MOST_WORTH, _WORTH + _DEARER * noise / max(1.0, having))
    found, total = 1, having
    for rows in range(2, MOST_ROWS + 1):
        total += sum(n for many, n in people.items() if many >= rows)
        if total / rows < worth * having:
            break
        found = rows
    return found
