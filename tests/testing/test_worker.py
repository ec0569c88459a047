"""The fixtures' machinery on PostgreSQL 15 as Debian packages it, and on a server where Supabase's roles are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import factory
import psycopg
import pytest
import servers

from seeding.columns.key import Key
from seeding.errors import UsageError
from seeding.factory import TableFactory
from seeding.testing.server import open_server
from seeding.testing.settings import Settings
from seeding.testing.worker import Worker

MIGRATION = """
create table public.things (id uuid primary key, number serial, owner uuid default auth.uid(), name text);
insert into public.things (id, name) values (gen_random_uuid(), 'from a migration');
"""


class ThingFactory(TableFactory):
    class Meta:
        table = "things"

    id = Key()
    name = factory.Sequence(lambda n: f"thing {n}")


@pytest.fixture(scope="module")
def old_server() -> Iterator[str]:
    with servers.system_15() as url:
        yield url


@pytest.fixture
def worker(old_server: str, tmp_path: Path) -> Iterator[Worker]:
    (tmp_path / "supabase/migrations").mkdir(parents=True)
    (tmp_path / "supabase/migrations/20250706090000_things.sql").write_text(MIGRATION)
    settings = Settings(tmp_path, tmp_path / "supabase/migrations", tmp_path / "factories", "local", old_server)
    with open_server(settings) as server:
        made = Worker(server, settings)
        yield made
        made.close()
        assert not made.databases.ours("seed_test")


def test_a_shared_database_is_the_same_for_every_test(worker: Worker) -> None:
    for _ in range(3):
        with worker.test() as db:
            assert [thing.number for thing in ThingFactory.create_batch(3)] == [2, 3, 4]
            db.commit()
            assert ThingFactory.create().name == "thing 3"
            assert db.execute("select count(*) from things").fetchone() == (5,)


def test_a_fresh_one_is_the_tests_own(worker: Worker) -> None:
    for _ in range(3):
        with worker.fresh() as (url, db):
            assert ThingFactory.create().number == 2
            db.commit()
            with psycopg.connect(url) as other:
                assert other.execute("select count(*) from things").fetchone() == (2,)


def test_used_databases_go_a_few_at_a_time(worker: Worker) -> None:
    from seeding.testing import worker as module

    for number in range(module._MOST_USED):
        assert len(worker.databases.ours("seed_test")) == number
        with worker.fresh():
            pass
    assert not worker.databases.ours("seed_test")


def test_a_transaction_ended_by_sql(worker: Worker) -> None:
    with pytest.raises(UsageError, match="ended the transaction"), worker.test() as db:
        ThingFactory.create()
        db.execute("commit")
    with worker.test() as db:
        assert db.execute("select count(*) from things").fetchone() == (1,)
        assert ThingFactory.create().number == 2


def test_an_error_in_the_test_is_what_is_reported(worker: Worker) -> None:
    with pytest.raises(ZeroDivisionError), worker.test() as db:
        db.execute("commit")
        raise ZeroDivisionError
    with worker.test() as db:
        assert db.execute("select count(*) from things").fetchone() == (1,)


def test_a_server_of_supabase_has_no_auth_in_a_new_database(worker: Worker) -> None:
    worker.server.admin.execute("create role supabase_admin")
    (worker.settings.migrations / "20250706090001_own.sql").write_text("create table on_supabase (id int);")
    try:
        with worker.test() as db:
            assert db.execute("select owner from things").fetchone() == (None,)
            assert db.execute("select count(*) from auth.users").fetchone() == (0,)
    finally:
        worker.server.admin.execute("drop role supabase_admin")
