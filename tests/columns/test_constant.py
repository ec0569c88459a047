"""Constants of every type."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from seeding.columns.constant import Constant

VALUES = [
    "EUR",
    "",
    7,
    2.5,
    True,
    None,
    Decimal("9.99"),
    datetime.date(2025, 7, 6),
    datetime.datetime(2025, 7, 6, 12, tzinfo=datetime.UTC),
    UUID("5eed0000-0000-4000-8000-000000000001"),
    {"a": {"b": [1, None]}},
    ["x", "y"],
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_the_same_in_every_row(made: Any, value: Any) -> None:
    assert made(5, c=Constant(value))["c"] == [value] * 5


def test_nulls(made: Any) -> None:
    found = made(2000, c=Constant("x", nulls=0.25))["c"]
    assert found.count(None) == pytest.approx(500, rel=0.2)
