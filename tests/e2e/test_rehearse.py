"""`seed rehearse` in a project of one's own: exit codes, outputs, and what is left untouched."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from seeding.database import embedded

COLUMN = "alter table public.users add column nickname text;\n"
BACK = "alter table public.users drop column nickname;\n"
PENDING = "20990101000000_nickname"


@pytest.fixture
def pending(project: Any) -> Iterator[Any]:
    """The example with one more migration and its rollback."""
    project.write(f"supabase/migrations/{PENDING}.sql", COLUMN)
    project.write(f"supabase/rollbacks/{PENDING}.down.sql", BACK)
    yield project
    embedded.stop(Path(project.folder, ".seed", "rehearse"))


def test_within_budget(pending: Any) -> None:
    done = pending.seed("rehearse", "--count", "60", "--format", "json", "--out", "pages/one.html")
    assert done.code == 0, done.err + done.out
    data = json.loads(done.out)
    (migration,) = data["migrations"]
    assert (data["ok"], migration["name"], migration["reversible"]) == (True, "nickname", "yes")
    assert data["rows"]["public.users"] == 60
    assert "<h1>" in (pending.folder / "pages/one.html").read_text(encoding="utf-8")
    assert not (pending.folder / ".seed/pgdata").exists()  # nobody's rows were touched


def test_over_budget_and_for_people(pending: Any) -> None:
    pending.write(f"supabase/migrations/{PENDING}.sql", f"{COLUMN}select pg_sleep(1.3);\n")
    done = pending.seed("rehearse", "--count", "60")
    assert done.code == 1
    assert "rehearse-blocked" in done.out
    assert "to mend first" in done.out.splitlines()[-2]
    pending.edit("profiles/staging.toml", "[production]", "[rehearse]\nadditive_blocking_seconds = 60\n\n[production]")
    done = pending.seed("rehearse", "--count", "60", "--format", "markdown")
    assert done.code == 0, done.out
    assert done.out.startswith("## Rehearsal of 1 migration: within budget\n")


def test_factories_and_profiles_that_are_ahead(pending: Any) -> None:
    """Written for the schema after the migration, they fill the one before it."""
    pending.edit(
        "factories/users.py", "    class Meta:", "    nickname = factory.Faker('first_name')\n\n    class Meta:"
    )
    pending.edit(
        "profiles/staging.toml", "[production]", '[tables."public.users"]\nnulls = { nickname = 0.5 }\n\n[production]'
    )
    done = pending.seed("rehearse", "--count", "60", "--format", "json")
    assert done.code == 0, done.err + done.out
    data = json.loads(done.out)
    assert data["rows"]["public.users"] == 60
    assert any("nickname" in note["message"] for note in data["notes"])


def test_ctrl_c_while_clients_wait(pending: Any) -> None:
    """The file handles its transaction itself, and so holds its locks when it is interrupted."""
    slow = "select pg_sleep(60) from public.users limit 1;"  # there are no rows when it is first tried
    pending.write(f"supabase/migrations/{PENDING}.sql", f"begin;\n{COLUMN}{slow}\ncommit;\nselect 1;\n")
    running = subprocess.Popen(
        [sys.executable, "-m", "seeding", "rehearse", "--count", "60"],
        cwd=pending.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert running.stderr is not None
    place = pending.folder / ".seed" / "rehearse"
    for line in running.stderr:
        if line.startswith("running"):
            break
    server = embedded.running(place)
    assert server is not None
    with psycopg.connect(server.url, autocommit=True) as looking:
        sleeping = "select from pg_stat_activity where wait_event = 'PgSleep'"
        while not looking.execute(sleeping).rowcount:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=50)
        assert (running.returncode, "nothing else was touched" in said) == (130, True)
        databases = looking.execute("select datname from pg_database where datname ~ '^seed_scratch_[0-9]'").fetchall()
    assert databases == []


def test_what_makes_no_sense(pending: Any) -> None:
    done = pending.seed("rehearse", "--last", "1", "--from", "20990101000000")
    assert (done.code, "exclude each other" in done.err) == (2, True)
    pending.write(f"supabase/migrations/{PENDING}.sql", "alter table public.user add column x int;\n")
    done = pending.seed("rehearse")
    assert done.code == 5
    assert f"{PENDING}.sql:1: relation" in done.err
