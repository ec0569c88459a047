"""The guide table finds what a binary search finds, always."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.draws import key_of, unit, words
from seeding.columns.locate import IntegerIntervals, UnitIntervals

DRAWS = unit(words(key_of("locate"), np.arange(5000)))


@given(st.lists(st.floats(0, 1), max_size=300), st.integers(0, 2**32))
def test_unit_intervals_agree_with_searchsorted(inner: list[float], seed: int) -> None:
    edges = np.array([0.0, *sorted(inner), 1.0])
    values = np.concatenate([DRAWS[:500], [0.0, np.nextafter(1.0, 0.0)], edges[edges < 1.0]])
    expected = np.searchsorted(edges, values, side="right") - 1
    assert (UnitIntervals(edges)(values) == np.minimum(expected, len(edges) - 2)).all()


@pytest.mark.parametrize("octaves", [5, 40])
def test_edges_crowded_at_both_ends(octaves: int) -> None:
    tail = 2.0 ** -np.arange(octaves, 0, -1)
    edges = np.unique(np.concatenate([[0.0], tail, 1 - tail[::-1], [1.0]]))
    values = np.concatenate([DRAWS, DRAWS * 2.0**-20, 1 - DRAWS * 2.0**-20])
    values = values[values < 1]
    assert (UnitIntervals(edges)(values) == np.searchsorted(edges, values, side="right") - 1).all()


@given(st.lists(st.integers(0, 10**12), max_size=300), st.integers(1, 10**12))
def test_integer_intervals_agree_with_searchsorted(steps: list[int], last: int) -> None:
    edges = np.concatenate([[0], np.cumsum([*sorted(steps)[:10], *steps[10:]]), [0]]).astype(np.int64)
    edges[-1] = edges[-2] + last
    values = np.concatenate([(DRAWS[:500] * float(edges[-1])).astype(np.int64), edges[:-1], edges[1:] - 1])
    values = np.clip(values, 0, edges[-1] - 1)
    assert (IntegerIntervals(edges)(values) == np.searchsorted(edges, values, side="right") - 1).all()
