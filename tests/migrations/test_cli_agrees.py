"""The Supabase CLI reads the history we write, and writes the history we read."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from seeding.database.supabase import ensure_prelude
from seeding.migrations.history import bring_up_to_date, found, pending

ROOT = Path(__file__).parents[2]
CLI = ROOT / "node_modules" / ".bin" / "supabase"

pytestmark = pytest.mark.skipif(not CLI.exists(), reason=f"the Supabase CLI is not installed: no {CLI}")


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    """A copy of the project: the CLI writes a .temp folder into the one it works in."""
    shutil.copytree(ROOT / "supabase", tmp_path / "supabase", ignore=shutil.ignore_patterns(".temp", "seed"))
    return tmp_path


def run(workdir: Path, *arguments: str) -> str:
    environment = os.environ | {"SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1", "HOME": str(workdir)}
    done = subprocess.run(
        [CLI, *arguments, "--workdir", workdir],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def with_password(url: str) -> str:
    # The CLI asks for a password where the URL has none; the server trusts any.
    return url.replace("postgres@", "postgres:any@")


def rows(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        "select version, name, statements from supabase_migrations.schema_migrations order by 1"
    ).fetchall()


def test_it_lists_what_we_applied(workdir: Path, database: str, connection: psycopg.Connection) -> None:
    applied = bring_up_to_date(connection, workdir / "supabase" / "migrations")
    said = run(workdir, "migration", "list", f"--remote={with_password(database)}")
    listed = [line for line in said.splitlines() if any(m.version in line for m in applied)]
    assert len(listed) == len(applied)
    for line, migration in zip(listed, applied, strict=True):
        assert line.count(migration.version) == 2, f"local and remote differ: {line}"


def test_we_record_what_it_records(workdir: Path, database: str, connection: psycopg.Connection) -> None:
    ensure_prelude(connection)
    run(workdir, "db", "push", f"--remote={with_password(database)}", "--yes")
    theirs = rows(connection)
    folder = workdir / "supabase" / "migrations"
    assert pending(connection, folder) == []
    connection.execute("drop schema supabase_migrations cascade")
    assert len(bring_up_to_date(connection, folder)) == len(found(folder))
    assert rows(connection) == theirs
    columns = connection.execute(
        "select attname, atttypid::regtype::text, attnotnull from pg_attribute "
        "where attrelid = 'supabase_migrations.schema_migrations'::regclass and attnum > 0 order by attnum"
    ).fetchall()
    assert columns == [("version", "text", True), ("statements", "text[]", False), ("name", "text", False)]
