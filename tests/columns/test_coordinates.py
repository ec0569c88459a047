"""Positions: near the centre of their city, never further than the spread."""

from __future__ import annotations

import math
from typing import Any

import pytest

from seeding.columns.city import City
from seeding.columns.coordinates import Latitude, Longitude
from seeding.columns.places import MICRO, places
from seeding.errors import FactoryError


@pytest.mark.parametrize("spread", [0, 0.5, 6, 25])
def test_within_the_spread_in_both_directions(made: Any, spread: float) -> None:
    columns = {"lat": Latitude(of="city", spread_km=spread), "lon": Longitude(of="city", spread_km=spread)}
    found = made(5000, city=City(), **columns)
    known = places()
    index = {name: number for number, name in enumerate(known.city.to_pylist())}
    for city, latitude, longitude in zip(found["city"], found["lat"], found["lon"], strict=True):
        number = index[city]
        north = (latitude - known.latitude[number] / MICRO) * 111.32
        east = (longitude - known.longitude[number] / MICRO) * 111.32 * math.cos(math.radians(latitude))
        assert abs(north) <= spread + 0.001 and abs(east) <= spread * 1.01 + 0.001


def test_people_do_not_live_in_one_place(made: Any) -> None:
    found = made(1000, city=City("SG"), lat=Latitude(of="city"), lon=Longitude(of="city"))
    assert len(set(zip(found["lat"], found["lon"], strict=True))) > 990
    assert all(value == round(value, 6) for value in found["lat"])


def test_unknown_city_is_nowhere(made: Any, given: Any) -> None:
    found = made(2, city=given(["Atlantis", None]), lat=Latitude(of="city"), lon=Longitude(of="city"))
    assert found["lat"] == found["lon"] == [None, None]


@pytest.mark.parametrize("spread", [-1, 501, float("nan")])
def test_refused(spread: float) -> None:
    with pytest.raises(FactoryError, match="between 0 and 500"):
        Latitude(of="city", spread_km=spread)
