"""Tables with constraints that break generators: whatever they ask for, every table is filled, on a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import servers

from seeding.generate import generate
from seeding.load.encode import as_text
from seeding.plan.model import Plan
from seeding.plan.planner import make_plan
from seeding.profile import Profile
from seeding.schema import introspect, quote
from seeding.schema.trial import ServerTester

CASES = Path(__file__).parent / "cases"
ROWS = 60

Filled = Callable[..., Plan]


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """PostgreSQL 15 with its extensions."""
    with servers.system_15() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            for extension in ("btree_gist", "citext"):
                connection.execute(f"create extension if not exists {extension}")
        yield url


@pytest.fixture
def connection(server_url: str) -> Iterator[psycopg.Connection]:
    """A connection whose work is rolled back."""
    with psycopg.connect(server_url, autocommit=True) as opened, opened.transaction(force_rollback=True):
        yield opened


def planned(connection: psycopg.Connection, count: int = ROWS) -> Plan:
    """The plan for what is in the database."""
    profile = Profile(environment="local", name="test", count=count)
    return make_plan(introspect(connection), profile, tester=ServerTester(connection))


@pytest.fixture
def fill(connection: psycopg.Connection) -> Filled:
    """`fill(ddl)` makes tables, plans and writes their rows, and checks every constraint at once."""

    def run(ddl: str, count: int = ROWS) -> Plan:
        connection.execute(ddl)
        plan = planned(connection, count)
        for batch in generate(plan):
            names = [column.name for column in batch.table.columns]
            texts = [as_text(batch.data.column(c.name), c.attribute.type).to_pylist() for c in batch.table.columns]
            listed = ", ".join(map(quote, names))
            with (
                connection.cursor() as cursor,
                cursor.copy(f"copy {batch.table.name.sql} ({listed}) from stdin") as copy,
            ):
                for row in zip(*texts, strict=True):
                    copy.write_row(row)
        connection.execute("set constraints all immediate")
        return plan

    return run


def cases(name: str) -> list[str]:
    return (CASES / f"{name}.sql").read_text(encoding="utf-8").strip().split("\n\n")


@pytest.mark.parametrize(
    "ddl", [case for name in ("checks", "uniques", "exclusions", "indexes") for case in cases(name)]
)
def test_every_table_is_filled(fill: Filled, connection: psycopg.Connection, ddl: str) -> None:
    plan = fill(ddl)
    assert not plan.findings
    assert {table.name for table in plan.tables if table.rows} == set(introspect(connection).tables)
    assert all(column.reason for table in plan.tables for column in table.columns)


@pytest.mark.parametrize(
    ("query", "kinds", "ddl"),
    [
        ("select distinct kind", 2, cases("checks")[0]),
        (
            "select distinct type, a is null",
            2,
            "create table p (id serial primary key); create table t (type text not null, a int references p, b int"
            " references p, check ((type = 'x' and a is not null and b is null) or"
            " (type = 'y' and a is null and b is not null)))",
        ),
        (
            "select distinct state",
            2,
            "create table t (state text not null check (state in ('draft', 'out')), at timestamptz,"
            " check (state <> 'out' or at is not null))",
        ),
        (
            "select distinct grade",
            3,
            "create table t (score int not null, grade text not null, check (score >= 90 and grade = 'A'"
            " or score >= 50 and score < 90 and grade = 'B' or score < 50 and grade = 'F'))",
        ),
    ],
)
def test_rows_are_of_every_kind(fill: Filled, connection: psycopg.Connection, query: str, kinds: int, ddl: str) -> None:
    fill(ddl)
    assert len(connection.execute(f"{query} from t").fetchall()) == kinds


@pytest.mark.parametrize(
    ("ddl", "rows", "why"),
    [
        ("create table t (id int primary key check (id = 1), name text)", 1, "id"),
        ("create table t (version text); create unique index on t ((version is not null))", 1, "version"),
        ("create table t (version text, n int); create unique index on t ((1))", 1, "version"),
        ("create table t (id bool primary key default true check (id), name text)", 1, "id"),
        ("create table t (a int not null unique check (a between 1 and 9 and a % 2 = 0))", 4, "a"),
        ("create type e as enum ('x', 'y'); create table t (f bool not null, k e not null, unique (f, k))", 4, "f"),
        ("create table t (c char(1) unique)", 36, "c"),
        ("create table t (a int, g int generated always as (a / 20) stored unique, check (a < 60))", 3, "a"),
    ],
)
def test_a_table_with_less_room_gets_fewer_rows(fill: Filled, ddl: str, rows: int, why: str) -> None:
    (table,) = fill(ddl).tables
    assert table.rows <= rows
    assert table.rows >= rows // 2
    assert table.why == f"{why} has room for no more"


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("a > 5 and a < 5", "impossible CHECK ((a > 5) AND (a < 5))"),
        ("length(b) > 5 and length(b) < 3", "impossible CHECK ((length(b) > 5) AND (length(b) < 3))"),
        ("1 / (a - a) > 0", "(division by zero)"),
    ],
)
def test_what_nothing_passes_is_said_in_a_sentence(fill: Filled, check: str, said: str) -> None:
    plan = fill(
        "create table t (id serial primary key, a int not null, b text not null,"
        f" constraint impossible check ({check}));"
        "create table other (id serial primary key, t_id int not null references t); create table fine (id int)"
    )
    assert [str(table.name) for table in plan.tables] == ["public.fine"]
    first, second = plan.findings
    assert (first.rule, first.where, second.rule, second.where) == (
        "plan-constraint", "public.t", "plan-parent", "public.other",
    )  # fmt: skip
    assert first.message.startswith("no row was found that passes: impossible CHECK")
    assert said in first.message
    assert "seed new factory public.t" in (first.hint or "")


def test_a_check_that_looks_at_other_rows_is_left_to_the_load(fill: Filled) -> None:
    plan = fill(
        "create table a (id int primary key check (id > 0));"
        "create function known(n int) returns bool language sql as 'select exists (select from a where id = n)';"
        "create table b (id serial primary key, a_id int not null references a, check (known(a_id)))"
    )
    (finding,) = plan.findings
    assert finding.where == "public.b"
    assert "looks at other rows" in finding.message


def test_a_reference_by_two_columns_is_there_where_the_case_wants_it(
    fill: Filled, connection: psycopg.Connection
) -> None:
    fill(
        "create table p (x int, y text, primary key (x, y)); create table q (id serial primary key);"
        "create table t (kind text not null, x int, y text, q int references q, foreign key (x, y) references p,"
        " check ((kind = 'p' and x is not null and y is not null and q is null)"
        " or (kind = 'q' and x is null and y is null and q is not null)))"
    )
    assert len(connection.execute("select distinct kind from t").fetchall()) == 2


def test_what_refers_to_a_refused_table_still_passes_its_own_checks(fill: Filled) -> None:
    plan = fill(
        "create table a (id serial primary key, n int check (n is not null and n > 5 and n < 5));"
        "create table b (id serial primary key, a_id int references a, kind int not null,"
        " check (a_id is not null or kind = 7))"
    )
    assert [(str(table.name), table.rows) for table in plan.tables] == [("public.b", ROWS)]
    assert [finding.where for finding in plan.findings] == ["public.a"]


def test_the_same_arguments_give_the_same_plan(fill: Filled, connection: psycopg.Connection) -> None:
    chosen = [case for case in cases("checks") if "num_nonnulls" in case or "luhn" in case or "jsonb" in case]
    for number, ddl in enumerate(chosen):
        connection.execute(f"create schema s{number}; set local search_path = s{number}")
        connection.execute(ddl)
    one, other = planned(connection), planned(connection)
    assert one.digest == other.digest
    assert [repr(c.generator) for t in one.tables for c in t.columns] == [
        repr(c.generator) for t in other.tables for c in t.columns
    ]


def test_trying_rows_leaves_nothing_behind(fill: Filled, connection: psycopg.Connection) -> None:
    connection.execute(
        "create table seen (n int);"
        "create function noted(n int) returns bool language plpgsql as"
        " 'begin insert into seen values (n); return n % 3 = 0; end';"
        "create table t (a int not null check (noted(a)))"
    )
    plan = planned(connection)
    assert [t.rows for t in plan.tables if str(t.name) == "public.t"] == [ROWS]
    assert connection.execute("select count(*) from seen").fetchone() == (0,)
