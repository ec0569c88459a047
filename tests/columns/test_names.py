"""The lists of names: every locale complete, every name writable, cultures kept apart."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from seeding.columns import fold, name_lists, names
from seeding.columns.draws import key_of, words
from seeding.columns.places import places

WANTED = {
    "en_US", "en_GB", "en_IN", "de_DE", "fr_FR", "es_ES", "pt_BR", "it_IT", "nl_NL", "sv_SE", "pl_PL", "ja_JP", "zh_CN",
}  # fmt: skip


def test_the_locales_that_must_be_there() -> None:
    assert set(name_lists.known_locales()) >= WANTED


@pytest.mark.parametrize("locale", name_lists.known_locales())
def test_every_culture_has_enough_names_and_no_doubles(locale: str) -> None:
    for culture in name_lists.cultures(locale):
        for listed in (*culture.given, *culture.family):
            assert len(listed) >= 10
            for name in listed:
                assert name == name.strip() and name == unicodedata.normalize("NFC", name)
                assert all(sign.isalpha() or sign in " '-’" for sign in name), name
        for given in culture.given:
            # Different characters are read alike; the same name twice is a slip.
            doubles = {name for name in given if given.count(name) > 1}
            assert not doubles or locale in ("ja_Latn_JP", "zh_Latn_CN")
        assert len(culture.given_weights[0]) == len(culture.given[0])
        assert len(culture.family_weights) == len(culture.family[0]) == len(culture.family[1])


@pytest.mark.parametrize("locale", name_lists.known_locales())
def test_every_name_has_letters_for_an_address(locale: str) -> None:
    known = names.names_of(((locale, 1.0),))
    for pool in (known.given, known.family):
        handles = fold.handles(pool, words(key_of("handles"), np.arange(len(pool))))
        assert fold.NOBODY not in handles.to_pylist()


def test_common_names_are_common() -> None:
    known = names.names_of((("en_US", 1.0),))
    count = np.arange(50_000)
    cell = known.cell(words(key_of("cell"), count))
    family = known.family.take(known.pick_family(words(key_of("family"), count), cell)).to_pylist()
    assert 400 < family.count("Smith") < 1000
    assert 0 < family.count("Archer") < 60


def test_every_country_with_cities_but_few_has_names() -> None:
    without = set(places().codes.to_pylist()) - set(name_lists.COUNTRIES)
    assert without == {"GH", "SG", "TW"}
    assert set(name_lists.COUNTRIES.values()) <= set(name_lists.known_locales())


@pytest.mark.parametrize(
    ("name", "feminine"),
    [("Kowalski", "Kowalska"), ("Nowak", "Nowak"), ("Konieczny", "Konieczna"), ("Dąbrowski", "Dąbrowska")],
)
def test_polish_family_names_agree(name: str, feminine: str) -> None:
    culture = name_lists.cultures("pl_PL")[0]
    assert culture.family[0][culture.family[1].index(name)] == feminine


@pytest.mark.parametrize(
    ("name", "feminine"),
    [("Novák", "Nováková"), ("Svoboda", "Svobodová"), ("Černý", "Černá"), ("Hájek", "Hájková"), ("Krejčí", "Krejčí")],
)
def test_czech_family_names_agree(name: str, feminine: str) -> None:
    culture = name_lists.cultures("cs_CZ")[0]
    assert culture.family[0][culture.family[1].index(name)] == feminine
