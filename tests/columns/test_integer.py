"""Whole numbers: both ends, every step equally often, unique where asked."""

from __future__ import annotations

import numpy as np
import pytest

from seeding.columns.integer import Integer
from seeding.columns.rows import TableRows, World
from seeding.errors import FactoryError


def numbers(generator: Integer, count: int = 20_000) -> list[int]:
    spec = TableRows("public.t", {"n": generator}, 0, count)
    found: list[int] = World(1, tables={"public.t": spec}).rows("public.t", np.arange(count)).column("n").to_pylist()
    return found


@pytest.mark.parametrize(
    ("generator", "values"),
    [
        (Integer(0, 9), range(10)),
        (Integer(-5, 5), range(-5, 6)),
        (Integer(3, 20, 5), [3, 8, 13, 18]),
        (Integer(7, 7), [7]),
    ],
)
def test_uniform(generator: Integer, values: list[int]) -> None:
    seen, counts = np.unique(numbers(generator), return_counts=True)
    assert seen.tolist() == list(values)
    assert (np.abs(counts - 20_000 / len(seen)) < 5 * np.sqrt(20_000 / len(seen))).all()


@pytest.mark.parametrize(("low", "high"), [(-(2**63), 2**63 - 1), (0, 2**63 - 1), (-(2**62), 2**62), (10**10, 10**11)])
def test_wide_ranges(low: int, high: int) -> None:
    found = numbers(Integer(low, high))
    assert all(low <= value <= high for value in found)
    upper = sum(value > (low + high) // 2 for value in found)
    assert 9_600 < upper < 10_400


def test_unique() -> None:
    assert sorted(numbers(Integer(100, 2098, 2, unique=True), 1000)) == list(range(100, 2100, 2))
    assert len(set(numbers(Integer(0, 10**12, unique=True)))) == 20_000
    with pytest.raises(FactoryError, match=r"10 numbers for 11 rows"):
        numbers(Integer(1, 10, unique=True), 11)


@pytest.mark.parametrize("arguments", [(2, 1), (0, 5, 0), (0, 5, -1), (0.5, 2), (0, 2**63)])
def test_what_makes_no_sense_is_refused(arguments: tuple[int, ...]) -> None:
    with pytest.raises(FactoryError):
        Integer(*arguments)
