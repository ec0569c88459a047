"""Conditions taken apart into cases, and written as SQL again."""

from __future__ import annotations

import pytest

from seeding.infer.expression import assigned, cases, parse, to_sql, together

A, NO_A, B, NO_B = '(NOT ("a" IS NULL))', '("a" IS NULL)', '(NOT ("b" IS NULL))', '("b" IS NULL)'


def ways(text: str, *, holds: bool = True) -> list[list[str]]:
    tree = parse(text)
    assert tree is not None
    return [[to_sql(atom) for atom in case] for case in cases(tree, holds=holds)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", [[]]),
        ("false", []),
        ("(a IS NULL OR b IS NULL)", [[NO_A], [NO_B]]),
        ("(NOT (a IS NULL OR b IS NULL))", [[A, B]]),
        ("(num_nonnulls(a, b) = 1)", [[A, NO_B], [NO_A, B]]),
        ("(num_nulls(a, b) = 2)", [[NO_A, NO_B]]),
        ("(((a IS NOT NULL))::integer + ((b IS NOT NULL))::integer = 1)", [[A, NO_B], [NO_A, B]]),
        ("((a IS NULL) = (b IS NULL))", [[NO_A, NO_B], [A, B]]),
        ("((a IS NULL) <> (b IS NULL))", [[NO_A, B], [A, NO_B]]),
        ("CASE WHEN a IS NULL THEN b IS NULL ELSE false END", [[NO_A, NO_B]]),
        ("(enabled = (a IS NULL))", [['"enabled"', NO_A], ['(NOT "enabled")', A]]),
        ("(NOT (k = 'x'::text))", [["(\"k\" <> 'x'::text)"]]),
        ("(NOT ((k = 'todo'::text) AND (done = true)))", [["(\"k\" <> 'todo'::text)"], ['(NOT "done")']]),
        ("(COALESCE(b, 0) >= 0)", [["(\"b\" >= '0'::numeric)"], [NO_B]]),
        ("(a IS NULL AND a IS NOT NULL)", []),
    ],
)  # fmt: skip
def test_cases(text: str, expected: list[list[str]]) -> None:
    assert ways(text) == expected


def test_cases_of_several_conditions_are_those_that_do_not_contradict() -> None:
    one, other = parse("(a IS NULL OR b IS NULL)"), parse("(a IS NOT NULL)")
    assert one is not None
    assert other is not None
    assert [[to_sql(atom) for atom in case] for case in together([cases(one), cases(other)])] == [[NO_B, A]]


def test_a_condition_of_many_cases_is_bounded() -> None:
    names = ", ".join(f"c{n}" for n in range(40))
    assert len(ways(f"(num_nonnulls({names}) = 20)")) <= 48


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("(total = (price * quantity))", "total", '("price" * "quantity")'),
        ("((a + b) = 100)", "b", "('100'::numeric - \"a\")"),
        ("((a - b) = c)", "b", '("a" - "c")'),
        ("(lower(name) = slug)", "slug", '"lower"("name")'),
        ("(ends > (starts + '00:15:00'::interval))", "ends", "(\"starts\" + '00:15:00'::interval)"),
    ],
)
def test_an_equation_is_solved_for_a_column(text: str, column: str, value: str) -> None:
    tree = parse(text)
    assert tree is not None
    solved = assigned(tree, [column])
    assert solved is not None
    assert (solved[0], to_sql(solved[1])) == (column, value)


@pytest.mark.parametrize(
    "text",
    [
        "((a > '-1'::integer) AND (a <= (5)::numeric))", "(a = ANY (ARRAY['x'::text, 'y'::text]))",
        "(b IS DISTINCT FROM c)", "(EXTRACT(year FROM d) > (2000)::numeric)", "((v).part > 3)", "(tags[1] = 'x'::text)",
        "CASE WHEN (a > 1) THEN (b IS NULL) ELSE true END", "(at AT TIME ZONE 'UTC'::text)", "(a ~ E'\\\\d''x')",
        "(d >= CURRENT_DATE)", "(\"Odd \"\" name\" ~ '^[A-Z]{3}$'::text)", "(cfg ? 'min'::text)", "ROW(a, b)",
        "(y = (z)::date)", "(- a)", "(n = NULL::integer)", "(0 < ALL (a))",
    ],
)  # fmt: skip
def test_what_is_written_reads_the_same(text: str) -> None:
    tree = parse(text)
    assert tree is not None
    assert parse(to_sql(tree)) == tree
