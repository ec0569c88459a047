"""Who waits is measured by clients that really wait. Times have lower bounds only: the machine may be busy."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg

from seeding.migrations.rehearse.budget import judged
from seeding.migrations.rehearse.model import Budgets
from seeding.migrations.rehearse.performance import Performed

Try = Callable[..., Performed]
Connect = Callable[[], psycopg.Connection]
HELD = "select pg_sleep(1.2) from owners limit 1;"  # of no length where there are no rows yet


def test_everybody_waits_for_access_exclusive(performed: Try) -> None:
    altered, slept = performed(f"alter table owners add column a int; {HELD}").run.statements
    for blocked in (altered.readers, altered.writers):
        assert blocked.requests and blocked.seconds >= blocked.longest >= 1
    assert altered.tables["public.owners"].seconds >= 1.2
    assert slept.readers.requests == slept.writers.requests == 0  # it holds nothing itself


def test_writers_wait_for_an_index_and_readers_do_not(performed: Try) -> None:
    made, _ = performed(f"create index on pets (owner_id); {HELD}").run.statements
    assert made.writers.longest >= 1
    assert made.readers.requests == 0


def test_nobody_waits_for_what_is_done_concurrently(performed: Try) -> None:
    done = performed("create index concurrently made on pets (owner_id)")
    (statement,) = done.run.statements
    assert not done.run.in_transaction
    assert done.run.clients.requests > 0
    assert statement.readers.requests == statement.writers.requests == 0


def test_batches_that_commit_keep_nobody_waiting_for_the_whole(performed: Try) -> None:
    batches = "do $$ begin for i in 1..6 loop update pets set name = 'x' where id % 6 = i - 1; commit;"
    done = performed(f"{batches} perform pg_sleep(0.2); end loop; end $$")
    (statement,) = done.run.statements
    assert (done.run.error, done.run.in_transaction) == ("", False)
    assert statement.tables["public.pets"].mode == "RowExclusiveLock"
    assert statement.writers.longest < statement.seconds


def test_a_file_with_transactions_of_its_own(performed: Try) -> None:
    sql = f"begin; alter table owners add column a int; {HELD} commit; create index on pets (owner_id)"
    begun, altered, _, committed, made = performed(sql).run.statements
    assert not begun.tables
    assert not committed.tables
    assert altered.tables["public.owners"].mode == "AccessExclusiveLock"
    assert altered.readers.longest >= 1
    assert made.tables["public.pets"].mode == "ShareLock"
    assert made.tables["public.pets"].seconds < altered.tables["public.owners"].seconds


def test_writers_of_rows_that_an_update_holds_wait(performed: Try) -> None:
    updated, _ = performed(f"update pets set name = name; {HELD}").run.statements
    assert updated.writers.longest >= 1
    assert updated.readers.requests == 0


def test_the_lock_that_was_first_is_the_one_that_is_told(performed: Try) -> None:
    index, _, dropped, _ = performed(
        f"create index on pets (owner_id); {HELD} alter table pets drop column weight; {HELD}"
    ).run.statements
    assert index.writers.longest >= 2  # writers were out from the first statement on
    assert dropped.readers.longest >= 1 and dropped.readers.longest < index.writers.longest
    assert dropped.writers.requests == 0


def test_a_statement_that_waits_keeps_those_behind_it_waiting(performed: Try, connect: Connect) -> None:
    """Behind a reader whose transaction lasts."""
    reading = threading.Event()
    waiting = (
        "select from pg_locks where relation = 'owners'::regclass and mode = 'AccessExclusiveLock' and not granted"
    )

    def read() -> None:
        with connect() as reader, reader.transaction():
            reader.execute("select count(*) from owners")
            reading.set()
            while not reader.execute(waiting).rowcount:
                time.sleep(0.02)
            reader.execute("select pg_sleep(1)")

    reader = threading.Thread(target=read, daemon=True)

    def and_one_more() -> psycopg.Connection:
        if not reading.is_set():
            reader.start()
            assert reading.wait(10)
        return connect()

    done = performed("alter table owners add column b int", clients=and_one_more)
    reader.join()
    (statement,) = done.run.statements
    assert statement.seconds >= statement.waited > 0.3
    assert statement.readers.longest > 0.3


def test_budgets_differ_by_what_a_statement_is(performed: Try) -> None:
    added = performed(f"alter table owners add column a int; {HELD}").run
    dropped = performed(f"alter table owners drop column nick; {HELD}", "").run
    budgets = Budgets(migration=60, additive=1, breaking=30)
    assert "rehearse-blocked" in {finding.rule for finding in judged(added, budgets)}
    assert "rehearse-blocked" not in {finding.rule for finding in judged(dropped, budgets)}
    assert "rehearse-blocked" in {finding.rule for finding in judged(dropped, Budgets(60, 1, 0.5))}
    assert "rehearse-duration" in {finding.rule for finding in judged(dropped, Budgets(0.5, 9, 9))}


def test_a_deadlock_is_tried_again_and_told(performed: Try, connect: Connect) -> None:
    """The server ends whoever finds the circle a second after it came to wait: the application never looks for one."""

    def work(told: threading.Event) -> None:
        with connect() as application, application.transaction():
            application.execute("set local deadlock_timeout = '1h'; set local application_name = 'application'")
            application.execute("select from owners limit 1")
            told.set()
            held = "select from pg_locks where relation = 'pets'::regclass and mode = 'AccessExclusiveLock'"
            while not application.execute(held).rowcount:
                time.sleep(0.02)
            application.execute("select from pets limit 1")

    told = threading.Event()
    thread = threading.Thread(target=work, args=(told,), daemon=True)

    def and_the_application() -> psycopg.Connection:
        if not told.is_set():
            thread.start()
            assert told.wait(10)
        return connect()

    # The circle is closed by the migration, and by nobody where there are no rows or no application any more.
    until_it_waits = """
    do $$ begin
        while exists (select from owners) and exists (
            select from pg_stat_activity where application_name = 'application' and datname = current_database()
            and wait_event_type is distinct from 'Lock'
        ) loop perform pg_sleep(0.02), pg_stat_clear_snapshot(); end loop;
    end $$;
    """
    sql = f"alter table pets add column a int; {until_it_waits} alter table owners add column b int"
    done = performed(sql, clients=and_the_application)
    thread.join()
    assert (done.run.error, done.run.attempts) == ("", 2)
    assert "rehearse-locked-out" in {finding.rule for finding in judged(done.run, Budgets())}


def test_a_lock_timeout_that_is_too_short(performed: Try, connect: Connect) -> None:
    reading, done_with = threading.Event(), threading.Event()

    def read() -> None:
        with connect() as reader, reader.transaction():
            reader.execute("select count(*) from owners")
            reading.set()
            assert done_with.wait(60)

    reader = threading.Thread(target=read, daemon=True)

    def and_one_more() -> psycopg.Connection:
        if not reading.is_set():
            reader.start()
            assert reading.wait(10)
        return connect()

    run = performed("set local lock_timeout = '50ms'; alter table owners add column a int", clients=and_one_more).run
    done_with.set()
    reader.join()
    assert run.attempts == 3
    assert run.locked_out
    (failed,) = (finding for finding in judged(run, Budgets()) if finding.rule == "rehearse-failed")
    assert "it does not get its locks: canceling statement due to lock timeout" in failed.message
    assert "lock_timeout" in failed.hint
