"""Each distribution: what it promises to a plan, and exact sums for any table sizes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.columns.fan_out import (
    FanOut,
    Histogram,
    NegativeBinomial,
    OneToOne,
    Random,
    Spread,
    ZipfFanOut,
    rank_runs,
    zipf_weight,
)
from seeding.errors import FactoryError

ALL: list[FanOut] = [
    OneToOne(),
    OneToOne(0.8),
    Spread(2.5),
    Random(3),
    ZipfFanOut(),
    ZipfFanOut(0.5, mean=7),
    ZipfFanOut(1.7, mean=0.3),
    NegativeBinomial(4, 0.7),
    NegativeBinomial(0.2, 50),
    NegativeBinomial(200, 0.3),
    NegativeBinomial(0),
    Histogram({0: 0.4, 1: 0.3, 2: 0.2, "3-10": 0.1}),
    Histogram({"7": 1}),
    Histogram({0: 1}),
]


@pytest.mark.parametrize("fan_out", ALL, ids=repr)
@settings(deadline=None, max_examples=30)
@given(parents=st.integers(1, 3000))
def test_what_a_plan_derives_adds_up(fan_out: FanOut, parents: int) -> None:
    children = fan_out.children(parents)
    classes = fan_out.degrees(children, parents)
    assert classes == sorted(classes)
    assert sum(count for _, count in classes) == parents
    assert sum(degree * count for degree, count in classes) == children


@pytest.mark.parametrize("fan_out", ALL, ids=repr)
@settings(deadline=None, max_examples=30)
@given(parents=st.integers(1, 3000), children=st.integers(0, 20_000))
def test_any_number_of_children_adds_up(fan_out: FanOut, parents: int, children: int) -> None:
    if isinstance(fan_out, OneToOne):
        children = min(children, parents)
    classes = fan_out.degrees(children, parents)
    assert sum(count for _, count in classes) == parents
    assert sum(degree * count for degree, count in classes) == children


@pytest.mark.parametrize(
    ("fan_out", "parents", "children"),
    [
        (OneToOne(0.8), 1000, 800),
        (Spread(2.5), 1000, 2500),
        (Random(3), 0, 0),
        (ZipfFanOut(1, mean=10), 100, 1000),
        (NegativeBinomial(4.25, 1), 1000, 4250),
        (Histogram({0: 0.4, 1: 0.3, 2: 0.2, "3-10": 0.1}), 80_000, 24_000 + 32_000 + 52_000),
    ],
    ids=repr,
)
def test_children_of_a_number_of_parents(fan_out: FanOut, parents: int, children: int) -> None:
    assert fan_out.children(parents) == children


def test_a_histogram_is_exact() -> None:
    histogram = Histogram({0: 0.4, 1: 0.3, 2: 0.2, "3-10": 0.1})
    assert histogram.degrees(histogram.children(80_000), 80_000) == [
        (0, 32_000),
        (1, 24_000),
        (2, 16_000),
        *((degree, 1000) for degree in range(3, 11)),
    ]


@pytest.mark.parametrize(("mean", "dispersion"), [(4, 0.7), (4, 5), (0.5, 1), (30, 2), (900, 0.3)])
def test_negative_binomial_has_its_mean_and_variance(mean: float, dispersion: float) -> None:
    parents = 1_000_000
    fan_out = NegativeBinomial(mean, dispersion)
    classes = fan_out.degrees(fan_out.children(parents), parents)
    second = sum(degree * degree * count for degree, count in classes) / parents
    assert second - mean * mean == pytest.approx(mean + mean * mean / dispersion, rel=0.005)
    none = dict(classes)[0] / parents
    assert none == pytest.approx((dispersion / (dispersion + mean)) ** dispersion, rel=0.001)


def test_geometric_is_dispersion_one() -> None:
    counts = dict(NegativeBinomial(1, 1).degrees(1 << 20, 1 << 20))
    assert [counts[degree] for degree in range(5)] == pytest.approx([2 ** (19 - d) for d in range(5)], abs=40)


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 1.5])
def test_zipf_shares_follow_the_power_law(exponent: float) -> None:
    parents, children = 20_000, 4_000_000
    classes = ZipfFanOut(exponent).degrees(children, parents)
    degrees = [degree for degree, count in reversed(classes) for _ in range(count)]
    whole = sum(rank**-exponent for rank in range(1, parents + 1))
    for rank in (1, 2, 10, 100, 1000, 15_000):
        expected = rank**-exponent / whole * children
        assert degrees[rank - 1] == pytest.approx(expected, rel=0.02, abs=1.5)


def test_rank_runs_cover_every_rank_once() -> None:
    runs = list(rank_runs(10**8))
    assert runs[0] == (1, 2)
    assert runs[-1][1] == 10**8 + 1
    assert all(a[1] == b[0] for a, b in pairwise(runs))
    assert all(last - first == 1 for first, last in runs if first < 64)
    assert len(runs) < 700


def test_run_weights_are_sums() -> None:
    for exponent in (0.5, 1.0, 2.0):
        exact = sum(rank**-exponent for rank in range(100, 103))
        assert float(zipf_weight(exponent, 100, 103)) == pytest.approx(exact, rel=1e-4)


def test_classes_stay_few_for_a_hundred_million() -> None:
    for fan_out in (ZipfFanOut(1.0, mean=3), NegativeBinomial(900, 0.3), Histogram({0: 1, "1-20": 1})):
        assert len(fan_out.degrees(fan_out.children(10**8), 10**8)) < 1300


def test_one_to_one_refuses_more_children_than_parents() -> None:
    with pytest.raises(FactoryError, match="11 children for 10 parents"):
        OneToOne().degrees(11, 10)


@pytest.mark.parametrize(
    "make",
    [
        lambda: OneToOne(1.5),
        lambda: Spread(-1),
        lambda: Random(float("nan")),
        lambda: ZipfFanOut(-0.1),
        lambda: NegativeBinomial(4, 0),
        lambda: NegativeBinomial(float("inf")),
        lambda: Histogram({}),
        lambda: Histogram({0: 0}),
        lambda: Histogram({"5-3": 1}),
        lambda: Histogram({"many": 1}),
        lambda: Histogram({-1: 1}),
        lambda: Histogram({1: -1}),
    ],
)
def test_what_makes_no_sense_is_refused(make: object) -> None:
    with pytest.raises(FactoryError):
        make()  # type: ignore[operator]
