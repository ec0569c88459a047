"""Alias tables: the shares asked for, from each table its own entries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.columns.draws import key_of, words
from seeding.columns.weighted import Weighted

COUNT = 200_000
DRAWS = words(key_of("weighted"), np.arange(COUNT))

TABLES = [[1.0], [1, 1, 1], [0.9, 0.07, 0.02, 0.01], [0, 5, 0, 5], [1e-9, 1, 1e9], list(range(1, 60))]


@pytest.mark.parametrize("weights", TABLES)
def test_shares(weights: list[float]) -> None:
    found = np.bincount(Weighted(weights).pick(DRAWS), minlength=len(weights)) / COUNT
    wanted = np.array(weights) / sum(weights)
    assert np.abs(found - wanted).max() < 5 * np.sqrt(0.25 / COUNT)
    assert not found[wanted == 0].any()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.floats(0.01, 100), min_size=1, max_size=9), min_size=1, max_size=6))
def test_tables_side_by_side_keep_to_their_own_entries(tables: list[list[float]]) -> None:
    together = Weighted(*tables)
    table = np.arange(3000) % len(tables)
    picked = together.pick(DRAWS[:3000], table)
    starts = np.cumsum([0, *map(len, tables)])
    assert (picked >= starts[table]).all() and (picked < starts[table + 1]).all()
    for number, weights in enumerate(tables):
        alone = Weighted(weights).pick(DRAWS[:3000][table == number])
        assert (picked[table == number] - starts[number] == alone).all()
