"""Whole-number keys beside rows that stay."""

from __future__ import annotations

import pytest

from seeding.plan.existing import Existing


@pytest.mark.parametrize(
    ("existing", "rows", "offset"),
    [
        (Existing(), 10, 1),
        (Existing(taken=((1, 1),)), 10, 2),
        (Existing(taken=((10, 10),)), 10, 11),
        (Existing(taken=((11, 20),)), 10, 1),
        (Existing(taken=((-5, 0),)), 10, 1),
        (Existing(next_row=10, taken=((1, 10),)), 10, 1),
        (Existing(next_row=10, taken=((1, 11),)), 10, 2),
        # An earlier run had to give way: the rows that refer to its keys would break if this one did not.
        (Existing(offset=50, taken=((1, 1),)), 10, 50),
        (Existing(offset=50, taken=((1, 1), (55, 55))), 10, 56),
        (Existing(offset=50), 10, 1),
    ],
)
def test_offsets(existing: Existing, rows: int, offset: int) -> None:
    assert existing.free_offset(1, rows) == offset
