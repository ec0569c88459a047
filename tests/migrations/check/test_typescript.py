"""Files of types are read as TypeScript, however they are written."""

from __future__ import annotations

import pytest

from seeding.migrations.check.typescript import read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("string | null", "null|string"),
        ("| 'a'\n | \"b\"", '"b" | "a"'),
        ("Json", "NonNullable<Json>"),
        ("(Database['public']['Enums']['mood'])[] | null", 'Database["public"]["Enums"]["mood"][] | null'),
        ("{ a: number; b?: string }", "{ b?: string, a: number }"),
        ("{ a: number /* it is */ }", "{\n'a': number // it is\n}"),
        ("Record<PropertyKey, never>", "Record<PropertyKey,never>"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    first, second = (read(f"export type Database = {{ a: {text} }}") for text in (one, other))
    assert first is not None and second is not None
    assert first["a"].choices == second["a"].choices


@pytest.mark.parametrize(
    ("one", "other"),
    [("string | null", "string"), ("number[]", "number"), ("'a' | 'b'", "'a' | 'c'"), ("A<b>", "A<c>")],
)
def test_another(one: str, other: str) -> None:
    first, second = (read(f"interface Database {{ a: {text} }}") for text in (one, other))
    assert first is not None and second is not None
    assert first["a"].choices != second["a"].choices


def test_members_and_where_they_stand() -> None:
    text = "type Database = { [_ in never]: never; public: { [key: string]: Json\n t?: { a: 1 } } }; type X = {}"
    found = read(text)
    assert found is not None
    member = found["public"].members["t"]
    assert (member.optional, text[member.at : member.at + 2], list(member.value.members)) == (True, "t?", ["a"])
    assert found["nothing"]["at all"].members == {}


@pytest.mark.parametrize(
    "text", ["", "export type Other = {}", "type Database = {", "type Database = { a: ", "type Database = ;"]
)
def test_none(text: str) -> None:
    assert read(text) is None
