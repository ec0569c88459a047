from __future__ import annotations

import pytest

from seeding.infer.expression import Call, Column, Literal, Tree, columns_of, parse


def written(tree: Tree | None) -> str:
    """A tree in one line: (= a 'x')."""
    match tree:
        case None:
            return "?"
        case Column():
            return tree.name
        case Literal(None):
            return "NULL"
        case Literal():
            return f"'{tree.text}'"
        case Call():
            return f"({' '.join([tree.name, *map(written, tree.arguments)])})"
    raise AssertionError(tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("(a > 0)", "(> a '0')"),
        ("((a > '-1'::integer) AND (a <= (5)::numeric))", "(and (> a '-1') (<= a '5'))"),
        ("((a)::text = ANY ((ARRAY['x'::character varying, 'y'::bpchar])::text[]))", "(= any a (array 'x' 'y'))"),
        ("(a <> ALL (ARRAY[1, 2]))", "(<> all a (array '1' '2'))"),
        ("(a = ANY ('{x,y}'::text[]))", "(= any a '{x,y}')"),
        ("((b IS NULL) OR (b IS NOT NULL) OR c)", "(or (is null b) (not (is null b)) c)"),
        ("(NOT (a AND b))", "(not (and a b))"),
        ("(TRIM(BOTH FROM a) = TRIM(LEADING '0'::text FROM b))", "(= (btrim a) (ltrim b '0'))"),
        ("(lower(email) = email)", "(= (lower email) email)"),
        ("(\"Odd \"\" name\" ~ '^[A-Z]{3}$'::text)", "(~ Odd \" name '^[A-Z]{3}$')"),
        ("(VALUE OPERATOR(public.~) '^a'::public.citext)", "(~ VALUE '^a')"),
        ("(at <= (now() - '18 years'::interval))", "(<= at (- (now) '18 years'))"),
        ("(EXTRACT(year FROM d) > (2000)::numeric)", "(> (extract 'year' d) '2000')"),
        ("CASE WHEN (a > 1) THEN (b IS NULL) ELSE true END", "(case (> a '1') (is null b) 'true')"),
        ("(c IS NOT DISTINCT FROM d)", "(not (is distinct from c d))"),
        ("(name !~~ '%x%'::text)", "(!~~ name '%x%')"),
        ("((name)::text ~~* 'x_'::text)", "(~~* name 'x_')"),
        ("(- a)", "(- a)"),
        ("((a - 1) * 2 + 3)", "(+ (* (- a '1') '2') '3')"),
        ("(a || b || c)", "(|| (|| a b) c)"),
        ("(x = (y)::date)", "(= x (::date y))"),
        ("((v).part > 3)", "(> (. v 'part') '3')"),
        ("(tags[1] = 'x'::text)", "(= ([] tags '1') 'x')"),
        ("(at AT TIME ZONE 'UTC'::text)", "(at time zone at 'UTC')"),
        ("(t > '10:00:00'::time without time zone)", "(> t '10:00:00')"),
        ("(text = 'it''s'::text COLLATE \"C\")", "(= text 'it's')"),
        ("(a = E'\\\\x')", "(= a '\\x')"),
        ("public.is_ok((a)::text, VARIADIC ARRAY[1])", "(is_ok a (array '1'))"),
        ("ROW(a, b)", "(row a b)"),
        ("(d >= CURRENT_DATE)", "(>= d (current_date))"),
        ("true", "'true'"),
        # Beyond this reader, and said so
        ("(a IN (SELECT 1))", "?"),
        ("a > ", "?"),
        ("(schema.table.column = 1)", "?"),
        ("\x00", "?"),
        ("", "?"),
    ],
)  # fmt: skip
def test_parse(text: str, tree: str) -> None:
    assert written(parse(text)) == tree


def test_columns_in_order_of_appearance() -> None:
    tree = parse("((b > a) AND (lower(c) = 'x'::text) AND (a = 1))")
    assert tree is not None
    assert columns_of(tree) == ("b", "a", "c")
