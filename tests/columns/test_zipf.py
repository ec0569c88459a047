"""Ranks follow the power law, near the top exactly."""

from __future__ import annotations

import numpy as np
import pytest

from seeding.columns.rows import TableRows, World
from seeding.columns.zipf import Zipf
from seeding.errors import FactoryError


def ranks(generator: Zipf, count: int = 200_000) -> np.ndarray:
    spec = TableRows("public.t", {"n": generator}, 0, count)
    found: np.ndarray = World(1, tables={"public.t": spec}).rows("public.t", np.arange(count)).number("n")
    return found


@pytest.mark.parametrize("exponent", [0.0, 0.7, 1.0, 2.5])
def test_power_law(exponent: float) -> None:
    counts = np.bincount(ranks(Zipf(exponent, 1000)), minlength=1001)
    assert counts[0] == 0
    assert counts.size == 1001
    weights = np.arange(1, 1001) ** -exponent
    expected = weights / weights.sum() * 200_000
    for first, last in ((1, 2), (2, 3), (3, 10), (10, 100), (100, 1001)):
        due = expected[first - 1 : last - 1].sum()
        assert abs(counts[first:last].sum() - due) < 5 * np.sqrt(due) + 0.001 * due


def test_many_ranks() -> None:
    found = ranks(Zipf(1, 10**12))
    assert found.min() == 1
    assert found.max() <= 10**12
    assert 0.03 < (found == 1).mean() < 0.04  # 1 / (ln 10**12 + 0.577)


def test_steps_from_low() -> None:
    assert set(ranks(Zipf(1, 4, low=10, step=5), 1000).tolist()) == {10, 15, 20, 25}
    assert set(ranks(Zipf(1, 1), 10).tolist()) == {1}


@pytest.mark.parametrize("arguments", [(-1, 10), (1, 0), (1, 2**54)])
def test_what_makes_no_sense_is_refused(arguments: tuple[float, int]) -> None:
    with pytest.raises(FactoryError):
        Zipf(*arguments)
