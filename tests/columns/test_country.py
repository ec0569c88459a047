"""Countries, their regions, time zones and postal codes: those of the city, known or written by hand."""

from __future__ import annotations

import re
from typing import Any

from seeding.columns.country import Country
from seeding.columns.postal_code import PostalCode
from seeding.columns.region import Region
from seeding.columns.time_zone import TimeZone

CITIES = ["Mumbai", "Kraków", "São Paulo", "Dubai", "Atlantis", None]


def test_of_the_city(made: Any, given: Any) -> None:
    found = made(
        len(CITIES),
        city=given(CITIES),
        code=Country(of="city"),
        name=Country(of="city", name=True),
        region=Region(of="city"),
        zone=TimeZone(of="city"),
        post=PostalCode(of="city"),
    )
    assert found["code"] == ["IN", "PL", "BR", "AE", None, None]
    assert found["name"] == ["India", "Poland", "Brazil", "United Arab Emirates", None, None]
    assert found["region"] == ["Maharashtra", "Lesser Poland", "São Paulo", "Dubai", None, None]
    assert found["zone"] == ["Asia/Kolkata", "Europe/Warsaw", "America/Sao_Paulo", "Asia/Dubai", None, None]
    patterns = [r"4000\d\d", r"3\d-\d{3}", r"0\d{4}-\d{3}"]
    assert all(re.fullmatch(*pair) for pair in zip(patterns, found["post"], strict=False))
    assert found["post"][3:] == [None, None, None]


def test_alone(made: Any) -> None:
    assert set(made(200, c=Country({"US": 1, "FR": 1}))["c"]) == {"US", "FR"}
    assert set(made(50, c=Country("JP", name=True))["c"]) == {"Japan"}
    assert len(set(made(2000, c=Country())["c"])) > 40
