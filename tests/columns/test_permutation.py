"""Every size is a bijection that can be undone, and orders look random."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.columns.permutation import Permutation


def test_every_small_size_is_a_bijection_with_an_inverse() -> None:
    for size in range(1, 2001):
        numbers = np.arange(size)
        placed = Permutation(size, "sizes")(numbers)
        assert (np.sort(placed) == numbers).all(), size
        assert (Permutation(size, "sizes").inverse(placed) == numbers).all(), size


@pytest.mark.parametrize("size", [4095, 4096, 4097, 4160, 4225, 10_007, 65_536, 65_537, 999_983])
def test_larger_sizes_are_bijections(size: int) -> None:
    numbers = np.arange(size)
    placed = Permutation(size, "large")(numbers)
    assert (np.sort(placed) == numbers).all()
    assert (Permutation(size, "large").inverse(placed) == numbers).all()


@settings(max_examples=200)
@given(st.integers(1, 2**62), st.data())
def test_any_size_stays_inside_and_can_be_undone(size: int, data: st.DataObject) -> None:
    numbers = np.array(
        data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=30, unique=True)), dtype=np.int64
    )
    permutation = Permutation(size, "any", size)
    placed = permutation(numbers)
    assert placed.dtype == np.int64
    assert ((placed >= 0) & (placed < size)).all()
    assert len(set(placed.tolist())) == len(numbers)
    assert (permutation.inverse(placed) == numbers).all()
    assert (permutation(permutation.inverse(numbers)) == numbers).all()


@given(st.integers(1, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_a_row_does_not_depend_on_its_neighbours(size: int, numbers: list[int]) -> None:
    inside = np.array([n % size for n in numbers])
    permutation = Permutation(size, "alone")
    together = permutation(inside)
    assert together.tolist() == [int(permutation(inside[n : n + 1])[0]) for n in range(len(inside))]


def test_numbers_beyond_the_size_begin_again() -> None:
    for size in (10, 5000):
        permutation = Permutation(size, "beyond")
        assert permutation(np.array([3, size + 3, 7 * size + 3])).tolist() == [int(permutation(np.array([3]))[0])] * 3


def test_the_input_is_left_alone() -> None:
    numbers = np.arange(10_000)
    Permutation(10_000, "input")(numbers)
    assert (numbers == np.arange(10_000)).all()


def test_degenerate_sizes() -> None:
    assert Permutation(0, "none")(np.array([], dtype=np.int64)).tolist() == []
    assert Permutation(1, "one")(np.array([0])).tolist() == [0]
    with pytest.raises(ValueError, match="a permutation of -1 rows"):
        Permutation(-1, "negative")


def test_tiny_sizes_reach_every_order_equally_often() -> None:
    for size in (2, 3, 4):
        seen = Counter(tuple(Permutation(size, "orders", key)(np.arange(size)).tolist()) for key in range(2400))
        orders = list(permutations(range(size)))
        expected = 2400 / len(orders)
        statistic = sum((seen[order] - expected) ** 2 / expected for order in orders)
        freedom = len(orders) - 1
        assert statistic < freedom + 5 * np.sqrt(2 * freedom), seen


@pytest.mark.parametrize("size", [3000, 4097, 100_003, 1 << 20])
def test_orders_look_random(size: int) -> None:
    numbers = np.arange(size)
    for key in range(4):
        placed = Permutation(size, "random", key)(numbers)
        counts = np.bincount(placed[: size // 4] * 16 // size, minlength=16)
        assert (np.abs(counts - size / 64) < 6 * np.sqrt(size / 64)).all()
        # The distance of two random places has density 2(1 - x).
        distances = np.bincount(np.abs(np.diff(placed)) * 16 // size, minlength=16)
        edges = np.arange(17) / 16
        expected = np.diff(2 * edges - edges**2) * (size - 1)
        assert (np.abs(distances - expected) < 6 * np.sqrt(expected)).all()
        assert abs(np.corrcoef(numbers, placed)[0, 1]) < 5 / np.sqrt(size)


def test_keys_are_independent() -> None:
    size = 50_000
    numbers = np.arange(size)
    one, other = Permutation(size, "key", 1)(numbers), Permutation(size, "key", 2)(numbers)
    # Two random orders agree in one place on average (a Poisson variable with mean 1).
    assert (one == other).sum() < 9
    table = np.bincount(one * 8 // size * 8 + other * 8 // size, minlength=64)
    assert (np.abs(table - size / 64) < 6 * np.sqrt(size / 64)).all()


def test_the_same_on_every_machine() -> None:
    assert Permutation(1000, "pinned")(np.arange(5)).tolist() == [57, 792, 454, 675, 384]
    assert Permutation(10**9, "pinned")(np.arange(5)).tolist() == [813511721, 800284247, 907959093, 92090876, 532142861]
