"""Rows told apart: marks by the column, ranges of numbers, offsets of keys."""

from __future__ import annotations

from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.key import Key, is_synthetic
from seeding.columns.rows import Rows, TableRows, World
from seeding.load.seeded import marked, merged, ranges_of
from seeding.plan.existing import Existing

KEYS = Key().values(Rows(World(7), TableRows("t", {}), np.arange(50, dtype=np.int64)))


@given(st.lists(st.one_of(st.binary(min_size=16, max_size=16), st.sampled_from(KEYS.storage.to_pylist())), min_size=1))
def test_marks_by_the_column_agree_with_the_single_key(raw):
    assert marked(pa.array(raw, pa.binary(16))).tolist() == [is_synthetic(UUID(bytes=r)) for r in raw]


@given(st.integers(0, 49), st.integers(0, 127))
def test_a_single_bit_decides(row, bit):
    raw = bytearray(KEYS.storage[row].as_py())
    raw[bit // 8] ^= 1 << (bit % 8)
    assert marked(pa.array([bytes(raw)], pa.binary(16))).tolist() == [is_synthetic(UUID(bytes=bytes(raw)))] == [False]


@given(st.lists(st.lists(st.integers(-30, 30))))
def test_ranges_cover_exactly_what_was_seen(blocks):
    ranges = merged([ranges_of(np.array(block, np.int64)) for block in blocks])
    covered = [n for first, last in ranges.tolist() for n in range(first, last + 1)]
    assert covered == sorted({n for block in blocks for n in block})
    assert all(later[0] > earlier[1] + 1 for earlier, later in zip(ranges.tolist(), ranges.tolist()[1:], strict=False))


@pytest.mark.parametrize(
    ("existing", "wanted", "rows", "expected"),
    [
        (Existing(), 1, 10, 1),
        (Existing(taken=((1, 5),)), 1, 10, 6),
        (Existing(taken=((11, 20),)), 1, 10, 1),
        (Existing(taken=((10, 20),)), 1, 10, 21),
        (Existing(offset=6, taken=((1, 5), (46, 46))), 1, 40, 6),
        (Existing(offset=6, taken=((1, 5), (45, 46))), 1, 40, 47),
        (Existing(taken=((1, 5),)), 1000, 10, 1000),
        (Existing(next_row=40, offset=6, taken=((1, 45),)), 1, 10, 6),
        (Existing(next_row=40, offset=1, taken=((1, 41),)), 1, 10, 2),
        (Existing(taken=((1, 5),)), 1, 0, 1),
    ],
)
def test_keys_move_only_where_they_must(existing, wanted, rows, expected):
    assert existing.free_offset(wanted, rows) == expected
