from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from seeding.infer.limits import Bound, Limits, Regex, limits_of
from seeding.schema import Check, Type, TypeKind

TEXT = Type("text", "pg_catalog", TypeKind.BASE, "text")


def limits(*expressions: str) -> Limits:
    return limits_of("a", [Check(f"c{n}", text, ("a",)) for n, text in enumerate(expressions)], TEXT)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("true", {}),
        ("(a = ANY (ARRAY['x'::text, 'y'::text]))", {"choices": ("x", "y")}),
        ("((a = 'x'::text) OR (a = 'y'::text))", {"choices": ("x", "y")}),
        ("((a IS NULL) OR (a = 'x'::text))", {"choices": ("x",)}),
        ("(a = ANY ('{x,\"y z\"}'::text[]))", {"choices": ("x", "y z")}),
        ("(upper(a) = ANY (ARRAY['M'::text]))", {"choices": ("M",), "case": "upper"}),
        ("a", {"choices": ("true",)}),
        ("(NOT a)", {"choices": ("false",)}),
        ("(a > 0)", {"lower": Bound(Decimal(0), inclusive=False)}),
        ("(0 <= a)", {"lower": Bound(Decimal(0))}),
        ("((a >= '-40'::integer) AND (a <= 240))", {"lower": Bound(Decimal(-40)), "upper": Bound(Decimal(240))}),
        ("(a >= '2020-01-01'::date)", {"lower": Bound(datetime(2020, 1, 1))}),
        ("(a <= '2022-01-01 02:00:00+02'::timestamp with time zone)", {"upper": Bound(datetime(2022, 1, 1))}),
        ("(a <= (now() - '1 day 02:00:00'::interval))", {"upper": Bound(None, from_now=timedelta(days=-1, hours=-2))}),
        ("(a > CURRENT_DATE)", {"lower": Bound(None, inclusive=False, from_now=timedelta(0))}),
        ("(char_length(a) <= 100)", {"longest": 100}),
        ("((length(btrim(a)) >= 1) AND (length(btrim(a)) <= 9))", {"shortest": 1, "longest": 9}),
        ("(length(TRIM(BOTH FROM a)) > 4)", {"shortest": 5}),
        ("(TRIM(BOTH '/'::text FROM a) <> ''::text)", {"shortest": 1}),
        ("(length(a) = 2)", {"shortest": 2, "longest": 2}),
        ("(a <> ''::text)", {"shortest": 1}),
        ("(cardinality(a) <= 3)", {"longest": 3}),
        ("(array_length(a, 1) > 1)", {"shortest": 2}),
        ("(jsonb_typeof(a) = 'object'::text)", {"json_type": "object"}),
        ("(a ~ '^x'::text)", {"patterns": (Regex("^x"),)}),
        ("(a ~* '^x'::text)", {"patterns": (Regex("^x", ignore_case=True),)}),
        ("(a ~~ 'x_%'::text)", {"patterns": (Regex("^x..*$"),)}),
        ("(a = lower(a))", {"case": "lower"}),
        ("(a <> ALL (ARRAY['x'::text]))", {"excluded": ("x",)}),
        ("(a IS NOT NULL)", {"not_null": True}),
        ("(EXTRACT(day FROM a) = (1)::numeric)", {"begins": "month"}),
        ("(a = (date_trunc('quarter'::text, (a)::timestamp with time zone))::date)", {"begins": "quarter"}),
        ("(valid(a))", {"unread": ("c0",)}),
        ("((a > 0) AND valid(a))", {"unread": ("c0",)}),
        ("((a > 0) OR valid(a))", {"lower": Bound(Decimal(0), inclusive=False)}),
    ],
)  # fmt: skip
def test_limits(expression: str, expected: dict[str, object]) -> None:
    assert limits(expression) == Limits(**expected)


def test_several_checks_tighten_each_other() -> None:
    found = limits("(a >= 1)", "(a >= 5)", "(a <= 9)", "(a < 100)", "(char_length(a) <= 9)", "(char_length(a) <= 12)")
    assert (found.lower, found.upper, found.longest) == (Bound(Decimal(5)), Bound(Decimal(9)), 9)


def test_domains_and_lengths_count_too() -> None:
    short = Type("varchar", "pg_catalog", TypeKind.BASE, "character varying(8)", length=8)
    inner = Type("a", "public", TypeKind.DOMAIN, "a", element=short, checks=(Check("i", "(VALUE <> ''::text)"),))
    outer = Type("b", "public", TypeKind.DOMAIN, "b", element=inner, checks=(Check("o", "(length(VALUE) < 5)"),))
    found = limits_of("a", [], outer)
    assert (found.shortest, found.longest) == (1, 4)
