"""Scattered numbers: a bijection in every decade, whatever the turn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.numbering import scatter, spelled


@given(st.integers(0, 2**64 - 1))
def test_a_bijection_that_keeps_the_digits(turn: int) -> None:
    numbers = np.arange(10_000)
    found = scatter(numbers, turn)
    assert sorted(found) == list(numbers)
    assert [len(str(number)) for number in found] == [len(str(number)) for number in numbers]


@pytest.mark.parametrize("digits", range(1, 19))
def test_large_numbers_stay_in_their_decade_and_apart(digits: int) -> None:
    low = 10 ** (digits - 1)
    numbers = np.arange(low, low + 5)
    numbers = np.concatenate([numbers, np.arange(10 * low - 4, 10 * low)])
    found = scatter(numbers, 123_456_789)
    assert len(set(found.tolist())) == len(set(numbers.tolist()))
    assert found.min() >= low and found.max() < 10 * low


def test_neighbours_do_not_look_like_neighbours() -> None:
    found = scatter(np.arange(1000, 1100), 7)
    assert np.abs(np.diff(found)).min() > 100


def test_zero_is_no_number() -> None:
    assert spelled(np.array([0, 1, 20])).to_pylist() == ["", "1", "20"]
    assert spelled(np.array([5])).to_pylist() == ["5"]
