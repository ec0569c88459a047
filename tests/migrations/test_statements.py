"""Where statements end, and where they do not."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.migrations.statements import line_of, split

WHOLE = [
    "select 1",
    "select ';'",
    "select 'it''s; fine'",
    r"select E'\';'",
    r"select E'\\'",
    r"select 'C:\'",
    "select U&'\\0041;'",
    'select ";" from ";""x;"',
    "select $$;$$",
    "select $a$ ; $$ ; $b$ ; $a$",
    "do $$ begin perform 1; perform ';'; end; $$",
    "create function f() returns int language plpgsql as $body$ begin return 1; end; $body$",
    "create function f() returns text language plpgsql as $o$ begin execute $i$ select ';'; $i$; end; $o$",
    "create function f() returns int begin atomic select 1; select 2; end",
    "create function f(a int) returns int begin atomic select case when a = 1 then 2 else 3 end; select 2; end",
    "create procedure p() BEGIN  ATOMIC insert into t values (1); insert into t values (2); END",
    "create rule r as on insert to t do also (insert into u values (1); insert into u values (2))",
    "select 1 -- not the end; really",
    "select /* ; /* nested; */ ; */ 1",
    "-- first;\n/* second; */ select 1",
    "select 1 as a$b$c",
    "select (array[1, 2])[1]",
    "prepare q as select $1; ".rstrip("; "),
    "select 5$$;$$",
    "insert into t values (E'a;b', $tag$c;d$tag$, 'e;f')",
    "insert into t values ('a;', 'it''s;', -1.5, ';'), ('b', 'c' , '')",
    "select 'a', E'b\\';', $$c;$$, 'd;'",
    "select 'a', 1 -- , 'b\n, 'c;'",
    "+",
]


@pytest.mark.parametrize("statement", WHOLE)
def test_one_statement_stays_whole(statement: str) -> None:
    assert [s.text for s in split(statement)] == [statement]
    assert [s.text for s in split(f"{statement}\n;\n")] == [statement]


@given(st.lists(st.sampled_from(WHOLE), max_size=8))
def test_statements_side_by_side(statements: list[str]) -> None:
    sql = "\n;\n\n".join(statements)
    found = split(sql)
    assert [s.text for s in found] == statements
    for statement in found:
        assert sql[statement.offset :].startswith(statement.text)
        assert statement.offset <= statement.start <= statement.end <= len(sql)


@pytest.mark.parametrize("nothing", ["", " \n", ";", ";;\n;", "-- only a comment", "/* a; */ ;", "/* open"])
def test_nothing_is_no_statement(nothing: str) -> None:
    assert split(nothing) == []


@pytest.mark.parametrize(
    "broken", ["select ';", 'select ";', "select $$;", "select /* ;", r"select E'\'; --x", "do $a$;$b$"]
)
def test_what_is_left_open_runs_to_the_end(broken: str) -> None:
    assert [s.text for s in split(broken)] == [broken]


def test_words_and_lines() -> None:
    sql = "-- one\n\nBEGIN;\n\n  /* two */\n create TABLE t ();\ncommit"
    found = split(sql)
    assert [s.words for s in found] == [("begin",), ("create", "table", "t"), ("commit",)]
    assert [line_of(sql, s.start) for s in found] == [3, 6, 7]
    assert [line_of(sql, s.offset) for s in found] == [1, 5, 7]


@given(st.text(alphabet=";'\"$-/*()[]\\aeE \nbegin"))
def test_nothing_is_lost(sql: str) -> None:
    found = split(sql)
    position = 0
    for statement in found:
        assert statement.text in sql[position : statement.end]
        position = statement.end
    assert "".join(s.text for s in found).count("a") <= sql.count("a")


def test_the_server_cuts_alike(connection: psycopg.Connection) -> None:
    """The server sends one result a statement; ours must be as many."""
    for path in sorted(Path("supabase/migrations").glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        cut = split(sql)
        assert sql.count(";") >= len(cut) > 1
    answered = (s for s in WHOLE if s.startswith("select") and " from " not in s and "5$$" not in s)
    sql = "\n;\n".join(answered)
    cursor = connection.execute(sql.encode())
    results = 1
    while cursor.nextset():
        results += 1
    assert results == len(split(sql))
