"""Rows tried on a server: answers a row, errors kept apart, nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
import servers

from seeding.schema import Name
from seeding.schema.trial import Answers, Function, ServerTester, Trial

TABLE = Name("public", 't "x"')


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with servers.embedded_server() as server:
        yield server.url


@pytest.fixture
def connection(server_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server_url, autocommit=True) as opened, opened.transaction(force_rollback=True):
        opened.execute(
            f"create domain few as int check (value < 3); create table {TABLE.sql}"
            " (a int, b text[], c jsonb, d few, g int generated always as (a * 2) stored)"
        )
        yield opened


def ask(connection: psycopg.Connection, *trials: Trial) -> list[Answers | None]:
    return ServerTester(connection).ask(trials)


def test_answers_come_by_row_and_expression(connection: psycopg.Connection) -> None:
    rows = [{"a": "1", "b": '{x,"y z"}', "c": {"k": [1]}}, {"a": None, "b": None, "c": None}]
    types = {"a": "integer", "b": "text[]", "c": "jsonb"}
    (answers,) = ask(connection, Trial(TABLE, rows, ["a > 0", "b[2]", "c -> 'k'"], types))
    assert answers == Answers([["true", "y z", "[1]"], [None, None, None]])


def test_a_row_that_raises_is_alone_with_it(connection: psycopg.Connection) -> None:
    rows = [{"a": str(n), "d": str(n)} for n in range(5)]
    (answers,) = ask(connection, Trial(TABLE, rows, ["1 / (a - 1)"], {"a": "integer", "d": "public.few"}))
    assert answers is not None
    assert answers.rows == [["-1"], None, ["1"], None, None]
    assert answers.error


@pytest.mark.parametrize("name", ["found", "tried", "seed n", "seed one"])
def test_a_column_may_have_any_name_where_a_row_raises(connection: psycopg.Connection, name: str) -> None:
    rows = [{name: str(n)} for n in range(3)]
    (answers,) = ask(connection, Trial(TABLE, rows, [f'1 / ("{name}" - 1)', "'$1'"], {name: "integer"}))
    assert answers is not None
    assert answers.rows == [["-1", "$1"], None, ["1", "$1"]]


@pytest.mark.parametrize("expression", ["a +* 1", "a > (", "nothing_like_it(a)", "a; select 1"])
def test_what_the_server_cannot_read_fails_in_every_row(connection: psycopg.Connection, expression: str) -> None:
    wrong = Trial(TABLE, [{"a": "1"}, {"a": "2"}], [expression], {"a": "integer"})
    right = Trial(TABLE, [{"a": "1"}], ["a"], {"a": "integer"})
    first, second = ask(connection, wrong, right)
    assert first is not None
    assert (first.rows, bool(first.error)) == ([None, None], True)
    assert second == Answers([["1"]])


def test_generated_columns_are_computed(connection: psycopg.Connection) -> None:
    given = Trial(TABLE, [{"a": "4"}], ["g"], {"a": "integer"}, {"g": "a * 2"})
    whole = Trial(TABLE, [{"a": "4"}], ["g", '("t ""x""".*)::text'], computed={"g": "a * 2"})
    assert ask(connection, given, whole) == [Answers([["8"]]), Answers([["8", "(4,,,,8)"]])]


def test_many_trials_are_answered_in_order(connection: psycopg.Connection) -> None:
    trials = [Trial(TABLE, [{"a": str(n)}], ["a"], {"a": "integer"}) for n in range(50)]
    assert ask(connection, *trials) == [Answers([[str(n)]]) for n in range(50)]
    assert ask(connection) == []


@pytest.mark.parametrize("text", ["it's", "back\\slash", '"quoted"', "$seed$ $$", "%s {} é 漢", "; drop table x; --"])
def test_any_text_arrives_as_it_is(connection: psycopg.Connection, text: str) -> None:
    (answers,) = ask(connection, Trial(TABLE, [{"t": text}], ["t"], {"t": "text"}))
    assert answers == Answers([[text]])


def test_nothing_is_kept(connection: psycopg.Connection) -> None:
    connection.execute(
        "create table log (n int); create function noted(n int) returns bool language plpgsql as"
        " 'begin insert into log values (n); return true; end'"
    )
    before = connection.execute("show DateStyle").fetchone()
    assert ask(connection, Trial(TABLE, [{"a": "1"}], ["public.noted(a)"], {"a": "integer"})) == [Answers([["true"]])]
    assert connection.execute("select count(*) from log").fetchone() == (0,)
    assert connection.execute("show DateStyle").fetchone() == before


def test_functions_are_read_where_their_name_is_one_functions(connection: psycopg.Connection) -> None:
    connection.execute(
        "create function one(n int) returns bool language sql as 'select n > 1';"
        "create function two(n int) returns bool language sql return n > 2;"
        "create function two(n text) returns bool language sql as 'select true'"
    )
    found = ServerTester(connection).functions(["one", "two", "lower"])
    assert found == {"one": Function(("n",), "select n > 1", "sql")}
