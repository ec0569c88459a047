from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from seeding.errors import ConnectError, GuardError, SeedingError, TargetError
from seeding.testing.server import Server, open_server
from seeding.testing.settings import Settings
from seeding.testing.worker import Worker

Connection = psycopg.Connection[Any]


def settings(root: Path, url: str) -> Settings:
    return Settings(root, root / "supabase/migrations", root / "factories", "local", url)


@pytest.mark.parametrize(
    ("url", "error", "said"),
    [
        ("postgresql://postgres@db.internal:5432/app", GuardError, "host db.internal is not in"),
        ("postgresql://postgres:s3cr3t@192.0.2.1:5432/app", GuardError, "host 192.0.2.1 is not in"),
        ("postgresql://localhost@db.prod:5432/app", GuardError, "host db.prod is not in"),
        ("postgresql://u@localhost:5432,db.prod:5432/app", TargetError, "several servers"),
        ("postgresql://postgres@db.abcdefghijklmnopqrst.supabase.co/postgres", GuardError, "Supabase project"),
        ("postgresql://u@localhost:5432/app?service=prod", TargetError, "a service"),
        ("postgresql://postgres@127.0.0.1:1/app", ConnectError, "no PostgreSQL server answers at 127.0.0.1:1"),
    ],
)
def test_only_local_servers(tmp_path: Path, url: str, error: type[SeedingError], said: str) -> None:
    with pytest.raises(error, match=said) as caught, open_server(settings(tmp_path, url)):
        pass
    assert any("SEED_TEST_DATABASE_URL" in note for note in caught.value.__notes__)
    assert "s3cr3t" not in f"{caught.value!r} {caught.value}"


def test_other_hosts_only_where_the_local_profile_lists_them(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    profile = tmp_path / "profiles/local.toml"
    url = "postgresql://postgres@postgres.invalid:5432/app?connect_timeout=2"
    profile.write_text('environment = "local"\n[target]\nhosts = ["postgres.invalid"]\n')
    # Allowed, and not there: .invalid never resolves.
    with pytest.raises(ConnectError), open_server(settings(tmp_path, url)):
        pass
    profile.write_text(profile.read_text() + '[production]\nhosts = ["postgres.invalid"]\n')
    with pytest.raises(GuardError, match="declared production"), open_server(settings(tmp_path, url)):
        pass


def test_a_database_that_is_somebodys_is_not_used(tmp_path: Path, fresh_db: Connection, fresh_db_url: str) -> None:
    fresh_db.execute("update _seed.marker set environment = 'production'")
    fresh_db.commit()
    with pytest.raises(GuardError, match="marked production"), open_server(settings(tmp_path, fresh_db_url)):
        pass
    fresh_db.execute("drop schema _seed cascade; create table theirs as select 1 as row")
    fresh_db.commit()
    with (
        pytest.raises(GuardError, match="not marked local and not empty"),
        open_server(settings(tmp_path, fresh_db_url)),
    ):
        pass
    fresh_db.execute("truncate theirs")
    fresh_db.commit()
    with open_server(settings(tmp_path, fresh_db_url)) as server:
        assert server.target.dbname == fresh_db.info.dbname


def test_a_role_that_may_make_no_databases(
    tmp_path: Path, fresh_db: Connection, fresh_db_url: str, seed_server: Server
) -> None:
    fresh_db.execute("create role seed_tests_plain login")
    fresh_db.execute("drop schema _seed cascade")
    fresh_db.commit()
    try:
        url = fresh_db_url.replace("postgres@", "seed_tests_plain@", 1)
        with open_server(settings(tmp_path, url)) as server:
            worker = Worker(server, settings(tmp_path, url))
            with pytest.raises(ConnectError, match='role "seed_tests_plain" may not make databases') as caught:
                _ = worker.template
        assert caught.value.hint == 'alter role "seed_tests_plain" createdb'
    finally:
        fresh_db.execute("drop role seed_tests_plain")
        fresh_db.commit()


def test_processes_of_one_server_have_different_slots(tmp_path: Path, seed_server: Server) -> None:
    wanted = settings(tmp_path, str(seed_server.url))
    with open_server(wanted) as first, open_server(wanted) as second:
        slots = {Worker(first, wanted).slot, Worker(second, wanted).slot}
        assert len(slots) == 2
        freed = max(slots)
    with open_server(wanted) as third:
        assert Worker(third, wanted).slot <= freed


def test_leftovers_of_a_killed_process_go_and_nobody_elses(tmp_path: Path, seed_server: Server) -> None:
    wanted = settings(tmp_path, str(seed_server.url))
    with open_server(wanted) as server:
        worker = Worker(server, wanted)
        ours, theirs = f"{worker._prefix}1", f"{worker._prefix}theirs"
        worker.databases.create(ours)
        server.admin.execute(f'create database "{theirs}"')
    try:
        with open_server(wanted) as server:
            assert Worker(server, wanted).slot == worker.slot
            assert not worker.databases.__class__(server).exists(ours)
            assert worker.databases.__class__(server).exists(theirs)
    finally:
        seed_server.admin.execute(f'drop database "{theirs}"')


def test_a_server_that_hides_nothing_of_its_password(tmp_path: Path, fresh_db_url: str) -> None:
    url = fresh_db_url.replace("postgres@", "postgres:s3cr3t@", 1)
    with open_server(settings(tmp_path, url)) as server:
        assert "s3cr3t" not in f"{server!r} {server.url!r}"
        assert "s3cr3t" in str(server.url)
        assert "s3cr3t" not in repr(replace(server, version="18"))
