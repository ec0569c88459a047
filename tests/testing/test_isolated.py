from __future__ import annotations

from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]


@pytest.fixture
def notes(db: Connection) -> Connection:
    db.execute("create table notes (id int primary key)")
    db.commit()
    return db


def ids(db: Connection) -> list[int]:
    return [number for (number,) in db.execute("select id from notes order by id")]


def add(db: Connection, number: int) -> None:
    db.execute("insert into notes values (%s)", (number,))


def test_what_code_commits_survives_its_own_rollback(notes: Connection) -> None:
    add(notes, 1)
    notes.commit()
    add(notes, 2)
    notes.rollback()
    assert ids(notes) == [1]


def test_a_failed_statement_costs_what_was_not_committed(notes: Connection) -> None:
    add(notes, 1)
    notes.commit()
    add(notes, 2)
    with pytest.raises(psycopg.errors.UniqueViolation):
        add(notes, 2)
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        ids(notes)
    notes.rollback()
    assert ids(notes) == [1]


def test_commit_in_a_failed_transaction_rolls_back(notes: Connection) -> None:
    add(notes, 1)
    with pytest.raises(psycopg.errors.UniqueViolation):
        add(notes, 1)
    notes.commit()
    assert ids(notes) == []


def test_transaction_blocks_nest(notes: Connection) -> None:
    with notes.transaction():
        add(notes, 1)
        with pytest.raises(psycopg.errors.UniqueViolation), notes.transaction():
            add(notes, 1)
        with pytest.raises(psycopg.ProgrammingError, match="forbidden within a Transaction"):
            notes.commit()
    assert ids(notes) == [1]
    notes.rollback()
    assert ids(notes) == []


@pytest.mark.parametrize("size", [1, 2])
def test_deferred_constraints_speak_at_commit(notes: Connection, size: int) -> None:
    notes.execute("create table tags (note int references notes deferrable initially deferred)")
    notes.commit()
    for _ in range(size):
        notes.execute("insert into tags values (7)")
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            notes.commit()
        assert notes.execute("select * from tags").fetchall() == []
    notes.execute("insert into tags values (7)")
    add(notes, 7)
    notes.commit()
    # Deferred still: the check was not what made it immediate.
    notes.execute("insert into tags values (8)")
    add(notes, 8)
    notes.commit()
    assert ids(notes) == [7, 8]


@pytest.mark.parametrize("again", [1, 2, 3])
def test_nothing_lasts(db: Connection, again: int) -> None:
    assert db.execute("select to_regclass('lasting')").fetchone() == (None,)
    db.execute("create table lasting (id serial, n int)")
    db.commit()
    # Every test finds its serial keys at the start, although sequences know no transactions.
    db.execute("create sequence counted")
    assert db.execute("select nextval('counted')").fetchone() == (1,)


@pytest.mark.parametrize("again", [1, 2])
def test_a_test_may_leave_the_connection_in_any_state(db: Connection, again: int) -> None:
    db.execute(
        "insert into public.business_metrics (metric_date, metric_name, metric_value) "
        "values ('2025-07-06', 'signups', 1)"
    )
    with pytest.raises(psycopg.errors.UndefinedTable):
        db.execute("select from nowhere")


@pytest.mark.parametrize("again", [1, 2])
def test_a_test_may_close_the_connection(db: Connection, again: int) -> None:
    db.execute("set statement_timeout = '5s'")
    db.close()


def test_settings_of_a_test_are_gone(db: Connection) -> None:
    assert db.execute("show statement_timeout").fetchone() == ("0",)


@pytest.mark.parametrize("again", [1, 2])
def test_a_copy_left_open(db: Connection, again: int) -> None:
    copy = db.cursor().copy("copy (select generate_series(1, 100000)) to stdout")
    with copy as rows:
        assert next(iter(rows))


def test_autocommit_is_not_for_this_connection(db: Connection) -> None:
    with pytest.raises(psycopg.ProgrammingError, match="autocommit"):
        db.autocommit = True
