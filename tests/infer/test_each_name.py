"""Unique names of people are told apart by the names themselves."""

from __future__ import annotations

from seeding.infer.generators.each_name import EachName, _halves


def test_no_two_rows_share_a_name_and_none_has_a_number(rows_of) -> None:
    names = rows_of({"c": EachName()}, "c", 20_000)
    assert len(set(names)) == 20_000
    assert not any(character.isdigit() for name in names for character in name)
    assert max(map(len, names)) <= 48
    assert rows_of({"c": EachName()}, "c", 500, chunk=7) == rows_of({"c": EachName()}, "c", 500)


def test_there_are_enough_for_many_tables() -> None:
    given, family = _halves()
    assert len(given) * len(family) > 100_000


def test_unique_names_of_people(guess) -> None:
    assert repr(guess("full_name text", unique=("full_name",))["full_name"].generator) == "EachName()"
    found = guess("name varchar(100)", name="customers", unique=("name",))["name"].generator
    assert repr(found) == "EachName()"
    assert repr(guess("full_name varchar(30)", unique=("full_name",))["full_name"].generator).startswith("Numbered(")
