"""Several processes of this machine, a connection each: the rows of one transaction, and the catalog it leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from processes import workers
from written import rows, run, structure

from seeding import pipeline
from seeding.engine.processes import JOB_ROWS, Jobs, started
from seeding.errors import GuardError, LoadError, SeedingError, UnsafeValueError, UsageError
from seeding.load.indexes.choice import MIN_ROWS

COUNT = MIN_ROWS + 1_000
BY_HAND = "insert into accounts values (gen_random_uuid(), 'me@example.com', 'Me', 'account-2500', now())"
AWAY = "select count(*) from _seed.dropped"
INDEXES = """
create index accounts_recent on accounts (created_at desc) include (slug);
create index orders_note on orders using hash (note);
create index orders_account on orders (account_id, amount) where amount > 10;
alter table orders add constraint orders_whole unique (id, note) deferrable initially deferred;
alter table accounts cluster on accounts_recent;
comment on index orders_account is 'it''s "quoted"';
comment on constraint orders_account_id_fkey on orders is 'whose it is';
"""


@pytest.fixture
def indexed(database: str) -> str:
    """The database with more to lose, before it is copied."""
    run(database, INDEXES)
    return database


def options(url: str, root: Path, **more: Any) -> dict[str, Any]:
    return {"url": url, "root": root, "count": COUNT, "jobs": 2, **more}


class When:
    """Does something from beside, once, as soon as a question to the database is answered with true."""

    def __init__(self, url: str, question: str, act: Callable[[psycopg.Connection[Any]], object]) -> None:
        self._url, self._question, self._act = url, question, act
        self._over = threading.Event()
        self.done = False
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            while not self._over.is_set():
                try:
                    row = connection.execute(self._question).fetchone()
                except psycopg.errors.UndefinedTable:
                    row = None
                if row is not None and row[0]:
                    self._act(connection)
                    self.done = True
                    return
                time.sleep(0.002)

    def __enter__(self) -> When:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


# Looks and acts at once: what is met in the middle of a COPY is ended in it.
TERMINATE = """
select count(*) > 0 from pg_stat_activity where pg_terminate_backend(
    case when query like 'COPY %accounts%' and state = 'active' and datname = current_database() then pid end
)
"""


@pytest.mark.parametrize(
    ("part_rows", "indexes"),
    [(None, "rebuild"), (1_000, "rebuild"), (2_000, "keep")],
    ids=["whole tables", "ranges", "kept"],
)
def test_rows_ledger_and_catalog_are_those_of_one_transaction(
    indexed: str, other: str, root: Path, part_rows: int | None, indexes: str
) -> None:
    before = structure(indexed)
    done = pipeline.seed(**options(indexed, root, part_rows=part_rows, indexes=indexes))
    alone = pipeline.seed(url=other, root=root, count=COUNT, indexes=indexes)
    assert done.rows == alone.rows == 3 * COUNT + 5
    assert rows(indexed) == rows(other)
    assert structure(indexed) == before
    assert run(indexed, AWAY) == [(0,)]
    assert not workers()
    assert done.choice is not None
    built = {index.name for index in done.choice.indexes}
    if indexes == "keep":
        assert not built
    else:
        assert {"accounts_recent", "accounts_email_key", "orders_note", "orders_account", "orders_whole"} <= built
        assert [key.name for key in done.choice.keys] == ["orders_account_id_fkey"]
        # In ranges, rows are told apart by a table's own key.
        assert ("orders_pkey" in built) is (part_rows is None)
    other_rows = pipeline.seed(**options(indexed, root, part_rows=part_rows, indexes=indexes, seed=8))
    assert other_rows.removed == done.rows
    assert structure(indexed) == before


def test_a_worker_that_dies_is_replaced(indexed: str, other: str, root: Path, held: Callable[[int], Path]) -> None:
    before, go = structure(indexed), held(COUNT - 1)

    def kill(_: object) -> None:
        os.kill(workers()[0], signal.SIGKILL)
        go.touch()

    with When(indexed, "select count(*) > 2 from _seed.runs", kill) as when:
        pipeline.seed(**options(indexed, root, part_rows=1_000))
    assert when.done
    pipeline.seed(url=other, root=root, count=COUNT)
    assert rows(indexed) == rows(other)
    assert structure(indexed) == before


@pytest.mark.parametrize("part_rows", [None, 3_000], ids=["whole tables", "ranges"])
def test_a_killed_backend_ends_the_run_and_the_next_one_goes_on(
    indexed: str, other: str, root: Path, part_rows: int | None
) -> None:
    before, count = structure(indexed), 5 * COUNT  # a COPY that is long enough to be met on a busy machine
    with When(indexed, TERMINATE, lambda _: None) as when, pytest.raises(LoadError, match="went away"):
        pipeline.seed(**options(indexed, root, part_rows=part_rows, count=count))
    assert when.done
    assert structure(indexed) == before, "what was away was built at once"
    assert not workers()
    pipeline.seed(**options(indexed, root, part_rows=part_rows, count=count))
    pipeline.seed(url=other, root=root, count=count)
    assert rows(indexed) == rows(other)
    assert structure(indexed) == before


BUILDING = """
select count(*) > 0 from pg_stat_activity where query ~ 'CREATE .*INDEX.*orders' and wait_event_type = 'Lock'
"""


def until_true(connection: psycopg.Connection[Any], question: str) -> None:
    until = time.monotonic() + 120
    while connection.execute(question).fetchone() != (True,) and time.monotonic() < until:
        time.sleep(0.002)


@pytest.mark.parametrize(
    ("moment", "then"), [("load", "clean"), ("load", "again"), ("indexes", "again"), ("keys", "clean")]
)
def test_a_killed_client_leaves_what_the_next_command_mends(
    indexed: str, other: str, root: Path, held: Callable[[int], Path], moment: str, then: str
) -> None:
    before, go = structure(indexed), held(19_999)
    question = "select (select count(*) from _seed.dropped) > 0 and (select count(*) from _seed.runs) > 2"
    command = [sys.executable, "-m", "seeding", "local", "--url", indexed, "--count", "20000", "--jobs", "2"]
    client = subprocess.Popen([*command, "--part-rows", "5000", "--quiet"], cwd=root)

    def kill(beside: psycopg.Connection[Any]) -> None:
        with psycopg.connect(indexed) as writing:
            if moment != "load":
                # Whoever may write keeps indexes from being built.
                writing.execute("lock table orders in row exclusive mode")
                go.touch()
                until_true(beside, BUILDING)
            if moment == "keys":
                writing.rollback()
                # From when it is there, unchecked, until a worker has come through its door and read all rows.
                until_true(beside, "select count(*) = 1 from _seed.dropped")
            client.kill()
        go.touch()

    with When(indexed, question, kill) as when:
        client.wait(120)
    assert when.done, "it was killed in the middle"
    # Its workers notice, and the server notices that they are gone.
    alone = "select count(*) = 0 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    until = time.monotonic() + 120
    while not run(indexed, f"{alone} and backend_type = 'client backend'")[0][0] and time.monotonic() < until:
        time.sleep(0.05)

    left = run(indexed, AWAY)[0][0]
    if left:
        with pytest.raises(LoadError, match=r"a run that broke left .* to be built again"):
            pipeline.plan(url=indexed, root=root)
    if then == "clean":
        pipeline.clean(url=indexed, root=root)
        assert run(indexed, "select count(*) from accounts") == [(0,)]
        assert run(indexed, "select (select count(*) from _seed.open_runs), (select count(*) from _seed.runs)") == [
            (0, 0)
        ]
    else:
        pipeline.seed(**options(indexed, root, part_rows=5_000) | {"count": 20_000})
        pipeline.seed(url=other, root=root, count=20_000)
        assert rows(indexed) == rows(other)
    assert run(indexed, AWAY) == [(0,)]
    assert structure(indexed) == before


TWICE = 'factory.Sequence(lambda n: f"account-{n}")', 'factory.Sequence(lambda n: f"account-{n if n != 5000 else 7}")'


@pytest.mark.parametrize("part_rows", [None, 1_000], ids=["whole tables", "ranges"])
def test_a_value_that_is_there_twice_is_named_and_cleaned_up(indexed: str, root: Path, part_rows: int | None) -> None:
    before = structure(indexed)
    file = root / "factories" / "accounts.py"
    file.write_text(file.read_text().replace(*TWICE))
    with pytest.raises(LoadError, match=r"public\.accounts row 5000, column slug|slug\)=\(account-7\)"):
        pipeline.seed(**options(indexed, root, part_rows=part_rows))
    if part_rows is not None:
        with pytest.raises(LoadError, match=r"accounts_slug_key.*account-7"):
            pipeline.seed(**options(indexed, root, part_rows=part_rows))
    pipeline.clean(url=indexed, root=root)
    assert run(indexed, "select count(*) from accounts") == [(0,)]
    assert structure(indexed) == before


def test_rows_made_by_hand_stay(indexed: str, root: Path) -> None:
    by_hand = BY_HAND.replace("account-2500", "mine")
    before = structure(indexed)
    run(indexed, by_hand)
    done = pipeline.seed(**options(indexed, root))
    assert run(indexed, "select slug from accounts where email = 'me@example.com'") == [("mine",)]
    assert done.choice is not None
    assert dict(done.choice.kept)["public.accounts"] == "it has rows that stay"
    assert structure(indexed) == before


def test_every_value_and_every_door_is_judged_in_the_workers(indexed: str, root: Path) -> None:
    file = root / "factories" / "accounts.py"
    safe = file.read_text()
    file.write_text(safe.replace('f"account-{n}"', 'f"account-{n}" if n != 5000 else "somebody@gmail.com"'))
    with pytest.raises(UnsafeValueError):
        pipeline.seed(**options(indexed, root))
    assert run(indexed, "select count(*) from accounts") == [(0,)]
    file.write_text(safe)
    as_production = "update _seed.marker set environment = 'production'"
    with (
        When(indexed, "select count(*) > 0 from _seed.open_runs", lambda beside: beside.execute(as_production)),
        pytest.raises(GuardError),
    ):
        pipeline.seed(**options(indexed, root, part_rows=500))


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            "create table nodes (id bigint primary key, parent bigint references nodes)",
            r"public\.nodes cannot be filled with --jobs: nodes_parent_fkey refers to rows of the same table",
        ),
        (
            "create function noted() returns trigger language plpgsql as 'begin return new; end';"
            "create trigger noting before insert on events_default for each row execute function noted()",
            r"public\.events cannot be filled with --jobs: its trigger noting",
        ),
        (
            "create table heads (id bigint primary key, tail bigint);"
            "create table tails (id bigint primary key, head bigint references heads);"
            "alter table heads add foreign key (tail) references tails",
            r"refers to public\.\w+, which is filled later \(a circle\)[\s\S]*without --jobs",
        ),
    ],
)
def test_what_ranges_cannot_do_is_refused_up_front(database: str, root: Path, schema: str, said: str) -> None:
    run(database, schema)
    before = structure(database)
    with pytest.raises(UsageError, match=said):
        pipeline.seed(**options(database, root, part_rows=500))
    assert run(database, "select count(*) from accounts") == [(0,)]
    assert structure(database) == before


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"mode": "append"}, UsageError, "--jobs and --mode append exclude each other"),
        ({"mode": "top-up"}, UsageError, "--jobs and --mode top-up exclude each other"),
        ({"workers": 2}, UsageError, "--jobs and --workers exclude each other"),
        ({"jobs": 0}, UsageError, "0 jobs are not possible"),
        ({"jobs": 1, "part_rows": 5}, UsageError, "--part-rows is for an engine or for jobs"),
    ],
)
def test_what_jobs_are_not_for(
    database: str, root: Path, given: dict[str, Any], error: type[SeedingError], said: str
) -> None:
    with pytest.raises(error, match=said):
        pipeline.seed(**options(database, root) | given)


def test_workers_find_the_database_where_the_run_did(database: str, root: Path) -> None:
    done = pipeline.seed(root=root, count=200, jobs=2, environ={"LOCAL_DATABASE_URL": database})
    assert done.destination.why == "$LOCAL_DATABASE_URL"
    assert run(database, "select count(*) from accounts") == [(200,)]


def test_a_worker_that_dies_of_its_task_again_and_again_is_given_up(tmp_path: Path) -> None:
    with (
        started(Jobs(2), tmp_path) as found,
        pytest.raises(LoadError, match="part 3: one worker after the other died of it, the last with exit code 3"),
    ):
        list(found.each(os._exit, [3], "part {}".format))
    assert not workers()


def test_what_a_task_prints_is_no_answer(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with started(Jobs(2), tmp_path) as found:
        assert sorted(found.each(print, ["a", "b"], str)) == [("a", None), ("b", None)]
    assert sorted(capfd.readouterr().err.split()) == ["a", "b"]


@pytest.mark.parametrize(
    ("jobs", "tables", "size"),
    [
        (2, (10, 5), JOB_ROWS),
        (2, (10**6, 10**6), 8 * JOB_ROWS),
        (8, (10**6, 10**6), 2 * JOB_ROWS),
        (2, (10**9,), 16 * 2**20),
    ],
)
def test_ranges_are_whole_tables_where_that_leaves_nobody_without_work(
    jobs: int, tables: tuple[int, ...], size: int
) -> None:
    assert Jobs(jobs).sizes(sum(tables)) == (JOB_ROWS, size)
