"""Classes add up to exactly the parents and the children there are, whatever was asked."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.degrees import Degrees, apportion, fitted, merged, spread

shares = st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda s: sum(s) > 1e-9)
classes = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 200)), min_size=1, max_size=12).map(merged)


@given(shares, st.integers(0, 10**9))
def test_apportioned_counts_sum_and_stay_near(weights: list[float], total: int) -> None:
    counts = apportion(weights, total)
    assert sum(counts) == total
    assert min(counts) >= 0
    for weight, count in zip(weights, counts, strict=True):
        assert abs(count - weight / sum(weights) * total) < 1 + 1e-6 * total


def test_small_shares_get_their_due_together() -> None:
    assert apportion([Fraction(1, 2), *[Fraction(1, 100)] * 50], 20) == [10, *_every_fifth()]


def _every_fifth() -> list[int]:
    counts = apportion([Fraction(1, 100)] * 50, 10)
    assert sum(counts) == 10
    return counts


@given(classes, st.integers(0, 10**6))
def test_fitted_classes_keep_parents_and_reach_the_children(listed: list[tuple[int, int]], children: int) -> None:
    parents = sum(count for _, count in listed)
    found = fitted(listed, children if parents else 0)
    assert sum(count for _, count in found) == parents
    assert sum(degree * count for degree, count in found) == (children if parents else 0)
    if sum(degree * count for degree, count in listed) == children:
        assert found == listed


def test_parents_without_children_stay_without() -> None:
    assert fitted([(0, 40), (1, 30), (2, 30)], 180) == [(0, 40), (2, 30), (4, 30)]


@given(st.integers(1, 10**6), st.integers(0, 10**9))
def test_spread_is_even(parents: int, children: int) -> None:
    found = spread(parents, children)
    assert sum(count for _, count in found) == parents
    assert sum(degree * count for degree, count in found) == children
    assert max(found)[0] - min(found)[0] <= 1


@given(classes, st.floats(0, 1))
def test_slots_give_each_parent_its_degree(listed: list[tuple[int, int]], recency: float) -> None:
    degrees = Degrees(listed, recency)
    if not degrees.children:
        return
    slots = degrees.parent_slots(np.arange(degrees.children))
    counts = np.bincount(slots, minlength=degrees.parents)
    assert counts.size == degrees.parents
    assert dict(enumerate(np.bincount(counts).tolist())) | dict(listed) == dict(enumerate(np.bincount(counts).tolist()))


def test_recency_moves_high_degrees_to_the_last_bands() -> None:
    listed = [(0, 500), (1, 300), (5, 200)]
    degrees = Degrees(listed, 1.0)
    counts = np.bincount(degrees.parent_slots(np.arange(degrees.children)), minlength=1000)
    by_band = counts[degrees.first_band :].reshape(16, -1).mean(axis=1)
    assert by_band[-1] > 2.5 * by_band[0]
    assert (np.diff(by_band) > -0.2).all()
