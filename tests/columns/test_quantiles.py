"""Tables of quantiles: what they promise, what they refuse, and that there is a way back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.draws import key_of, unit, words
from seeding.columns.quantiles import Quantiles

DRAWS = unit(words(key_of("quantiles"), np.arange(20_000)))
numbers = st.floats(-1e9, 1e9)


@st.composite
def tables(draw: st.DrawFn, *, gaps: bool = True) -> Quantiles:
    """Any table; without `gaps`, one in which no two probabilities are equal."""
    knots = st.lists(st.integers(0, 2**20) if gaps else st.integers(1, 2**20 - 1), max_size=20, unique=not gaps)
    inner = [n / 2**20 for n in sorted(draw(knots))]
    values = sorted(draw(st.lists(numbers, min_size=len(inner) + 2, max_size=len(inner) + 2)))
    return Quantiles([0.0, *inner, 1.0], values)


@given(tables())
def test_values_stay_between_their_knots_and_rise_with_the_draw(table: Quantiles) -> None:
    found = table.at(np.sort(DRAWS[:500]))
    slack = 1e-6 * (1 + np.abs(found))
    assert (found >= table.values[0] - slack).all()
    assert (found <= table.values[-1] + slack).all()
    assert (np.diff(found) >= -slack[1:]).all()


def test_straight_lines_between_knots() -> None:
    table = Quantiles([0, 0.25, 1], [0, 10, 40])
    assert table.at(np.array([0, 0.125, 0.25, 0.625])).tolist() == [0, 5, 10, 25]


def test_a_heap_and_a_gap() -> None:
    table = Quantiles([0, 0.2, 0.5, 0.5, 1], [0, 1, 1, 8, 9])
    found = table.at(DRAWS)
    assert (found == 1).mean() == pytest.approx(0.3, abs=0.02)
    assert not ((found > 1) & (found < 8)).any()


# What ends a heap is the value behind the gap, where one follows: there is no way back from there.
@given(tables(gaps=False), st.floats(0, 0.999))
def test_share_below_undoes_at(table: Quantiles, share: float) -> None:
    value = float(table.at(np.array([share]))[0])
    back = float(table.at(np.array([min(table.share_below(value), np.nextafter(1.0, 0.0))]))[0])
    steepest = float(np.max(np.diff(table.values) / np.diff(table.probabilities)))
    assert back == pytest.approx(value, rel=1e-6, abs=1e-3 + steepest * 2.0**-50)
    assert table.share_below(float(table.values[0]) - 1) == 0.0
    assert table.share_below(float(table.values[-1]) + 1) == 1.0


def test_scaled() -> None:
    assert Quantiles([0, 1], [1, 2]).scaled(10, 5).values.tolist() == [15, 25]


@pytest.mark.parametrize(
    ("probabilities", "values"),
    [([0], [1]), ([0, 1], [1]), ([0, 0.5], [1, 2]), ([0.1, 1], [1, 2]), ([0, 0.9, 0.5, 1], [1, 2, 3, 4]),
     ([0, 1], [2, 1]), ([0, 1], [0, float("inf")]), ([0, float("nan"), 1], [0, 1, 2])],
)  # fmt: skip
def test_what_is_no_distribution(probabilities: list[float], values: list[float]) -> None:
    with pytest.raises(ValueError, match="quantiles"):
        Quantiles(probabilities, values)
