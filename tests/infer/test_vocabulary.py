"""What things of a kind are called, told by the names of columns and tables."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from seeding.errors import FactoryError
from seeding.infer.generators.terms import Terms
from seeding.infer.records import listed
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
        ("metric_name text", "page_views"),
        ("embeddings_provider text", "hosted"),
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


def test_names_that_belong_to_somebody_have_no_numbers(rows_of) -> None:
    texts = rows_of({"c": Terms("assistant", again=True)}, "c", 600)
    assert len(set(texts)) > 90
    assert not any(text[-1].isdigit() for text in texts)


@pytest.mark.parametrize(
    ("table", "column", "some"),
    [
        ("films", "special_features text[]", "Deleted Scenes"),
        ("plans", "features text[]", "backups"),
        ("t", "role_title text", None),
    ],
)
def test_two_words_say_more_than_one(guess, rows_of, table: str, column: str, some: str | None) -> None:
    generator = guess(column, name=table)[column.split(maxsplit=1)[0]].generator
    if some is None:
        assert repr(generator) == "JobTitle()"
    else:
        assert any(some in value for value in rows_of({"c": generator}, "c", 50))


def test_the_table_that_joins_categories_says_what_they_are_of(fill) -> None:
    found = fill(
        "create table film (id int primary key, title text not null);"
        "create table category (id int primary key, name text not null);"
        "create table film_category (film_id int references film, category_id int references category,"
        " primary key (film_id, category_id))"
    )
    assert repr(found["public.category"]["name"].generator) == "Terms('film_category', unique=True)"


def test_a_prompt_does_what_it_is_called(guess, rows_of) -> None:
    found = {n: f.generator for n, f in guess("name text", "content text", name="prompts").items()}
    pairs = dict(zip(rows_of(found, "name", 300), rows_of(found, "content", 300), strict=True))
    assert pairs["Plan a week"] == "Plan a week of meals for four people."
    assert set(pairs) <= set(listed("prompts")["name"])
    assert len(set(pairs.values())) == len(pairs)


def test_a_picture_that_a_check_wants_an_address_for_is_a_picture(guess) -> None:
    found = guess("avatar_url text", checks={"(avatar_url ~ '^https?://'::text)": "avatar_url"})
    assert "ImageUrl()" in repr(found["avatar_url"].generator)


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


@pytest.mark.parametrize("type_", ["text", "varchar(7)", "varchar(5)"])
def test_autonomous_systems_are_private_ones(guess, rows_of, type_: str) -> None:
    generator = guess(f"asn {type_}")["asn"].generator
    numbers = {int(str(text).removeprefix("AS")) for text in rows_of({"c": generator}, "c", 400)}
    assert len(numbers) > 100
    assert min(numbers) >= 64512
    assert max(numbers) <= 65534


def test_what_is_displayed_of_a_thing_names_the_thing(guess) -> None:
    proxies = guess("name text", "display_name text", "url text", name="proxies")
    assert "PersonName" not in repr(proxies["display_name"].generator)
    for columns in (("name text", "display_name text", "email text"), ("display_name text", "bio text")):
        people = guess(*columns, name="handles")
        assert repr(people["display_name"].generator).startswith("PersonName")


def test_arrays_of_addresses_hold_addresses(guess, rows_of) -> None:
    found = guess("redirect_uris text[]")["redirect_uris"].generator
    assert all(str(uri).startswith("https://") for uris in rows_of({"c": found}, "c") for uri in uris)
