"""COPY from a cluster: the rows and the ledger that one machine leaves, whoever dies on the way."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from dask_cluster import Dask
from written import rows, run

from seeding import pipeline
from seeding.errors import GuardError, LoadError, ProfileError, SeedingError, UsageError

BY_HAND = "insert into accounts values (gen_random_uuid(), 'me@example.com', 'Me', 'account-2500', now())"
WRITTEN = "select id, xmin::text from accounts"


@pytest.fixture
def first_in(database: str, held: Callable[[int], Path]) -> Callable[[], AbstractContextManager[None]]:
    """Accounts from the third range on, where the row made by hand is in the way, wait for one of those before it."""

    @contextmanager
    def waiting() -> Iterator[None]:
        go, over = held(2_000), threading.Event()

        def watch() -> None:
            while run(database, "select count(*) from accounts")[0][0] < 2 and not over.wait(0.02):
                pass
            go.touch()

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    return waiting


@pytest.fixture
def on(dask: Dask) -> dict[str, Any]:
    return {"engine": "dask", "scheduler": dask.address, "part_rows": 1_000}


def test_rows_and_ledger_are_those_of_one_machine_although_a_worker_is_killed(
    database: str, other: str, root: Path, dask: Dask, on: dict[str, Any], held: Callable[[int], Path]
) -> None:
    go = held(3_999)
    go.touch()
    alone = pipeline.seed(url=other, root=root, count=4_000)
    go.unlink()
    before, killed = dask.pids(), []
    count = "select count(*) from _seed.runs"

    def kill_one() -> None:
        while run(database, "select to_regclass('_seed.runs') is null")[0][0] or run(database, count)[0][0] < 2:
            time.sleep(0.02)
        os.kill(before[0], signal.SIGKILL)
        killed.append(run(database, count)[0][0])
        go.touch()

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    secret = database.replace("postgres@", "postgres:Tr0ub4dor@")
    done = pipeline.seed(url=secret, root=root, count=4_000, **on)
    killer.join(60)

    assert killed and killed[0] < 3 * 4, "it was killed in the middle"
    assert before[0] not in dask.pids()
    assert done.rows == alone.rows == 4_000 * 3 + 5
    assert rows(database) == rows(other)
    assert run(database, "select count(*) from _seed.open_runs") == [(0,)]
    assert "Tr0ub4dor" not in dask.told()

    again = pipeline.seed(url=database, root=root, count=4_000, **on)
    assert again.unchanged, "a small run remembers what its rows are, as one machine's does"
    cleaned = pipeline.clean(url=database, root=root)
    assert sum(cleaned.removed.values()) == done.rows


def test_a_run_that_broke_goes_on_with_the_missing_ranges(
    database: str, other: str, root: Path, on: dict[str, Any], first_in: Callable[[], AbstractContextManager[None]]
) -> None:
    run(database, BY_HAND)
    with first_in(), pytest.raises(LoadError, match=r"public\.accounts row 2500, column slug.*are in stay"):
        pipeline.seed(url=database, root=root, count=4_000, **on)
    in_already = run(database, "select first_row from _seed.runs where table_name = 'accounts' order by 1")
    assert 0 < len(in_already) < 4
    assert (2_000,) not in in_already
    assert run(database, "select count(*) from orders") == [(0,)], "children wait for their parents"

    run(database, "delete from accounts where slug = 'account-2500'")
    written = run(database, WRITTEN)
    done = pipeline.seed(url=database, root=root, count=4_000, **on)
    assert set(written) < set(run(database, WRITTEN)), "what was in is not written again"
    assert done.removed == 0
    pipeline.seed(url=other, root=root, count=4_000)
    assert rows(database) == rows(other)


def test_what_a_broken_run_left_is_cleaned_up(
    database: str, root: Path, on: dict[str, Any], first_in: Callable[[], AbstractContextManager[None]]
) -> None:
    run(database, BY_HAND)
    with first_in(), pytest.raises(LoadError):
        pipeline.seed(url=database, root=root, count=4_000, **on)
    left = run(database, "select count(*) from accounts")[0][0] - 1
    assert left
    cleaned = pipeline.clean(url=database, root=root)
    assert dict(cleaned.removed)["public.accounts"] == left
    assert run(database, "select slug from accounts") == [("account-2500",)]
    assert run(database, "select (select count(*) from _seed.open_runs), (select count(*) from _seed.runs)") == [(0, 0)]


def test_rows_that_somebody_took_away_are_made_again(database: str, other: str, root: Path, on: dict[str, Any]) -> None:
    run(database, BY_HAND)
    with pytest.raises(LoadError):
        pipeline.seed(url=database, root=root, count=4_000, **on)
    run(database, "truncate accounts cascade")
    pipeline.seed(url=database, root=root, count=4_000, **on)
    pipeline.seed(url=other, root=root, count=4_000)
    assert rows(database) == rows(other)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            "create table nodes (id bigint primary key, parent bigint references nodes)",
            r"public\.nodes cannot be filled with --engine: nodes_parent_fkey refers to rows of the same table",
        ),
        (
            "create function noted() returns trigger language plpgsql as 'begin return new; end';"
            "create trigger noting before insert on events_default for each row execute function noted()",
            r"public\.events cannot be filled with --engine: its trigger noting",
        ),
        (
            "create table heads (id bigint primary key, tail bigint);"
            "create table tails (id bigint primary key, head bigint references heads);"
            "alter table heads add foreign key (tail) references tails",
            r"refers to public\.\w+, which is filled later \(a circle\)",
        ),
    ],
)
def test_what_ranges_cannot_do_is_refused_up_front(
    database: str, root: Path, on: dict[str, Any], schema: str, said: str
) -> None:
    run(database, schema)
    with pytest.raises(UsageError, match=said):
        pipeline.seed(url=database, root=root, **on)
    assert run(database, "select count(*) from accounts") == [(0,)]


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"mode": "append"}, UsageError, "--engine and --mode append exclude each other"),
        ({"mode": "top-up"}, UsageError, "--engine and --mode top-up exclude each other"),
        ({"jobs": 2}, UsageError, "--engine and --jobs exclude each other"),
        ({"part_rows": 0}, UsageError, "ranges of 0 rows"),
        ({"url": None}, ProfileError, "a worker has no variable LOCAL_DATABASE_URL"),
    ],
)
def test_what_an_engine_is_not_for(
    database: str, root: Path, on: dict[str, Any], options: dict[str, Any], error: type[SeedingError], said: str
) -> None:
    environ = {"LOCAL_DATABASE_URL": database}
    with pytest.raises(error, match=said):
        pipeline.seed(root=root, environ=environ, **{"url": database, **on, **options})


def test_workers_find_the_database_in_their_own_environment(
    database: str, other: str, root: Path, dask: Dask, on: dict[str, Any]
) -> None:
    environ = {"LOCAL_DATABASE_URL": database}
    try:
        dask.set_variable("LOCAL_DATABASE_URL", other)
        with pytest.raises(GuardError, match="a worker's database is not the one the run began with"):
            pipeline.seed(root=root, environ=environ, count=200, **on)
        assert run(other, "select count(*) from accounts") == [(0,)]
        dask.set_variable("LOCAL_DATABASE_URL", database)
        done = pipeline.seed(root=root, environ=environ, count=200, **on)
    finally:
        dask.set_variable("LOCAL_DATABASE_URL", "")
    assert run(database, "select count(*) from accounts") == [(200,)]
    assert done.destination.why == "$LOCAL_DATABASE_URL"
