"""The standard tables against the textbook, and pinned to the last bit."""

from __future__ import annotations

from hashlib import blake2b
from math import exp, log1p
from statistics import NormalDist

import numpy as np
import pytest

from seeding.columns.distributions import log_normal, power, standard_exponential, standard_normal
from seeding.columns.draws import key_of, unit, words
from seeding.columns.quantiles import Quantiles

DRAWS = unit(words(key_of("distributions"), np.arange(20_000)))
TAILS = 2.0 ** -(1 + 35 * DRAWS)


def test_normal_knots_are_the_normal_quantiles() -> None:
    table, exact = standard_normal(), NormalDist()
    inner = zip(table.probabilities[1:-1], table.values[1:-1], strict=True)
    assert max(abs(exact.inv_cdf(p) - v) for p, v in inner) < 1e-13
    assert (table.values == -table.values[::-1]).all()


@pytest.mark.parametrize("draws", [DRAWS, TAILS, 1 - TAILS], ids=["body", "lower", "upper"])
def test_normal_between_knots(draws: np.ndarray) -> None:
    exact = NormalDist()
    found = standard_normal().at(draws)
    assert max(abs(exact.inv_cdf(p) - v) for p, v in zip(draws.tolist(), found.tolist(), strict=True)) < 1e-3


@pytest.mark.parametrize("draws", [DRAWS, TAILS, 1 - TAILS], ids=["body", "lower", "upper"])
def test_exponential_between_knots(draws: np.ndarray) -> None:
    found = standard_exponential().at(draws)
    assert max(abs(-log1p(-p) - v) for p, v in zip(draws.tolist(), found.tolist(), strict=True)) < 5e-3


@pytest.mark.parametrize("sigma", [0.05, 0.5, 2.0])
def test_log_normal_is_the_exponential_of_the_normal(sigma: float) -> None:
    exact = [exp(sigma * z) for z in standard_normal().values]
    assert log_normal(sigma).values.tolist() == pytest.approx(exact, rel=1e-14)


@pytest.mark.parametrize(("base", "exponent"), [(1.8, 1 / 365.25), (2.0, 10), (0.5, 0.5), (1.0, 3)])
def test_power(base: float, exponent: float) -> None:
    assert power(base, exponent) == pytest.approx(base**exponent, rel=1e-15)


@pytest.mark.parametrize(
    ("table", "digest"),
    [
        (standard_normal(), "bb04e2d96ff90c5d"),
        (standard_exponential(), "f1eff5d0cce75ae6"),
        (log_normal(0.7), "b0bc937af1b42562"),
    ],
    ids=["normal", "exponential", "log-normal"],
)
def test_the_same_bits_on_every_machine(table: Quantiles, digest: str) -> None:
    held = table.probabilities.astype("<f8").tobytes() + table.values.astype("<f8").tobytes()
    held += table.at(DRAWS[:1000]).astype("<f8").tobytes()
    assert blake2b(held, digest_size=8).hexdigest() == digest
