"""How long after others instants come, out of counts that are mostly noise; and ends that noise cannot move."""

from __future__ import annotations

import numpy as np
import pytest

from seeding.learning.measures import Measure
from seeding.learning.private.grids import coarse, edges_of
from seeding.learning.private.instants import lagged
from seeding.learning.private.lags import likeliest, usual

EDGES = list(coarse(instant=False, whole=False, seconds=True))
HOUR, DAY, YEAR = 3_600.0, 86_400.0, 365 * 86_400.0


def counted(lags: np.ndarray, noise: float, draws: np.random.Generator) -> list[float]:
    return list(np.histogram(lags, EDGES)[0] + draws.normal(0, noise, len(EDGES) - 1))


@pytest.mark.parametrize("median", [HOUR, DAY, 30 * DAY])
def test_lags_that_no_cell_shows_alone(median: float) -> None:
    draws = np.random.default_rng(5)
    near = 0
    for _ in range(100):
        lags = median * np.exp(draws.normal(0, 1.5, 600))
        expected = likeliest(EDGES, counted(lags, 60, draws), 60)
        if expected is not None:
            half = np.interp(sum(expected) / 2, np.cumsum([0, *expected]), EDGES)
            near += median / 8 < half < median * 8
        # Hardly more than noise is in any.
        assert np.histogram(lags, EDGES)[0].max() < 5 * 60
    assert near > 75


def test_nothing_but_noise_is_no_lag_and_two_that_are_apart_are_not_close() -> None:
    draws = np.random.default_rng(6)
    empty = sum(likeliest(EDGES, counted(np.zeros(0), 60, draws), 60) is not None for _ in range(200))
    assert empty < 60
    for _ in range(40):
        apart = draws.uniform(0, 6, 3_000) * YEAR - draws.uniform(0, 6, 3_000) * YEAR
        expected = likeliest(EDGES, counted(apart, 60, draws), 60)
        assert expected is not None
        below = np.cumsum([0, *expected]) / sum(expected)
        assert np.interp(0.9, below, EDGES) - np.interp(0.1, below, EDGES) > 2 * YEAR


def test_nulls_that_may_be_noise_are_none_and_many_rows_tell_of_themselves() -> None:
    draws = np.random.default_rng(7)
    lags = DAY * np.exp(draws.normal(0, 1, 20_000))
    few, many = (lagged(n, EDGES, [30, *map(round, counted(lags[:n], 60, draws))], 60) for n in (700, 20_000))
    assert few.known and not many.known
    assert few.numbers.rows == pytest.approx(700, rel=0.05)
    assert sum(usual(EDGES, 90.0)) == pytest.approx(90, rel=0.01)


def test_noise_makes_no_text_that_is_longer_than_any() -> None:
    for form in ("length", "words"):
        edges = edges_of(Measure(f"body:{form}", "", grain=1.0))
        assert edges[0] == 0
        assert edges[-1] <= 2**14
    assert edges_of(Measure("body", "", grain=1.0))[-1] > 2**40
