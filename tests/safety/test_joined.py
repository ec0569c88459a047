"""Searching the joined texts of a column gives what searching each text alone gives."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.safety.joined import Joined, compiled

VALUES = st.lists(st.none() | st.text("ab1@. é", max_size=6), max_size=8)
PATTERNS = ["a", "ab", r"(?:^|[^a])b", r"a(?:$|[^b])", r"[@.][^@\x00]", r"é|\x80", r"a[^\x00]*b", "1"]
INNOCENT = ["a*", "a[b1]*", "[ab]+1", r"[ab@.]"]


def each(values, accepted):
    return [value is not None and accepted(value.encode()) for value in values]


@given(st.sampled_from(PATTERNS), VALUES)
def test_matching(pattern, values):
    search = compiled(pattern).search
    found = Joined(pa.array(values, pa.large_string())).matching(pattern)
    assert found.tolist() == each(values, lambda octets: search(octets) is not None)


@given(st.sampled_from(PATTERNS[:5]), st.sampled_from(INNOCENT), VALUES)
@settings(max_examples=300)
def test_matching_but(pattern, innocent, values):
    search, whole = compiled(pattern).search, compiled(innocent).fullmatch
    found = Joined(pa.array(values, pa.large_string())).matching_but(pattern, innocent)
    assert found.tolist() == each(values, lambda octets: search(octets) is not None and whole(octets) is None)


@given(VALUES, st.integers(0, 3))
def test_a_slice_is_searched_as_a_slice(values, start):
    array = pa.array(["a@b", None, "@", *values], pa.large_string())[start:]
    joined = Joined(array)
    assert joined.matching("@").tolist() == each(array.to_pylist(), lambda octets: b"@" in octets)
    present = [value.encode() for value in array.to_pylist() if value is not None]
    assert joined.longest == max(map(len, present), default=0)
    if joined.longest:
        octets = np.frombuffer(b"".join(present), np.uint8)
        assert (joined.lowest, joined.highest) == (octets.min(), octets.max())
