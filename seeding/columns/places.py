"""Cities of the world and what is true of each: country, region, position, time zone, postal codes.

The table is `data/cities.tsv`; it is read once a process. A city is found by its name, so that a name
written by hand or drawn elsewhere has the right country too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np
import pyarrow as pa

from seeding.columns import pools
from seeding.columns.draws import Indices, key_of
from seeding.columns.rows import Rows
from seeding.columns.weighted import Weighted
from seeding.errors import FactoryError

# Letters that both British and Canadian postal codes use.
_POSTAL_LETTERS = "ABEGHJLNPRSTWXYZ"
_POSTAL_CODES = 24  # different ones a city

MICRO = 1_000_000
_KM_PER_DEGREE = 111.32


@dataclass(frozen=True)
class Places:
    """One entry a city. Positions in millionths of a degree; `wider` is 1 / cos(latitude)."""

    city: pa.Array
    country: Indices
    codes: pa.Array
    country_names: pa.Array
    region: pa.Array
    latitude: Indices
    longitude: Indices
    wider: tuple[float, ...]
    people: tuple[float, ...]
    time_zone: pa.Array
    postal: tuple[str, ...]

    def cities_in(self, country: int) -> Sequence[int]:
        """The cities of a country, by its number in `codes`."""
        return self._by_country.get(country, ())

    @cached_property
    def _by_country(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for city, number in enumerate(self.country.tolist()):
            found.setdefault(number, []).append(city)
        return found

    def number_of(self, code: str) -> int:
        """A country's number in `codes`, -1 for one that has no cities here."""
        return self._numbers.get(code, -1)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {code: number for number, code in enumerate(self.codes.to_pylist())}

    def of(self, rows: Rows, column: str) -> Indices:
        """The city each row names in `column`, -1 for one we do not know."""
        return pools.find(rows.column(column), self.city)


@lru_cache(maxsize=1)
def places() -> Places:
    """The table of cities."""
    countries = dict(_lines("countries.tsv"))
    table = list(_lines("cities.tsv"))
    codes = list(countries)
    degrees = [(float(line[3]), float(line[4])) for line in table]
    return Places(
        city=pa.array([line[1] for line in table]),
        country=np.array([codes.index(line[0]) for line in table], dtype=np.int64),
        codes=pa.array(codes),
        country_names=pa.array(list(countries.values())),
        region=pa.array([line[2] for line in table]),
        latitude=np.array([round(latitude * MICRO) for latitude, _ in degrees], dtype=np.int64),
        longitude=np.array([round(longitude * MICRO) for _, longitude in degrees], dtype=np.int64),
        wider=tuple(1.0 / _cosine(latitude) for latitude, _ in degrees),
        people=tuple(float(line[5]) for line in table),
        time_zone=pa.array([line[6] for line in table]),
        postal=tuple(line[7] for line in table),
    )


@lru_cache(maxsize=32)
def city_weights(countries: tuple[tuple[str, float], ...]) -> tuple[Weighted, Indices]:
    """Cities by population, of all countries or of some in given shares: how to draw, and whom each entry is."""
    known = places()
    if not countries:
        return Weighted(known.people), np.arange(len(known.people), dtype=np.int64)
    weights: list[float] = []
    cities: list[int] = []
    for code, share in countries:
        here = known.cities_in(known.number_of(code))
        total = sum(known.people[city] for city in here)
        weights += [share * known.people[city] / total for city in here]
        cities += here
    return Weighted(weights), np.array(cities, dtype=np.int64)


@lru_cache(maxsize=1)
def cities_by_country() -> tuple[Weighted, Indices]:
    """One table a country: how to draw a city by population, and whom each entry is."""
    known = places()
    groups = [known.cities_in(country) for country in range(len(known.codes))]
    tables = [[known.people[city] for city in group] for group in groups]
    return Weighted(*tables), np.array([city for group in groups for city in group], dtype=np.int64)


@lru_cache(maxsize=32)
def country_weights(countries: tuple[tuple[str, float], ...]) -> tuple[Weighted, Indices]:
    """Countries by the people in their cities, or in given shares."""
    known = places()
    if countries:
        numbers = [known.number_of(code) for code, _ in countries]
        return Weighted([share for _, share in countries]), np.array(numbers, dtype=np.int64)
    people = [sum(known.people[city] for city in known.cities_in(number)) for number in range(len(known.codes))]
    return Weighted(people), np.arange(len(people), dtype=np.int64)


@lru_cache(maxsize=1)
def postal_codes() -> tuple[pa.Array, Indices, Indices]:
    """Postal codes of all cities, where each city's begin, and how many it has (0 where it has none)."""
    written: list[str] = []
    starts, counts = [], []
    for city, pattern in enumerate(places().postal):
        codes = [_postal_code(pattern, key_of("postal", city, n)) for n in range(_POSTAL_CODES)] if pattern else []
        starts.append(len(written))
        counts.append(len(codes))
        written += codes
    return pa.array(written), np.array(starts, dtype=np.int64), np.array(counts, dtype=np.int64)


@lru_cache(maxsize=32)
def reach(km: float) -> tuple[int, Indices]:
    """How far `km` is in millionths of a degree: north, and east at each city."""
    north = km * MICRO / _KM_PER_DEGREE
    return round(north), np.array([round(north * factor) for factor in places().wider], dtype=np.int64)


def parse_countries(countries: object, column: object) -> tuple[tuple[str, float], ...]:
    """Countries as given to a generator, as (code, share) pairs; FactoryError for one that is not here."""
    if countries is None:
        return ()
    if isinstance(countries, str):
        countries = [countries]
    if not isinstance(countries, dict):
        assert isinstance(countries, Iterable)
        listed = list(countries)
        sizes = [sum(places().people[city] for city in _cities_of(code, column)) for code in listed]
        return tuple(zip(listed, sizes, strict=True))
    for code, share in countries.items():
        _cities_of(code, column)
        if not share > 0:
            raise FactoryError(f"{column!r}: the share of {code!r} is {share!r}, not above 0")
    return tuple((code, float(share)) for code, share in countries.items())


def _cities_of(code: str, column: object) -> Sequence[int]:
    known = places()
    number = known.number_of(code)
    if number < 0:
        raise FactoryError(
            f"{column!r}: there are no cities for the country {code!r}",
            hint=f"known (ISO 3166-1 alpha-2): {', '.join(known.codes.to_pylist())}",
        )
    return known.cities_in(number)


def _postal_code(pattern: str, key: int) -> str:
    written = []
    for sign in pattern:
        if sign == "#":
            key, digit = divmod(key, 10)
            written.append(str(digit))
        elif sign == "@":
            key, letter = divmod(key, len(_POSTAL_LETTERS))
            written.append(_POSTAL_LETTERS[letter])
        else:
            written.append(sign)
    return "".join(written)


def _cosine(degrees: float) -> float:
    """By its series, because the last bit of `math.cos` depends on the machine's C library."""
    x = degrees * 0.017453292519943295
    term = total = 1.0
    for n in range(1, 16):
        term *= -x * x / ((2 * n - 1) * (2 * n))
        total += term
    return total


def _lines(name: str) -> list[list[str]]:
    text = (files("seeding.columns") / "data" / name).read_text(encoding="utf-8")
    return [line for line in csv.reader(text.splitlines(), delimiter="\t") if not line[0].startswith("#")]
