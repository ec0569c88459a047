from __future__ import annotations

import pytest

from seeding.report.sampler import as_text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, "true"),
        (413.0, "413"),
        (-0.5, "-0.5"),
        (1e-7, "1e-07"),
        ([1.0, None], "{1, NULL}"),
        (b"\x01", "\\x01"),
    ],
)
def test_values_as_psql_shows_them(value, shown) -> None:
    assert as_text(value) == shown
