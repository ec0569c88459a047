"""Who pays for what: every release with a weight, and the share of the budget that this gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seeding.learning.look import Look
from seeding.learning.private.accountant import Accountant
from seeding.schema import Name

SIZES, COLUMNS, CHILDREN, CHOICE, PAIRS = 0.14, 0.38, 0.14, 0.08, 0.26  # of the whole budget
PEOPLE = "people"
MOST_ROWS = 8  # of a person, at most
_WORTH = 0.6  # another row of everybody must add so much of what the first one added


def unit(look: Look, people: frozenset[Name]) -> str:
    """Whose privacy a table's rows are: people's, or of nobody but themselves."""
    return PEOPLE if look.table.name in people else look.name


@dataclass
class Plan:
    """The releases of one kind, and what part of the budget they share."""

    accountant: Accountant
    share: float | None  # None: whatever is left, once everything else was paid for
    wanted: dict[tuple[str, ...], tuple[Mapping[str, float], float]] = field(default_factory=dict)
    left: dict[str, float] = field(default_factory=dict)

    def add(self, key: tuple[str, ...], units: Mapping[str, float], weight: float) -> None:
        """Ask for a release: what one unit of each kind can change of it, and how much it matters."""
        self.wanted[key] = (units, weight)

    def units(self, key: tuple[str, ...]) -> dict[str, float]:
        """What one unit of each kind can change of a release."""
        return dict(self.wanted[key][0])

    def rho(self, key: tuple[str, ...]) -> float:
        """What a release may cost: its weight among all that the same unit pays for."""
        units, weight = self.wanted[key]
        return weight * min(self._whole(one) / sum(w for us, w in self.wanted.values() if one in us) for one in units)

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


def bound(people: Mapping[float, float]) -> int:
    """How many rows of a person count: more, while most people have more."""
    having = sum(people.values())
    found, total = 1, having
    for rows in range(2, MOST_ROWS + 1):
        total += sum(n for many, n in people.items() if many >= rows)
        if total / rows < _WORTH * having:
            break
        found = rows
    return found
