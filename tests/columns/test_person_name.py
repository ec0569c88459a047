"""Full names: of one culture, in the order of their language, agreeing with the columns beside them."""

from __future__ import annotations

from typing import Any

import pytest

from seeding.columns import name_lists, names
from seeding.columns.choice import Choice
from seeding.columns.person_name import PersonName
from seeding.errors import FactoryError


@pytest.mark.parametrize("locale", name_lists.known_locales())
def test_both_names_are_of_one_culture(made: Any, locale: str) -> None:
    cells = [(culture, gender) for culture in name_lists.cultures(locale) for gender in (0, 1)]
    for name in made(200, n=PersonName(locale))["n"]:
        assert any(_could_be(name, culture, gender) for culture, gender in cells), name


def _could_be(name: str, culture: name_lists.Culture, gender: int) -> bool:
    given, family = culture.given[gender], culture.family[gender]
    if culture.family_first:
        return any(name.removeprefix(f"{one}{culture.separator}") in given for one in family if name.startswith(one))
    rest = [name[len(one) + 1 :] for one in given if name.startswith(f"{one} ")]
    return any(last in family or any(last.startswith(f"{one} ") for one in family) for last in rest)


def test_twenty_rows_do_not_repeat(made: Any) -> None:
    for locale in ("en_US", "en_IN", "de_DE", "pl_PL"):
        assert len(set(made(20, n=PersonName(locale))["n"])) == 20


def test_spaniards_have_two_family_names_and_brazilians_mostly(made: Any) -> None:
    spanish = made(1000, n=PersonName("es_ES"))["n"]
    brazilian = made(1000, n=PersonName("pt_BR"))["n"]
    assert sum(len(name.split()) >= 3 for name in spanish) > 850
    assert 500 < sum(len(name.split()) == 3 for name in brazilian) < 700


def test_locales_mix_by_weight(made: Any) -> None:
    found = made(4000, n=PersonName({"ja_JP": 3, "en-US": 1}))["n"]
    assert sum(name.isascii() for name in found) == pytest.approx(1000, rel=0.1)


def test_a_column_of_countries_chooses_the_names(made: Any, given: Any) -> None:
    countries = given(["PL", "JP", "IN", "ZZ", None])
    found = made(1000, country=countries, n=PersonName("pl_PL", country="country"))
    polish = set(names.names_of((("pl_PL", 1.0),)).given.to_pylist())
    japanese = set(names.names_of((("ja_Latn_JP", 1.0),)).given.to_pylist())
    for country, name in zip(found["country"], found["n"], strict=True):
        if country == "JP":
            assert name.split()[0] in japanese
        elif country != "IN":
            assert name.split()[0] in polish


def test_made_of_other_columns(made: Any, given: Any) -> None:
    parts = {"first": given(["Anna", "明美", "Jan", None, "Ida"]), "last": given(["Kowalska", "佐藤", None, None, ""])}
    assert made(5, n=PersonName(of=("first", "last")), **parts)["n"] == ["Anna Kowalska", "明美 佐藤", "Jan", "", "Ida"]
    japanese = PersonName("ja_JP", of=("first", "last"))
    chinese = PersonName("zh_CN", of=("first", "last"))
    both = made(1, j=japanese, c=chinese, first=given(["明美"]), last=given(["佐藤"]))
    assert (both["j"], both["c"]) == (["佐藤 明美"], ["佐藤明美"])


def test_two_columns_are_two_people_unless_they_say_so(made: Any) -> None:
    found = made(
        200, a=PersonName(), b=PersonName(), c=PersonName(person="author"), d=PersonName(person="author"), x=Choice([1])
    )
    assert sum(a == b for a, b in zip(found["a"], found["b"], strict=True)) < 5
    assert found["c"] == found["d"]


@pytest.mark.parametrize("locale", ["xx_XX", {"en_US": 0}, {}, {"en_US": 1, "tlh": 1}])
def test_refused(locale: Any) -> None:
    with pytest.raises(FactoryError, match="locale"):
        PersonName(locale)
