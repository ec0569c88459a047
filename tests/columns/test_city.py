"""Cities: large ones more often, in the countries asked for."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from seeding.columns.city import City
from seeding.columns.country import Country
from seeding.errors import FactoryError


def test_population_decides(made: Any) -> None:
    found = Counter(made(20_000, c=City("GB"))["c"])
    assert found["London"] > 5 * found["Leeds"] > 5 * found["Oxford"] > 0


def test_shares_of_countries(made: Any) -> None:
    found = Counter(made(10_000, c=City({"US": 0.6, "IN": 0.3, "IE": 0.1}), n=Country(of="c"))["n"])
    assert found["US"] == pytest.approx(6000, rel=0.05)
    assert found["IE"] == pytest.approx(1000, rel=0.15)
    listed = Counter(made(10_000, c=City(["IN", "IE"]), n=Country(of="c"))["n"])
    assert listed["IN"] > 50 * listed["IE"]


def test_agrees_with_a_column_of_countries(made: Any, given: Any) -> None:
    found = made(500, n=given(["PL", "JP", None, "QQ"]), c=City(country="n"), back=Country(of="c"))
    for country, city, back in zip(found["n"], found["c"], found["back"], strict=True):
        assert (city is not None, back) == (country in ("PL", "JP"), country if country in ("PL", "JP") else None)


@pytest.mark.parametrize("countries", ["XX", ["US", "USA"], {"US": 1, "Narnia": 2}])
def test_unknown_countries_are_named(countries: Any) -> None:
    with pytest.raises(FactoryError, match=r"there are no cities for the country '(XX|USA|Narnia)'"):
        City(countries)


def test_shares_are_positive() -> None:
    with pytest.raises(FactoryError, match="the share of 'US' is -1"):
        City({"US": -1})
