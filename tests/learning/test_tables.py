"""What noise does to tables and fan-outs, and what is left of it."""

from __future__ import annotations

from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pytest

from seeding.learning.bins import Bin
from seeding.learning.private.children import STEPS, capped, settled
from seeding.learning.private.grids import alone, leveled, round_numbers, significant
from seeding.learning.private.sparse import likeliest
from seeding.learning.private.tables import Axis, fitted
from seeding.learning.private.tails import Limits, extended
from seeding.learning.private.thinned import smoothed

ROWS = 6_000


def _off(given: list[tuple[float, ...]], truth: np.ndarray) -> float:
    """How many rows are in other cells, as a share of all."""
    rows = truth.sum(axis=1, keepdims=True)
    return float(np.abs(np.array(given) * rows - truth).sum() / 2 / truth.sum())


def _shares(counts: np.ndarray) -> list[float]:
    return [float(n) for n in counts / counts.sum()]


def _numbers(rng: np.random.Generator, correlation: float, codes: int) -> np.ndarray:
    both = rng.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], ROWS)
    cut = np.linspace(0, 1, codes + 1)[1:-1]
    first, second = (np.searchsorted(np.quantile(one, cut), one) for one in both.T)
    table = np.zeros((codes, codes))
    np.add.at(table, (first, second), 1)
    return table


@pytest.mark.parametrize("noise", [15.0, 60.0])
@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.6, 0.97])
def test_tables_of_numbers_lose_most_of_the_noise(noise: float, correlation: float) -> None:
    rng = np.random.default_rng(5)
    truth = _numbers(rng, correlation, 14)
    noisy = np.round(truth + rng.normal(0, noise, truth.shape)).astype(int)
    sides = Axis(_shares(truth.sum(axis=1)), 14), Axis(_shares(truth.sum(axis=0)), 14)
    found = fitted(noisy.tolist(), *sides, noise, 10)
    positive = np.clip(noisy, 0, None)
    before = _off((positive / positive.sum(axis=1, keepdims=True)).tolist(), truth)
    assert _off(found, truth) < min(0.13, 0.8 * before)
    assert [sum(row) for row in found] == pytest.approx([1.0] * 14, abs=0.01)


def test_the_columns_own_shares_are_kept() -> None:
    rng = np.random.default_rng(6)
    truth = np.outer([3_000, 2_000, 1_000], [0.7, 0.2, 0.1])
    noisy = np.round(truth + rng.normal(0, 25, truth.shape)).astype(int)
    found = np.array(fitted(noisy.tolist(), Axis([0.5, 0.33, 0.17]), Axis([0.7, 0.2, 0.1]), 25.0, 10))
    shares = found.T @ [0.5, 0.33, 0.17]
    assert shares == pytest.approx([0.7, 0.2, 0.1], abs=0.01)
    assert np.abs(found - [0.7, 0.2, 0.1]).max() < 0.03


def test_what_follows_from_another_column_still_does() -> None:
    rng = np.random.default_rng(7)
    truth = np.diag([2_400.0, 1_500.0, 900.0, 500.0, 300.0, 200.0, 120.0, 80.0])
    noisy = np.round(truth + rng.normal(0, 12, truth.shape)).astype(int)
    sides = Axis(None), Axis(_shares(truth.sum(axis=0)))
    assert _off(fitted(noisy.tolist(), *sides, 12.0, 10), truth) < 0.04


def test_without_noise_a_table_is_what_it_was() -> None:
    truth = np.array([[10.0, 20.0, 70.0], [300.0, 0.0, 100.0]])
    sides = Axis(_shares(truth.sum(axis=1))), Axis(_shares(truth.sum(axis=0)))
    assert _off(fitted(truth.astype(int).tolist(), *sides, 0.0, 10), truth) < 0.01


def _cells(counts: dict[int, float], noise: float) -> list[Bin]:
    edges = (0, *STEPS, STEPS[-1] * 2)
    draws = np.random.default_rng(8).normal(0, noise, len(edges) - 1)
    return [
        Bin(low, high - 1, counts.get(low, 0.0) + float(off))
        for low, high, off in zip(edges, edges[1:], draws, strict=False)
    ]


def test_noise_far_out_is_no_parent_of_thousands() -> None:
    counts = {0: 3_000.0, 1: 2_000.0, 2: 800.0, 3: 300.0, 4: 120.0, 5: 50.0, 6: 20.0, 1_024: 30.0}
    found = smoothed(_cells(counts, 9.0), 9.0, 6_300, 0.9)
    assert found[-1].low < 20
    shares = {one.low: one.rows / 6_300 for one in found}
    assert [shares[n] for n in range(4)] == pytest.approx([0.476, 0.317, 0.127, 0.048], abs=0.01)


def test_a_number_of_children_that_all_parents_have_is_seen() -> None:
    found = smoothed(_cells({24: 900.0}, 6.0), 6.0, 900, 24.0)
    assert sum(one.rows for one in found if one.low == 24) > 0.93 * sum(one.rows for one in found)


def test_children_and_rows_agree() -> None:
    cells = [Bin(0, 0, 50.0), Bin(1, 1, 30.0), Bin(2, 3, 20.0)]
    assert settled(cells, 1_000, 800, 1e9) == (pytest.approx(700), cells)
    # Hardly more rows than the fewest: those of the last range have two each.
    assert settled(cells, 1_000, 710, 1e9) == (pytest.approx(700), [*cells[:2], Bin(2, 2, 20.0)])
    least, wider = settled(cells, 1_000, 1_500, 1e9)
    assert least == pytest.approx(700) and wider[-1].high == 9
    # No more than a key of several columns has room for.
    assert settled(cells, 1_000, 1_500, 5.0)[1][-1] == Bin(2, 5, 20.0)
    assert capped([Bin(0, 0, 50.0), Bin(4, 9, 30.0), Bin(20, 40, 20.0)], 7.5) == [Bin(0, 0, 50.0), Bin(4, 7, 50.0)]


@pytest.mark.parametrize("power", [0.0, 0.8, 1.4])
def test_keys_of_a_list_are_as_uneven_as_they_were(power: float) -> None:
    rng = np.random.default_rng(9)
    truth = np.arange(1, 121) ** -power
    truth *= 6_600 / truth.sum()
    noisy = np.round(truth + rng.normal(0, 20, len(truth))).astype(int)
    found = np.array(leveled(noisy.tolist(), 20.0))
    assert min(found) >= 0
    sides = [np.sort(side)[::-1] for side in (truth, np.clip(noisy, 0, None), found)]
    assert np.abs(sides[2] - sides[0]).sum() < 0.6 * np.abs(sides[1] - sides[0]).sum()
    # What stands out of the noise is what it was.
    assert leveled([9_000, 5_000, 2_000, 100], 5.0) == [9_000, 5_000, 2_000, 100]


def test_a_long_tail_goes_on_where_noise_hid_it() -> None:
    # Prices with a mean of 40: those above 200 are too few in each place.
    edges = [0, 5, 10, 20, 30, 40, 60, 80, 100, 110, 120, 130, 140, 150, 160, 180, 200]
    share = [float(np.exp(-low / 40) - np.exp(-high / 40)) for low, high in pairwise(edges)]
    bins = [Bin(low, high, 5_000 * part) for (low, high), part in zip(pairwise(edges), share, strict=True)]
    free = Limits(-np.inf, np.inf, 5_000, 1.0)
    found = extended(bins, 15.0, free)
    assert found[: len(bins)] == bins
    assert 250 < found[-1].high < 500
    assert 5 < sum(one.rows for one in found[len(bins) :]) < 2 * 5_000 * np.exp(-5)
    # No further than a check allows, and where numbers end, or all are near each other, they do.
    assert extended(bins, 15.0, Limits(-np.inf, 210, 5_000, 1.0))[-1].high == 210
    even = [Bin(low, low + 1, 100.0) for low in range(50)]
    assert extended(even, 15.0, free)[-1].high <= 53
    assert extended(bins[:2], 15.0, free) == bins[:2]


def test_both_ends_of_heights_go_on_as_a_normal_distributions() -> None:
    edges = [155.0, 158, 160, 162, 164, 166, 168, 170, 172, 174, 176, 178, 180, 182, 185]
    normal = NormalDist(170, 6)
    bins = [Bin(low, high, 4_000 * (normal.cdf(high) - normal.cdf(low))) for low, high in pairwise(edges)]
    found = extended(bins, 20.0, Limits(0, np.inf, 4_000, 0.0))
    assert found[0].low == pytest.approx(170 - 3.5 * 6, abs=4)
    assert found[-1].high == pytest.approx(170 + 3.5 * 6, abs=4)
    assert sum(one.rows for one in found) == pytest.approx(4_000, rel=0.02)


def test_few_rows_are_looked_for_where_they_most_likely_are() -> None:
    noise = np.random.default_rng(12)
    right = 0
    for _ in range(200):
        counts = noise.normal(0, 4, 60)
        counts[30:36] += 10
        first, last = likeliest(list(counts), 60, 4.0) or (0, 0)
        right += first >= 28 and last <= 38 and last - first >= 3
    assert right > 180


def test_round_numbers_are_asked_for_and_left_again_where_they_are_not_shared() -> None:
    assert round_numbers(256, 320) == [300]
    assert round_numbers(896, 1_025) == [900, 1_000]
    assert round_numbers(4, 5) == []
    edges = [256.0, 300.0, 301.0, 320.0, 384.0]
    assert alone(edges, [3.0, 400.0, 5.0, 2.0], 6.0) == (edges, [3.0, 400.0, 5.0, 2.0])
    assert alone(edges, [300.0, 9.0, 200.0, 100.0], 6.0) == ([256.0, 300.0, 320.0, 384.0], [300.0, 209.0, 100.0])


def test_what_noise_made_beside_the_rows_is_left_out() -> None:
    noise = np.random.default_rng(10)
    wrong = 0
    for _ in range(200):
        counts = [float(n) for n in noise.normal(0, 10, 40)]
        counts[20:30] = [300.0] * 10
        first, last = significant(counts, 10.0, 3.5) or (0, 0)
        assert first <= 20 and last >= 30
        wrong += last - first > 12
    assert wrong < 10
