"""Scores by hand, at their ends, and beside the definitions they come from."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.fidelity import score


@pytest.mark.parametrize(
    ("file", "seeded", "ks", "tv"),
    [
        ((0.5, 0.5), (0.5, 0.5), 1.0, 1.0),
        ((1, 0), (0, 1), 0.0, 0.0),
        ((0.25, 0.25, 0.25, 0.25), (0.5, 0.5, 0, 0), 0.5, 0.5),
        # What moves one bin further costs a cumulated share once, and two bins their share.
        ((0.2, 0.3, 0.5), (0.3, 0.2, 0.5), 0.9, 0.9),
        ((0.4, 0.1, 0.4, 0.1), (0.1, 0.4, 0.1, 0.4), 0.7, 0.4),
    ],
)
def test_two_distributions(file, seeded, ks, tv):
    assert score.ks_complement(file, seeded) == pytest.approx(ks)
    assert score.tv_complement(dict(enumerate(file)), dict(enumerate(seeded))) == pytest.approx(tv)


def test_what_only_one_side_has_counts():
    assert score.tv_complement({"a": 1.0}, {"a": 0.5, "b": 0.5}) == pytest.approx(0.5)
    assert score.tv_complement({}, {}) == 1.0


shares = st.tuples(st.integers(1, 50), *[st.integers(0, 50)] * 3)


@given(shares, shares)
def test_ks_is_the_largest_distance_of_the_samples_and_never_below_total_variation(first, second):
    """Against the definition on samples, whose values are the numbers of the bins."""
    a, b = (np.repeat(np.arange(4), counts) for counts in (first, second))
    at = np.arange(4)
    distance = np.abs(
        np.searchsorted(np.sort(a), at, "right") / len(a) - np.searchsorted(np.sort(b), at, "right") / len(b)
    )
    p, q = ([n / sum(counts) for n in counts] for counts in (first, second))
    ks, tv = score.ks_complement(p, q), score.tv_complement(dict(enumerate(p)), dict(enumerate(q)))
    assert ks == pytest.approx(1 - distance.max())
    assert ks >= tv - 1e-9


cells = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=60)


@given(cells)
def test_pearson_is_numpys(pairs):
    counted = Counter(pairs)
    joint = {cell: n / len(pairs) for cell, n in counted.items()}
    means = {code: code * 1.5 - 2 for code in range(4)}
    xs, ys = zip(*pairs, strict=True)
    found = score.pearson(joint, means, means)
    if len(set(xs)) > 1 and len(set(ys)) > 1:
        assert found == pytest.approx(np.corrcoef(xs, ys)[0, 1], abs=1e-9)
    else:
        assert math.isnan(found)


def test_codes_without_a_mean_are_left_out_of_a_correlation():
    joint = {(0, 0): 0.25, (1, 1): 0.25, (-1, 0): 0.25, (0, -1): 0.25}
    assert score.pearson(joint, {0: 0.0, 1: 1.0}, {0: 5.0, 1: 6.0}) == pytest.approx(1)


@pytest.mark.parametrize(
    ("joint", "v"),
    [
        ({(0, 0): 0.5, (1, 1): 0.5}, 1.0),
        ({(0, 0): 0.25, (0, 1): 0.25, (1, 0): 0.25, (1, 1): 0.25}, 0.0),
        ({(0, 0): 0.5, (0, 1): 0.5}, 0.0),
        # chi² / n of [[20, 30], [30, 20]] is 0.04.
        ({(0, 0): 0.2, (0, 1): 0.3, (1, 0): 0.3, (1, 1): 0.2}, 0.2),
    ],
)
def test_cramers_v(joint, v):
    assert score.cramers_v(joint) == pytest.approx(v)


def test_what_chance_costs_is_what_samples_lose():
    rng = np.random.default_rng(7)
    p = np.array([0.5, 0.3, 0.15, 0.05])
    lost = [np.abs(rng.multinomial(200, p) / 200 - p).sum() / 2 for _ in range(2000)]
    assert score.tv_by_chance(list(p), 200) == pytest.approx(np.mean(lost), rel=0.05)
    distances = []
    for _ in range(2000):
        drawn = np.sort(rng.random(200))
        steps = np.arange(1, 201) / 200
        distances.append(max((steps - drawn).max(), (drawn - steps + 1 / 200).max()))
    assert score.ks_by_chance(200) == pytest.approx(np.mean(distances), rel=0.05)
    assert score.ks_by_chance(0) == score.tv_by_chance([1.0], 0) == score.correlation_by_chance(0, 0) == 1.0
