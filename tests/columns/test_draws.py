"""The counter-based words: the published algorithm, to the bit, and uniform to the eye of a chi-square."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.draws import below, chance, key_of, unit, words

MASK = 2**64 - 1


def squares64(counter: int, key: int) -> int:
    """B. Widynski, arXiv:2004.06278v7, section 6, in whole numbers of any size."""
    x = y = counter * key & MASK
    z = (y + key) & MASK
    for addend in (y, z, y):
        x = (x * x + addend) & MASK
        x = (x >> 32 | x << 32) & MASK
    t = x = (x * x + z) & MASK
    x = (x >> 32 | x << 32) & MASK
    return t ^ ((x * x + y) & MASK) >> 32


@given(st.integers(0, MASK), st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=20))
def test_words_are_squares64(key: int, counters: list[int]) -> None:
    expected = [squares64(counter, key) for counter in counters]
    assert words(key, np.array(counters, dtype=np.int64)).tolist() == expected


def test_words_leave_the_row_numbers_alone() -> None:
    numbers = np.arange(100)
    words(key_of("a"), numbers)
    assert (numbers == np.arange(100)).all()


def test_keys_are_odd_and_never_change() -> None:
    assert key_of(0, "public.users", "email", "") == 15595480580598908893
    assert all(key_of(n) % 2 for n in range(100))
    assert key_of("a", "b") != key_of("ab") != key_of("b", "a")


def chi_square(counts: np.ndarray) -> float:
    """Standard deviations from what a uniform distribution gives."""
    expected = counts.sum() / counts.size
    statistic = ((counts - expected) ** 2 / expected).sum()
    return float((statistic - counts.size + 1) / np.sqrt(2 * (counts.size - 1)))


NUMBERS = np.arange(1 << 18)


@pytest.mark.parametrize("key", [key_of("uniform", n) for n in range(8)])
@pytest.mark.parametrize("shift", [0, 13, 31, 32, 47, 56])
def test_every_byte_of_a_word_is_uniform(key: int, shift: int) -> None:
    bytes_ = (words(key, NUMBERS) >> np.uint64(shift)) & np.uint64(255)
    assert abs(chi_square(np.bincount(bytes_.astype(np.int64), minlength=256))) < 5


def test_neighbours_and_keys_are_independent() -> None:
    one, other = words(key_of("a"), NUMBERS), words(key_of("b"), NUMBERS)
    for first, second in ((one[:-1], one[1:]), (one, other)):
        pairs = (first >> np.uint64(60)) * np.uint64(16) + (second >> np.uint64(60))
        assert abs(chi_square(np.bincount(pairs.astype(np.int64), minlength=256))) < 5


def test_unit_lies_in_the_half_open_interval() -> None:
    edges = unit(np.array([0, 2**64 - 1, 2**63], dtype=np.uint64))
    assert edges.tolist() == [0.0, 1 - 2**-53, 0.5]


@pytest.mark.parametrize("bound", [1, 2, 3, 7, 1000, 2**31])
def test_below_reaches_both_ends_and_no_further(bound: int) -> None:
    edges = below(np.array([0, 2**64 - 1], dtype=np.uint64), bound)
    assert edges.tolist() == [0, bound - 1]
    drawn = below(words(key_of("below"), NUMBERS), bound)
    assert drawn.min() >= 0
    assert drawn.max() < bound
    if 1 < bound <= 1000:
        assert abs(chi_square(np.bincount(drawn, minlength=bound))) < 5


def test_below_takes_a_bound_a_row() -> None:
    bounds = np.array([1, 10, 0, 2**31])
    drawn = below(np.full(4, 2**64 - 1, dtype=np.uint64), bounds)
    assert drawn.tolist() == [0, 9, 0, 2**31 - 1]


@pytest.mark.parametrize("share", [0.0, 1e-3, 0.25, 0.999, 1.0])
def test_chance_is_true_for_its_share(share: float) -> None:
    true = chance(words(key_of("chance"), NUMBERS), share).mean()
    assert abs(true - share) < 4 * np.sqrt(share * (1 - share) / NUMBERS.size) + 1e-12
