"""Faker as a pool: the same in every process and on every day, of any type."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from faker import Faker
from faker import generator as faker_generator

from seeding.columns.from_faker import FromFaker
from seeding.errors import FactoryError

DAYS = {"elements": (datetime.date(2020, 1, 1), datetime.date(2021, 1, 1))}

TYPES: list[tuple[str, dict[str, Any], type]] = [
    ("color_name", {}, str),
    ("random_int", {}, int),
    ("boolean", {}, bool),
    ("pydecimal", {"left_digits": 3, "right_digits": 2}, Decimal),
    ("uuid4", {"cast_to": None}, UUID),
    ("random_element", DAYS, datetime.date),
    ("words", {}, list),
    ("job", {"locale": "de_DE"}, str),
]


@pytest.mark.parametrize(("provider", "arguments", "kind"), TYPES)
def test_types(made: Any, provider: str, arguments: dict[str, Any], kind: type) -> None:
    found = made(60, f=FromFaker(provider, pool=40, **arguments))["f"]
    assert all(isinstance(value, kind) for value in found)
    assert len({repr(value) for value in found}) > 1


def test_the_global_generator_is_left_alone() -> None:
    Faker.seed(99)
    wanted = faker_generator.random.getstate()
    FromFaker("name").pool_values  # noqa: B018
    assert faker_generator.random.getstate() == wanted


def test_locales_and_arguments_change_the_pool() -> None:
    assert FromFaker("name", pool=5).pool_values != FromFaker("name", locale="pl_PL", pool=5).pool_values
    assert FromFaker("name", pool=5).pool_values == FromFaker("name", pool=5).pool_values


def test_unique(made: Any) -> None:
    assert len(set(made(60, f=FromFaker("color_name", pool=60, unique=True))["f"])) == 60
    with pytest.raises(FactoryError, match=r"whose pool has 60 values, too few for 61 rows"):
        made(61, f=FromFaker("color_name", pool=60, unique=True))
    with pytest.raises(FactoryError, match=r"no more than \d+ different values"):
        made(1, f=FromFaker("boolean", pool=10, unique=True))


CLOCK: list[tuple[str, dict[str, Any]]] = [
    ("date_of_birth", {}),
    ("date_time_this_year", {}),
    ("past_date", {}),
    ("date_between", {"start_date": "-3y"}),
    ("unix_time", {}),
]


@pytest.mark.parametrize(("provider", "arguments"), CLOCK)
def test_what_reads_the_clock_is_refused(made: Any, provider: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(FactoryError, match="reads the clock") as raised:
        made(1, f=FromFaker(provider, **arguments))
    assert "Moment or Date" in raised.value.hint


@pytest.mark.parametrize("provider", ["phone_number", "free_email", "credit_card_number", "url", "iban", "ssn"])
def test_what_could_be_somebodys_is_refused(provider: str) -> None:
    with pytest.raises(FactoryError, match="could belong to somebody") as raised:
        FromFaker(provider)
    assert raised.value.hint.startswith("use ")


def test_unknown_methods_and_locales(made: Any) -> None:
    with pytest.raises(FactoryError, match="Faker has no 'colour_name'") as raised:
        made(1, f=FromFaker("colour_name"))
    assert "color_name" in raised.value.hint
    with pytest.raises(FactoryError, match="locale"):
        made(1, f=FromFaker("name", locale="xx_YY"))
    with pytest.raises(FactoryError, match="a pool of 0"):
        FromFaker("name", pool=0)
