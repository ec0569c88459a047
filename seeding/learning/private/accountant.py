"""Noise, and an account of every bit of it: nothing leaves that was not paid for.

Discrete Gaussian noise on counts (OpenDP's make_gaussian over integers: exact sampling, no floating-point holes;
Canonne, Kamath and Steinke 2020), accounted in zero-concentrated differential privacy (Bun and Steinke 2016), which
adds up over releases, and turned into epsilon and delta once, by OpenDP, for the whole file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

from seeding.errors import UsageError

_SPARE = 1 + 1e-9  # of each scale, so that rounding never spends more than was given


class BudgetError(Exception):
    """More would be released than was paid for: a bug, and the end of the run."""


@cache
def opendp() -> Any:
    """OpenDP, where it is installed. Raises UsageError."""
    try:
        import opendp.prelude as dp
    except ImportError:
        raise UsageError("--epsilon needs OpenDP", hint='pip install "pgseed[dp]"') from None
    dp.enable_features("contrib")
    return dp


@cache
def _gaussian(scale: float) -> Any:
    dp = opendp()
    return dp.m.make_gaussian(dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T=float), scale=scale)


def epsilon_of(rho: float, delta: float) -> float:
    """What so much zero-concentrated privacy loss is, at this delta."""
    loss = opendp().c.make_zCDP_to_approxDP(_gaussian(1 / math.sqrt(2 * rho))).map(1.0)
    return float(loss.epsilon(delta))


@cache
def rho_of(epsilon: float, delta: float) -> float:
    """The most zero-concentrated privacy loss that stays within epsilon and delta."""
    low, high = 0.0, max(epsilon, epsilon**2)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if epsilon_of(middle, delta) <= epsilon else (low, middle)
    return low


class Accountant:
    """What each unit of privacy may lose, and has lost.

    A unit is "people", or a table whose rows lead to nobody: there one row is a unit. Databases that differ in one
    unit differ in nobody else, so that each unit has the whole budget.
    """

    def __init__(self, epsilon: float, delta: float) -> None:
        self.epsilon, self.delta = epsilon, delta
        self.rho = rho_of(epsilon, delta / 2)  # the other half: for values that fewer people share than are told
        self.spent: dict[str, dict[str, float]] = {}

    def noisy(self, what: str, counts: Sequence[int], units: dict[str, float], rho: float) -> list[int]:
        """The counts with noise; `units` gives what one unit can change of them (as a vector's length)."""
        if not counts:
            return []
        measurement = _gaussian(self.scale(units, rho))
        for unit, change in units.items():
            self._spend(unit, what, measurement.map(change))
        return [int(n) for n in measurement([int(n) for n in counts])]

    @staticmethod
    def scale(units: dict[str, float], rho: float) -> float:
        """The noise's standard deviation."""
        return max(units.values()) / math.sqrt(2 * rho) * _SPARE

    def left(self, unit: str) -> float:
        """What a unit of privacy may still lose."""
        return max(0.0, self.rho - sum(self.spent.get(unit, {}).values()))

    def _spend(self, unit: str, what: str, rho: float) -> None:
        account = self.spent.setdefault(unit, {})
        account[what] = account.get(what, 0.0) + rho
        if sum(account.values()) > self.rho * (1 + 1e-6):
            raise BudgetError(f"the budget of {unit} is spent: {what}")

    def split(self) -> dict[str, float]:
        """Each release's share of epsilon, by unit where that is a table."""
        return {
            (what if unit == "people" else f"{what} (rows of {unit})"): round(self.epsilon * rho / self.rho, 4)
            for unit, account in sorted(self.spent.items())
            for what, rho in sorted(account.items())
        }
