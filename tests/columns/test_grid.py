"""Numbers on a grid: exact decimals, bounds that hold, steps from where they count."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.arrays import as_arrow
from seeding.columns.grid import Grid, decimals
from seeding.errors import FactoryError


@given(st.lists(st.integers(-(10**18) + 1, 10**18 - 1), max_size=20), st.integers(0, 17))
def test_decimals_are_exact(scaled: list[int], digits: int) -> None:
    array = decimals(np.array(scaled, dtype=np.int64), digits)
    array.validate(full=True)
    assert array.type == pa.decimal128(18, digits)
    assert array.to_pylist() == [Decimal(value).scaleb(-digits) for value in scaled]


def made(grid: Grid | None, values: list[float]) -> list[object]:
    assert grid is not None
    found: list[object] = as_arrow(grid.render(grid.nearest(np.array(values)))).to_pylist()
    return found


@pytest.mark.parametrize(
    ("options", "values", "expected"),
    [
        ({"step": 1}, [0.4, 0.6, -2.7], [0, 1, -3]),
        ({"step": 500}, [1249, 1251, -700], [1000, 1500, -500]),
        ({"step": 5, "low": 3, "high": 20}, [-9, 5.4, 5.6, 99], [3, 3, 8, 18]),
        ({"step": 0.1}, [0.26, 0.3 - 1e-9, 0.7], [0.3, 0.3, 0.7]),
        ({"step": 0.25, "low": 0.5, "high": 2}, [0, 1.1, 9], [0.5, 1.0, 2.0]),
        ({"digits": 2}, [19.99, 0.005, -1.239], [Decimal("19.99"), Decimal("0.00"), Decimal("-1.24")]),
        ({"digits": 2, "low": 0.5, "high": 99.999}, [0.1, 1e9], [Decimal("0.50"), Decimal("99.99")]),
        ({"digits": 2, "step": 1, "low": 0.99}, [0, 7.2, 12.51], [Decimal("0.99"), Decimal("6.99"), Decimal("12.99")]),
        ({"digits": 0}, [1.5, 2.5, 2.6], [2, 2, 3]),
        ({"digits": 3, "low": Decimal("0.125")}, [0], [Decimal("0.125")]),
    ],
)  # fmt: skip
def test_nearest(options: dict[str, object], values: list[float], expected: list[object]) -> None:
    assert made(Grid.of(**options), values) == expected  # type: ignore[arg-type]


def test_no_grid_without_step_and_digits() -> None:
    assert Grid.of(low=1, high=2) is None


@given(
    st.integers(0, 4),
    st.decimals(-1000, 1000, places=2),
    st.decimals(0, 1000, places=2),
    st.sampled_from(["0.01", "0.05", "1", "25"]),
    st.floats(-1e12, 1e12),
)
def test_bounds_hold(more: int, low: Decimal, width: Decimal, step: str, value: float) -> None:
    grid = Grid.of(low=low, high=low + width, step=Decimal(step), digits=2 + more)
    (found,) = made(grid, [value])
    assert isinstance(found, Decimal)
    assert low <= found <= low + width
    assert (found - low) % Decimal(step) == 0


@given(st.integers(0, 10**9), st.integers(0, 4))
def test_not_below_and_not_above_know_what_is_on_the_grid(scaled: int, digits: int) -> None:
    grid = Grid.of(digits=digits)
    assert grid is not None
    on = np.array([scaled / 10**digits])
    between = on + 0.4 / 10**digits
    assert grid.not_below(on) == grid.not_above(on) == scaled
    assert grid.not_below(between) == scaled + 1
    assert grid.not_above(between) == scaled


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"low": 2, "high": 1}, "low = 2 is above high = 1"),
        ({"digits": 18}, "digits = 18"),
        ({"digits": -1}, "digits = -1"),
        ({"step": 0}, "step = 0"),
        ({"step": -1}, "step = -1"),
        ({"digits": 2, "low": 0.005}, "2 digits cannot hold"),
        ({"digits": 1, "step": 0.25}, "1 digits cannot hold"),
    ],
)
def test_contradictions(options: dict[str, float], match: str) -> None:
    with pytest.raises(FactoryError, match=match):
        Grid.of(**options)  # type: ignore[arg-type]
