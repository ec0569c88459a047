"""Product names: of their category."""

from __future__ import annotations

from typing import Any

from seeding.columns.product import ProductName
from seeding.columns.vocabulary import read, words


def test_of_the_category(made: Any, given: Any) -> None:
    found = made(400, c=given(["Home", "software", "?"]), p=ProductName(category="c"))
    for category, name in zip(found["c"], found["p"], strict=True):
        if category != "?":
            assert name.endswith(tuple(words(read("products.toml")[category.lower()]["things"])))


def test_twenty_rows_hardly_repeat(made: Any) -> None:
    assert len(set(made(20, p=ProductName())["p"])) >= 19
