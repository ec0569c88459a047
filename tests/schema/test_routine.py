"""What is read in the text of a function: what it looks up, and what it decides by."""

from __future__ import annotations

import pytest

from seeding.schema import Attribute, Name, Table, Trigger, Type, TypeKind
from seeding.schema.routine import (
    Compared,
    body_of,
    compared,
    conditions,
    counted,
    own_columns,
    query_of,
    refused,
    uncast,
    variables,
)

BODY = """
declare
    v_owner users%rowtype;
    v_limit int := 5;
    v_count int;   -- how many; there are
    has_room boolean;
begin
    select * into v_owner from users u where u.id = new.owner_id;
    select count(*) into v_count from loans l where l.user_id = new.owner_id and l.open;
    select exists (select 1 from rooms r where r.id = new.room_id and r.day = new.day) into has_room;
    if not has_room or v_owner.role <> 'keeper' then
        raise exception 'no; room';
    end if;
    if v_count >= v_limit and new.day between date '2020-01-01' and v_owner.leaves then
        raise exception 'enough';
    end if;
    return new;
end
"""


def test_what_variables_hold() -> None:
    known = variables(BODY)
    assert known.declared == {"v_owner", "v_limit", "v_count", "has_room"}
    assert known.resolved("v_owner.role") == "(SELECT role FROM users u WHERE (u.id = new.owner_id) LIMIT 1)"
    assert known.resolved("v_limit + 1") == "(5) + 1"
    assert known.resolved("old.role") is None
    assert known.resolved("'v_limit'") == "'v_limit'"


def test_what_it_decides_by() -> None:
    known = variables(BODY)
    found = list(conditions(BODY, known))
    assert [(c.text, c.negated) for c in found[1:]] == [
        ("v_owner.role <> 'keeper'", False),
        ("v_count >= v_limit", False),
        ("new.day between date '2020-01-01' and v_owner.leaves", False),
    ]
    assert found[0].query is not None
    assert found[0].negated
    assert found[0].query.where == ("r.id = new.room_id", "r.day = new.day")


@pytest.mark.parametrize(
    ("text", "left", "symbol", "right"),
    [
        ("new.a <> b.c", "new.a", "<>", "b.c"),
        ("new.a != 1", "new.a", "<>", "1"),
        ("new.a is distinct from (select x from y where z = 1)", "new.a", "<>", "(select x from y where z = 1)"),
        ("a->>'k' = new.kind", "a->>'k'", "=", "new.kind"),
        ("t.start <= new.start", "t.start", "<=", "new.start"),
    ],
)
def test_comparisons(text: str, left: str, symbol: str, right: str) -> None:
    assert list(compared(text)) == [Compared(left, symbol, right)]


@pytest.mark.parametrize("text", ["new.a", "new.a is null", "a @> b", "a && b", "f(a = b)"])
def test_no_comparison(text: str) -> None:
    assert list(compared(text)) == []


@pytest.mark.parametrize("text", ["select a, count(*) from b group by a", "select 1", "update a set b = 1"])
def test_no_query(text: str) -> None:
    assert query_of(text) is None


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("(new.a)::int::text", "new.a"),
        ("extract(dow from new.day)::smallint", "extract(dow from new.day)"),
        ("new.a + new.b::int", "new.a + new.b::int"),
        ("'x'::character varying", "'x'"),
    ],
)
def test_casts(text: str, inner: str) -> None:
    assert uncast(text) == inner


def test_what_a_function_is_told() -> None:
    trigger = Trigger(
        "guard",
        "CREATE TRIGGER guard BEFORE INSERT ON public.shed FOR EACH ROW EXECUTE FUNCTION public.f('a', 'b''c')",
        Name("public", "f"),
        body="if tg_argv[1] = new.x and TG_OP = 'INSERT' and tg_table_name <> tg_argv[2] then x := 'tg_op'; end if;",
    )
    assert body_of(Table(Name("public", "shed"), ()), trigger) == (
        "if 'b''c' = new.x and 'INSERT' = 'INSERT' and 'shed' <> NULL then x := 'tg_op'; end if;"
    )


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        ("if num_nonnulls(new.a, new.b) <> 1 then raise exception 'x'; end if;", "(num_nonnulls(a, b) = 1)"),
        ("n := num_nonnulls(new.b, new.a); if n < 1 then raise exception 'x'; end if;", "(num_nonnulls(b, a) >= 1)"),
        (
            "n := (new.a is not null)::int + (new.c is not null)::integer; if (n > 1) then raise 'x'; end if;",
            "(num_nonnulls(a, c) <= 1)",
        ),
        (
            "if case when new.a is not null then 1 else 0 end + case when NEW.b is not null then 1 else 0 end != 1 "
            "then raise exception 'x'; end if;",
            "(num_nonnulls(a, b) = 1)",
        ),
    ],
)
def test_what_it_counts(body: str, expression: str) -> None:
    (found,) = counted(_counting(body))
    assert found.expression == expression


@pytest.mark.parametrize(
    "body",
    [
        "if num_nonnulls(new.a, new.b) <> 1 then raise notice 'x'; end if;",
        "if num_nonnulls(new.a, old.b) <> 1 then raise exception 'x'; end if;",
        "new.a := 1; if num_nonnulls(new.a, new.b) <> 1 then raise exception 'x'; end if;",
        "if n <> 1 then raise exception 'x'; end if;",
    ],
)
def test_what_it_does_not_count(body: str) -> None:
    assert list(counted(_counting(body))) == []


def _counting(body: str) -> Table:
    made = "CREATE TRIGGER t BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.f()"
    trigger = Trigger("t", made, Name("public", "f"), ("INSERT",), "BEFORE", body=body)
    integer = Type("int4", "pg_catalog", TypeKind.BASE, "integer")
    return Table(Name("public", "t"), tuple(Attribute(c, integer, nullable=True) for c in "abc"), triggers=(trigger,))


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("begin if new.a > 5 then raise exception 'x'; end if; return new; end", ["(new__a <= 5)"]),
        ("begin if new.a < 0 or new.b = 3 then raise 'x'; end if; end", ["(new__a >= 0)", "(new__b <> 3)"]),
        (
            "begin if new.a not between 1 and 9 then raise exception 'x'; end if; end",
            ["((new__a >= 1) AND (new__a <= 9))"],
        ),
        ("begin if new.a::text !~ '^[1-4]$' then raise exception 'x'; end if; end", ["(new__a::text ~ '^[1-4]$')"]),
        ("begin if new.a is not null and new.a < new.b then raise exception 'x'; end if; end", ["(new__a >= new__b)"]),
        (
            "begin if new.a = 1 and not (new.b in (2, 3)) then raise exception 'x'; end if; end",
            ["((new__a <> 1) OR (new__b in (2, 3)))"],
        ),
        (
            "begin case when new.a is null then raise 'x'; when new.b = 3 then raise exception 'y'; else end case; end",
            ["(new__a IS NOT NULL)", "(new__b <> 3)"],
        ),
        (
            "begin if new.a = 1 then raise 'x'; elsif new.b = 3 then null; elsif new.c = 2 then raise 'y'; end if; end",
            ["(new__a <> 1)"],
        ),
        ("begin if new.a = 1 then case when new.b = 3 then raise 'x'; end case; end if; end", []),
        ("begin case new.a when 1 then raise 'x'; end case; end", []),
        (
            "begin new.c := case when new.a > 5 then 1 else 2 end; if new.b = 1 then raise 'x'; end if; end",
            ["(new__b <> 1)"],
        ),
        ("begin if tg_op = 'UPDATE' then if new.a > 5 then raise exception 'x'; end if; end if; end", []),
        ("begin if new.b is null then return new; end if; if new.a > 5 then raise exception 'x'; end if; end", []),
        ("begin new.a := 3; if new.a > 5 then raise exception 'x'; end if; end", []),
        ("begin if new.a > 5 then raise notice 'x'; end if; end", []),
        ("begin if new.a > 5 then new.b := 1; raise exception 'x'; end if; end", []),
        ("begin if (new.a || '')::timestamp > now() then raise exception 'x'; end if; end", []),
        # What is to come is planned ahead of any clock; what has been is for the server to say.
        ("begin if new.a < current_date then raise exception 'x'; end if; end", ["(new__a >= current_date)"]),
        ("begin if now() >= new.a then raise exception 'x'; end if; end", ["(now() < new__a)"]),
        (
            "begin if new.a < current_date + interval '1 day' then raise exception 'x'; end if; end",
            ["(new__a >= current_date + '1 day'::interval)"],
        ),
        ("begin if new.a > current_date then raise exception 'x'; end if; end", []),
        ("begin if new.a < current_date or new.b = 3 then raise 'x'; end if; end", ["(new__a >= current_date)"]),
    ],
)
def test_what_it_refuses_by_the_row_alone(body: str, wanted: list[str]) -> None:
    assert [said for _, said in refused(_counting(body))] == wanted


def test_what_joins_ask_of_the_row_is_a_condition_like_others() -> None:
    found = query_of(
        "select 1 from car c join booking b on c.plate = new.plate and b.brand = c.brand where b.id = new.booking_id"
    )
    assert found is not None
    assert found.source == "car c JOIN booking b ON b.brand = c.brand"
    assert found.where == ("c.plate = new.plate", "b.id = new.booking_id")


def test_outer_joins_stay_as_they_are() -> None:
    found = query_of("select 1 from car c left join booking b on c.plate = new.plate where b.id = new.booking_id")
    assert found is not None
    assert found.source == "car c left join booking b on c.plate = new.plate"
    assert found.where == ("b.id = new.booking_id",)


def test_columns_that_could_be_read_as_something_else_are_quoted() -> None:
    said = "((new__end > new__begins) AND (new__isOpen = true) AND is_free(new__from, new__room_2))"
    assert own_columns(said) == '(("end" > begins) AND ("isOpen" = true) AND is_free("from", room_2))'
