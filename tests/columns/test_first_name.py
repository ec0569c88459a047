"""Given names agree in gender and culture with the family name of the same person."""

from __future__ import annotations

from typing import Any

import pytest

from seeding.columns import name_lists
from seeding.columns.first_name import FirstName
from seeding.columns.last_name import LastName
from seeding.columns.person_name import PersonName
from seeding.errors import FactoryError


@pytest.mark.parametrize("locale", ["pl_PL", "en_IN", "en_US", "sv_SE", "el_Latn_GR", "cs_CZ"])
def test_first_and_last_name_are_of_one_culture_and_gender(made: Any, locale: str) -> None:
    allowed = {
        (given, family)
        for culture in name_lists.cultures(locale)
        for gender in (0, 1)
        for given in culture.given[gender]
        for family in culture.family[gender]
    }
    found = made(500, f=FirstName(locale), l=LastName(locale))
    assert all(pair in allowed for pair in zip(found["f"], found["l"], strict=True))


def test_another_person_is_another_person(made: Any) -> None:
    found = made(300, f=FirstName(), g=FirstName(person="mother"), same=FirstName())
    assert found["f"] == found["same"]
    assert sum(f == g for f, g in zip(found["f"], found["g"], strict=True)) < 30


def test_a_full_name_of_the_same_person(made: Any) -> None:
    found = made(100, n=PersonName(person=""), f=FirstName(), l=LastName())
    assert found["n"] == [f"{first} {last}" for first, last in zip(found["f"], found["l"], strict=True)]


def test_refused() -> None:
    with pytest.raises(FactoryError, match="no names for the locale 'nowhere'"):
        FirstName("nowhere")
