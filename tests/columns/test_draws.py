"""The counter-based words: the published algorithm, to the bit, and uniform to the eye of a chi-square."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.draws import below, chance, key_of, unit, words

MASK = 2**64 - 1


def splitmix64(counter: int, key: int) -> int:
    """Word `counter` of a generator seeded with `key`, in whole numbers of any size: OOPSLA 2014, figure 17."""
    z = key + (counter + 1) * 0x9E3779B97F4A7C15 & MASK
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


@given(st.integers(0, MASK), st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=20))
def test_words_are_splitmix64(key: int, counters: list[int]) -> None:
    expected = [splitmix64(counter, key) for counter in counters]
    assert words(key, np.array(counters, dtype=np.int64)).tolist() == expected


def test_words_of_the_published_generator() -> None:
    # The first outputs of the authors' own implementation for the seed 1234567.
    assert words(1234567, np.arange(3)).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


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
