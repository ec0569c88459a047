"""The mark and the ledger are no drift to the Supabase CLI: `supabase db diff --schema public` sees none of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from seeding.database import marker
from seeding.load import runs

CLI = Path(__file__).parents[2] / "node_modules" / ".bin" / "supabase"

pytestmark = pytest.mark.skipif(not CLI.exists(), reason=f"the Supabase CLI is not installed: no {CLI}")


def diff(folder: Path, old: str, new: str, *more: str) -> str:
    environment = os.environ | {"SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1", "HOME": str(folder)}
    urls = [url.replace("postgres@", "postgres:any@") for url in (old, new)]
    done = subprocess.run(
        [CLI, "db", "diff", "--from", urls[0], "--to", urls[1], *more, "--workdir", folder],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("server_url", ["embedded"], indirect=True)
def test_a_marked_database_has_not_drifted(server_url: str, database: str, tmp_path: Path) -> None:
    other = f"{database}_plain"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("create table public.people (id int primary key, name text)")
        connection.execute(f"create database {other.rpartition('/')[2]} template template0")
        try:
            with psycopg.connect(other, autocommit=True) as plain:
                plain.execute("create table public.people (id int primary key, name text)")
            marker.stamp(connection, "staging")
            with connection.cursor() as cursor:
                runs.ensure(cursor)
            assert "_seed" not in diff(tmp_path, other, database, "--schema", "public")
            connection.execute("alter table public.people add drifted text")
            assert "drifted" in diff(tmp_path, other, database, "--schema", "public")
        finally:
            connection.execute(f"drop database {other.rpartition('/')[2]} with (force)")
