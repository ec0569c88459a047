"""Messages between processes: what is said is heard, buffers and all, and half a message is none."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from seeding.engine.messages import Kept, hear, say

BATCH = pa.RecordBatch.from_pydict(
    {
        "number": pa.array([1, None, 3]),
        "text": pa.array(["a", "", "b" * 100]),
        "flag": pa.array([True, None, False]),
        "list": pa.array([[1], [], None], pa.list_(pa.int32())),
        "nothing": pa.nulls(3),
    }
)


@pytest.mark.parametrize("what", [None, Kept("plan"), {"a": [1, "é"]}, BATCH, BATCH.slice(1, 1), BATCH.slice(3)])
def test_what_is_said_is_heard(what: Any) -> None:
    pipe = BytesIO()
    say(pipe, what)
    say(pipe, "next")
    pipe.seek(0)
    assert hear(pipe) == what
    assert hear(pipe) == "next"
    with pytest.raises(EOFError):
        hear(pipe)


def test_numbers_arrive_where_numpy_reads_them_fast() -> None:
    pipe = BytesIO()
    say(pipe, [pa.array(np.arange(count)) for count in (1, 3, 1000)])
    pipe.seek(0)
    heard = [array.to_numpy() for array in hear(pipe)]
    assert [array.tolist() for array in heard] == [list(range(count)) for count in (1, 3, 1000)]
    assert all(array.flags.aligned for array in heard)


def test_half_a_message_is_none() -> None:
    pipe = BytesIO()
    say(pipe, BATCH)
    for end in range(1, len(pipe.getvalue())):
        with pytest.raises(EOFError):
            hear(BytesIO(pipe.getvalue()[:end]))
