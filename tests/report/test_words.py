from __future__ import annotations

import pytest

from seeding.report.words import listed, plural, rate, seconds


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0.00 s"),
        (0.014, "0.01 s"),
        (9.994, "9.99 s"),
        (9.996, "10.0 s"),
        (59.96, "1 min 00 s"),
        (125, "2 min 05 s"),
    ],
)
def test_seconds(value: float, shown: str) -> None:
    assert seconds(value) == shown


def test_numbers_with_their_nouns() -> None:
    assert [plural(n, "row") for n in (0, 1, 1200)] == ["0 rows", "1 row", "1,200 rows"]
    assert listed(["a", "b", "c"], 2) == "a, b and 1 more"


def test_no_rate_where_there_was_no_time() -> None:
    assert rate(10, 0.0) == ""
    assert rate(0, 1.0) == ""
    assert rate(1500, 0.5) == "3,000 rows/s"
