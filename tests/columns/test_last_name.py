"""Family names: both of them where people carry two."""

from __future__ import annotations

from typing import Any

from seeding.columns.last_name import LastName


def test_two_family_names(made: Any) -> None:
    assert sum(" " in name for name in made(500, n=LastName("es_MX"))["n"]) > 480


def test_common_ones_come_first(made: Any) -> None:
    found = made(5000, n=LastName("pl_PL"))["n"]
    assert found.count("Nowak") > 100


def test_countries(made: Any, given: Any) -> None:
    found = made(100, c=given(["VN"]), n=LastName(country="c"))["n"]
    assert found.count("Nguyễn") > 20
