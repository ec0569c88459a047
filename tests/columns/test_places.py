"""The table of cities: complete, in the right place, each name once."""

from __future__ import annotations

import math
from collections import Counter
from zoneinfo import available_timezones

import pytest
from faker.providers.geo import Provider as Geo

from seeding.columns import places as module
from seeding.columns.places import MICRO, places, postal_codes

# Looked up one by one: far from every other place of their country in Faker's list.
REMOTE = ("Anchorage", "Cape Town", "Honolulu", "Manaus", "Perth", "Tijuana", "Winnipeg")


def test_names_are_unique_and_complete() -> None:
    known = places()
    assert len(known.city) > 300
    assert len(set(known.city.to_pylist())) == len(known.city)
    assert set(known.country.tolist()) == set(range(len(known.codes)))
    assert all(len(code) == 2 and code.isupper() for code in known.codes.to_pylist())
    assert set(known.time_zone.to_pylist()) <= available_timezones()
    assert all(known.region.to_pylist()) and all(population > 0 for population in known.people)


def test_cities_lie_near_other_places_of_their_country() -> None:
    """Against Faker's list of places (from GeoNames): nobody mistyped a sign or swapped two columns."""
    known = places()
    elsewhere = [(float(lat), float(lon), code) for lat, lon, _, code, _ in Geo.land_coords]
    mistakes = []
    for number in range(len(known.city)):
        latitude, longitude = known.latitude[number] / MICRO, known.longitude[number] / MICRO
        code = known.codes[int(known.country[number])].as_py()
        here = [place for place in elsewhere if place[2] == code]
        if len(here) < 3:
            continue
        away = min(_km(latitude, longitude, lat, lon) for lat, lon, _ in here)
        if away > 900:
            mistakes.append((known.city[number].as_py(), round(away)))
    assert not [mistake for mistake in mistakes if mistake[0] not in REMOTE]


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    east = (lon - other_lon) * math.cos(math.radians(lat))
    return 111.32 * math.hypot(lat - other_lat, east)


@pytest.mark.parametrize("degrees", [-60.5, -33.9, 0, 12.97, 48.1, 65.01, 80])
def test_the_cosine_is_the_cosine(degrees: float) -> None:
    assert module._cosine(degrees) == pytest.approx(math.cos(math.radians(degrees)), abs=1e-12)


def test_postal_codes_follow_their_pattern() -> None:
    codes, starts, counts = postal_codes()
    for number, pattern in enumerate(places().postal):
        mine = codes[int(starts[number]) : int(starts[number] + counts[number])].to_pylist()
        assert bool(mine) == bool(pattern)
        for code in mine:
            assert len(code) == len(pattern)
            for sign, wanted in zip(code, pattern, strict=True):
                assert sign.isdigit() if wanted == "#" else sign.isupper() if wanted == "@" else sign == wanted
    assert Counter(code is None for code in codes.to_pylist()) == Counter({False: len(codes)})
