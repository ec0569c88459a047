"""Databases that are there for one trial, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from seeding.database import embedded
from seeding.errors import GuardError
from seeding.migrations.scratch import folder, scratch


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A project whose scratch server is stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="seed-test-") as name:
        (Path(name) / ".seed").mkdir()
        yield Path(name)
        embedded.stop(folder(Path(name)))


def _names(root: Path, query: str) -> list[str]:
    server = embedded.start(folder(root))
    with psycopg.connect(server.url) as admin:
        return [name for (name,) in admin.execute(query)]


def test_it_has_what_supabase_provides_and_nothing_of_the_last_one(root: Path) -> None:
    for _ in range(2):
        with scratch(root) as made, made.connect() as connection:
            tables = connection.execute(
                "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
            ).fetchone()
            assert tables == (0,)
            connection.execute("create table public.notes (id uuid references auth.users)")
            connection.execute("create role of_a_migration")
            connection.execute("grant select on public.notes to of_a_migration, supabase_auth_admin")
            connection.execute("select extensions.uuid_generate_v4(), crypt('a password', gen_salt('bf'))")
            path = connection.execute("show search_path").fetchone()
            assert path == ('"$user", public, extensions',)
            with psycopg.connect(made.url) as other:
                assert other.execute("select to_regclass('public.notes')::text").fetchone() == ("notes",)
    assert _names(root, "select datname from pg_database where datname ~ '^seed_scratch_[0-9]'") == []
    assert _names(root, "select rolname from pg_roles where rolname = 'of_a_migration'") == []


def test_without_the_prelude_it_is_bare(root: Path) -> None:
    with scratch(root, prelude=False) as made, made.connect() as connection:
        assert connection.execute("select to_regnamespace('auth')").fetchone() == (None,)


def test_two_at_once(root: Path) -> None:
    with scratch(root) as one, scratch(root) as other:
        assert one.target.dbname != other.target.dbname
        with one.connect() as first, other.connect() as second:
            first.execute("create role of_the_first")
            second.execute("create table t (id int)")
    assert _names(root, "select rolname from pg_roles where rolname = 'of_the_first'") == []


def test_over_tcp(root: Path) -> None:
    with scratch(root, tcp=True) as made:
        assert made.tcp_url is not None and made.tcp_url.startswith("postgresql://postgres@127.0.0.1:")
        with psycopg.connect(made.tcp_url) as connection:
            assert connection.execute("select current_database()").fetchone() == (made.target.dbname,)


def test_a_killed_run_is_swept_up_by_the_next(root: Path) -> None:
    code = (
        "import sys, time, pathlib; from seeding.migrations.scratch import scratch\n"
        "with scratch(pathlib.Path(sys.argv[1])) as made:\n"
        "    here = made.connect(); here.execute('create role of_the_killed'); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"up\n"
        os.kill(run.pid, signal.SIGKILL)
    for _ in range(600):  # until the server has noticed that its client is gone
        if not _names(root, "select application_name from pg_stat_activity where application_name = 'seed'"):
            break
        time.sleep(0.1)
    with scratch(root):
        assert _names(root, "select rolname from pg_roles where rolname = 'of_the_killed'") == []
        assert len(_names(root, "select datname from pg_database where datname ~ '^seed_scratch_[0-9]'")) == 1


def test_it_goes_when_the_block_is_interrupted(root: Path) -> None:
    with pytest.raises(KeyboardInterrupt), scratch(root) as made, made.connect():
        raise KeyboardInterrupt
    assert _names(root, f"select datname from pg_database where datname = '{made.target.dbname}'") == []


def test_a_server_elsewhere_is_refused(root: Path) -> None:
    with pytest.raises(GuardError), scratch(root, url="postgresql://postgres@db.acme.test:5432/postgres"):
        raise AssertionError


def test_a_server_named(system_15: str, root: Path) -> None:
    with scratch(root, url=system_15) as made, made.connect() as connection:
        assert connection.execute("select to_regclass('auth.users')::text").fetchone() == ("auth.users",)
    with psycopg.connect(system_15) as admin:
        left = admin.execute("select count(*) from pg_database where datname ~ '^seed_scratch_[0-9]'").fetchone()
        assert left == (0,)
