"""What things of a kind are called, told by the names of columns and tables."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from seeding.errors import FactoryError
from seeding.infer.generators.terms import Terms
from seeding.infer.vocabulary import entries
from seeding.safety import inspect

VOCABULARIES = tomllib.loads(files("seeding.infer").joinpath("data", "vocabularies.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("table", "column", "vocabulary"),
    [
        ("genres", "name text", "genre"),
        ("media_type", "name varchar(120)", "media_type"),
        ("phonenumbertype", "name text", "phone_type"),
        ("shop_shippingeventtypes", "name text", "order_event"),
        ("genre_translations", "name text", "genre"),
        ("rooms", "display_name text", "room"),
        ("films", "title text", "work"),
        ("t", "original_song_title text", "work"),
    ],
)
def test_names_in_a_table_are_of_what_it_holds(guess, table: str, column: str, vocabulary: str) -> None:
    found = guess(column, name=table)[column.split(maxsplit=1)[0]].generator
    assert repr(found).startswith(f"Terms('{vocabulary}'")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("shipping_method varchar(128)", "Express"),
        ("continent varchar", "Europe"),
        ("default_branch text", "main"),
        ("queue_name text", "mailers"),
        ("proxy_class varchar(255)", "InvoiceBuilder"),
        ("os text", "Android"),
        ("ban_reason text", "Duplicate of an earlier entry."),
        ("error_message text", "Permission denied."),
        ("email_body_template text", "Your code is {{ code }}."),
        ("estacion varchar(20)", None),
    ],
)
def test_columns_have_values_of_what_they_name(guess, rows_of, column: str, value: str | None) -> None:
    name = column.split(maxsplit=1)[0]
    generator = guess(column)[name].generator
    values = set(rows_of({"c": generator}, "c", 400))
    assert value in values if value else all(str(text).startswith("Estacion ") for text in values)


def test_a_person_or_company_is_not_called_like_a_thing(guess) -> None:
    assert repr(guess("name text", name="course_instructors")["name"].generator) == "PersonName()"
    assert repr(guess("name text", name="partners")["name"].generator) == "Company()"


def test_an_unknown_array_holds_what_it_is_called(guess, rows_of) -> None:
    values = rows_of({"c": guess("frobs text[]")["frobs"].generator}, "c", 50)
    assert {item for value in values for item in value} <= {f"frob-{n}" for n in range(1, 9)}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_row_has_a_name_of_its_own_that_is_nobodys(rows_of, name: str) -> None:
    known = VOCABULARIES[name]
    if "pattern" in known:
        return
    generator = Terms(name, unique=True)
    texts = rows_of({"c": generator}, "c", 1500)
    assert len(set(texts)) == 1500
    assert max(map(len, texts)) <= generator.widest
    assert rows_of({"c": generator}, "c", 1500, chunk=37) == texts
    for text in {*texts[:300], *entries(known["values"])}:
        assert inspect(text, column="value", type="text") == []


def test_a_phrase_belongs_to_one_vocabulary() -> None:
    phrases = [phrase for known in VOCABULARIES.values() for phrase in entries(known["for"])]
    assert sorted(phrases) == sorted(set(phrases))


def test_an_unknown_vocabulary_is_refused() -> None:
    with pytest.raises(FactoryError, match="there is no vocabulary 'gener'"):
        Terms("gener")
