"""Choices: as often as the weights say, of any type, alone or depending on another column."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest

from seeding.columns.choice import Choice
from seeding.errors import FactoryError


class Role(StrEnum):
    ADMIN = "admin"
    USER = "user"


VALUES: list[list[Any]] = [
    ["a", "b"],
    [1, 2, 3],
    [1.5, -2.25],
    [True, False],
    [Decimal("1.50"), Decimal("12.25")],
    [datetime.date(2025, 1, 1), datetime.date(2024, 2, 29)],
    [datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)],
    [UUID("5eed0000-0000-4000-8000-000000000001")],
    [{"a": 1}, {"b": [True, None]}],
    [["x"], ["y", "z"], []],
    ["only", None],
    [None],
]


@pytest.mark.parametrize("options", VALUES)
def test_any_type_comes_back_as_it_was(made: Any, options: list[Any]) -> None:
    found = made(300, c=Choice(options))["c"]
    assert all(value in options for value in found)
    assert all(option in found for option in options)


def test_weights_and_none_as_null(made: Any) -> None:
    found = Counter(made(20_000, c=Choice({"common": 0.9, None: 0.08, "rare": 0.02, "never": 0}))["c"])
    assert found["common"] == pytest.approx(18_000, rel=0.02)
    assert found[None] == pytest.approx(1600, rel=0.1)
    assert found["rare"] == pytest.approx(400, rel=0.2)
    assert "never" not in found


def test_enums_are_their_values(made: Any) -> None:
    assert set(made(50, c=Choice({Role.ADMIN: 1, Role.USER: 1}))["c"]) == {"admin", "user"}


def test_options_that_depend_on_another_column(made: Any, given: Any) -> None:
    kinds = given(["x", "y", None, "other"])
    options = {"x": ["x1", "x2"], "y": {"y1": 1}}
    found = made(400, kind=kinds, without=Choice(options, of="kind"), has=Choice(options, of="kind", default=["d"]))
    for kind, without, has in zip(found["kind"], found["without"], found["has"], strict=True):
        allowed = {"x": {"x1", "x2"}, "y": {"y1"}}.get(kind)
        assert without in allowed if allowed else without is None
        assert has in allowed if allowed else has == "d"


def test_numbers_may_be_what_it_depends_on(made: Any, given: Any) -> None:
    found = made(10, n=given([1, 2]), c=Choice({1: ["one"], 2: ["two"]}, of="n"))["c"]
    assert found == ["one", "two"] * 5


REFUSED: list[tuple[Any, dict[str, Any], str]] = [
    ([], {}, "nothing to choose from"),
    ({}, {}, "nothing to choose from"),
    ({"a": 0}, {}, "nothing to choose from"),
    ({"a": -1, "b": 2}, {}, "weight of 'a' is -1"),
    ({"a": "much"}, {}, "weight of 'a' is 'much'"),
    ({"a": float("nan")}, {}, "weight of 'a' is nan"),
    ({"a": True}, {}, "weight of 'a' is True"),
    ([1, "a"], {}, "no common type"),
    ("abc", {}, "neither a list"),
    (5, {}, "neither a list"),
    (["a"], {"of": "kind"}, "a dict of that column's values"),
    (["a"], {"default": ["b"]}, "depends on a column"),
    (["a"], {"nulls": 1.5}, "between 0 and 1"),
]


@pytest.mark.parametrize(("options", "more", "message"), REFUSED)
def test_refused(options: Any, more: dict[str, Any], message: str) -> None:
    with pytest.raises(FactoryError, match=message):
        Choice(options, **more)
