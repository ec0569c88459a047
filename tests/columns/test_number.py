"""The continuous generators: their distributions, their bounds, their types."""

from __future__ import annotations

from decimal import Decimal
from math import exp, log
from statistics import NormalDist
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.exponential import Exponential
from seeding.columns.log_normal import LogNormal
from seeding.columns.normal import Normal
from seeding.columns.rows import TableRows, World
from seeding.columns.uniform import Uniform
from seeding.errors import FactoryError

COUNT = 50_000


def column(generator: Column, count: int = COUNT) -> pa.Array:
    spec = TableRows("public.t", {"n": generator}, 0, count)
    return World(1, tables={"public.t": spec}).rows("public.t", np.arange(count)).column("n")


def numbers(generator: Column) -> Any:
    return arrays.to_numpy(column(generator)).astype(float)


def distance(found: Any, cdf: Any) -> float:
    """Kolmogorov-Smirnov's D times the root of n: above 1.95 once in a thousand samples."""
    ordered = np.sort(found)
    expected = np.array([cdf(value) for value in ordered.tolist()])
    steps = np.arange(len(ordered) + 1) / len(ordered)
    return float(max((expected - steps[:-1]).max(), (steps[1:] - expected).max()) * len(ordered) ** 0.5)


NORMAL = NormalDist(38, 12)
TRUNCATED = NORMAL.cdf(18), NORMAL.cdf(60)


@pytest.mark.parametrize(
    ("generator", "cdf"),
    [
        (Uniform(-90, 90), lambda x: (x + 90) / 180),
        (Normal(38, 12), NORMAL.cdf),
        (Normal(38, 12, low=18, high=60), lambda x: (NORMAL.cdf(x) - TRUNCATED[0]) / (TRUNCATED[1] - TRUNCATED[0])),
        (LogNormal(median=50, sigma=0.8), lambda x: NormalDist(log(50), 0.8).cdf(log(x))),
        (Exponential(30), lambda x: 1 - exp(-x / 30)),
        (Exponential(30, high=30), lambda x: (1 - exp(-x / 30)) / (1 - exp(-1))),
    ],
    ids=lambda one: repr(one) if isinstance(one, Column) else "cdf",
)  # fmt: skip
def test_distribution(generator: Column, cdf: Any) -> None:
    assert distance(numbers(generator), cdf) < 1.95


@pytest.mark.parametrize(
    ("generator", "low", "high"),
    [
        (Uniform(1, 2, digits=2), 1, 2),
        (Uniform(0, 1, step=0.1), 0, 1),
        (Normal(0, 100, low=-3, high=4), -3, 4),
        (Normal(0, 1, low=2.5), 2.5, 7),
        (LogNormal(median=10, sigma=2, low=5, high=20, step=1), 5, 20),
        (LogNormal(median=10, low=0.99, step=1, digits=2, high=50), 0.99, 50),
        (Exponential(1000, low=1, high=3, digits=4), 1, 3),
    ],
    ids=repr,
)
def test_bounds(generator: Column, low: float, high: float) -> None:
    found = numbers(generator)
    assert found.min() >= low
    assert found.max() <= high


@pytest.mark.parametrize(
    ("generator", "kind"),
    [
        (Normal(10, 3), pa.float64()),
        (Normal(10, 3, low=0), pa.float64()),
        (Normal(10, 3, step=1), pa.int64()),
        (Normal(10, 3, step=0.5), pa.float64()),
        (Normal(10, 3, digits=2), pa.decimal128(18, 2)),
        (Normal(10, 3, digits=0), pa.int64()),
        (Uniform(0, 10, digits=3), pa.decimal128(18, 3)),
        (Uniform(0, 10, step=2), pa.int64()),
    ],
    ids=repr,
)
def test_types(generator: Column, kind: pa.DataType) -> None:
    assert column(generator, 100).type == kind


def test_a_truncated_distribution_has_no_heap_at_its_bounds() -> None:
    found = numbers(Normal(0, 10, low=-1, high=1))
    assert (found == -1).sum() + (found == 1).sum() <= 2


def test_every_value_of_a_uniform_grid_is_equally_likely() -> None:
    for generator in (Uniform(0, 1, digits=1), Uniform(0, 1, step=Decimal("0.1"))):
        counts = np.unique(np.round(numbers(generator) * 10), return_counts=True)[1]
        assert counts.size == 11
        assert (np.abs(counts - COUNT / 11) < 5 * np.sqrt(COUNT / 11)).all()


def test_money_is_exact() -> None:
    prices = column(LogNormal(median=49.90, sigma=0.8, low=0.99, step=1, digits=2), 1000).to_pylist()
    assert all(price % 1 == Decimal("0.99") for price in prices)


def test_a_huge_grid() -> None:
    found = numbers(Uniform(-(10**12), 10**12, digits=2))
    assert distance(found, lambda x: (x + 1e12) / 2e12) < 1.95


def test_nulls() -> None:
    assert 0.27 < column(Normal(0, 1, nulls=0.3)).null_count / COUNT < 0.33


@pytest.mark.parametrize(
    "make",
    [
        lambda: Normal(0, 0),
        lambda: Normal(0, 1, low=2, high=1),
        lambda: LogNormal(median=0),
        lambda: LogNormal(median=1, sigma=0),
        lambda: Exponential(-1),
        lambda: Uniform(2, 1),
        lambda: Uniform(0, 1, nulls=2),
        lambda: column(Normal(0, 1, low=100), 10),
        lambda: column(Normal(0, 1, high=-100), 10),
    ],
)
def test_what_makes_no_sense_is_refused(make: Any) -> None:
    with pytest.raises(FactoryError):
        make()
