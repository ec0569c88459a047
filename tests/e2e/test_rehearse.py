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
    # What is within a budget must be so on a machine that stands still for a while.
    patient = "additive_blocking_seconds = 600\nbreaking_blocking_seconds = 600\nmigration_seconds = 600"
    project.edit("profiles/staging.toml", "[production]", f"[rehearse]\n{patient}\n\n[production]")
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


def test_what_is_pending_as_a_variable_says_and_a_page_nowhere(pending: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_URL", "postgresql://nobody@127.0.0.1:1/production")
    done = pending.seed("rehearse", "--url", "HISTORY_URL")
    assert (done.code, "no PostgreSQL server answers at 127.0.0.1:1" in done.err) == (8, True)
    pending.write("pages", "a file where a folder is wanted")
    done = pending.seed("rehearse", "--out", "pages/one.html")
    assert (done.code, "pages" in done.err) == (8, True)
    assert "running" not in done.err  # known before the work, not after it


def test_over_budget_and_for_people(pending: Any) -> None:
    pending.write(f"supabase/migrations/{PENDING}.sql", f"{COLUMN}select pg_sleep(1.3);\n")
    pending.edit("profiles/staging.toml", "additive_blocking_seconds = 600\n", "")
    done = pending.seed("rehearse", "--count", "60")
    assert done.code == 1
    assert "rehearse-blocked" in done.out
    assert "to mend first" in done.out.splitlines()[-2]
    pending.edit("profiles/staging.toml", "[rehearse]\n", "[rehearse]\nadditive_blocking_seconds = 600\n")
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


# A shell that runs tests in the background has them ignore SIGINT, which would be inherited.
LISTENING = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
# There are no rows when it is first tried.
SLEEPS = "select pg_sleep(60) from public.users limit 1;"
HEARS_NOBODY = """
do $$ begin
    while exists (select from public.users) loop
        begin perform pg_sleep(60); exception when query_canceled then null; end;
    end loop;
end $$;
"""


@pytest.mark.parametrize(
    ("number", "migration"),
    [
        # The file handles its transaction itself, and so holds its locks when it is interrupted.
        pytest.param(signal.SIGINT, f"begin;\n{COLUMN}{SLEEPS}\ncommit;\nselect 1;\n", id="Ctrl-C"),
        pytest.param(signal.SIGTERM, f"{COLUMN}{SLEEPS}\n", id="kill"),
        pytest.param(signal.SIGINT, f"{COLUMN}{HEARS_NOBODY}", id="a statement that does not let itself be cancelled"),
    ],
)
def test_interrupted_while_clients_wait(pending: Any, number: signal.Signals, migration: str) -> None:
    pending.write(f"supabase/migrations/{PENDING}.sql", migration)
    command = [sys.executable, "-c", f"{LISTENING}from seeding.cli import main; sys.exit(main())"]
    place = pending.folder / ".seed" / "rehearse"
    with subprocess.Popen(
        [*command, "rehearse", "--count", "60"],
        cwd=pending.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as running:
        try:
            assert running.stderr is not None
            assert any(line.startswith("running") for line in running.stderr)
            server = embedded.running(place)
            assert server is not None
            with psycopg.connect(server.url, autocommit=True) as looking:
                while not looking.execute("select from pg_stat_activity where wait_event = 'PgSleep'").rowcount:
                    time.sleep(0.05)
            running.send_signal(number)
            _, said = running.communicate(timeout=50)
        finally:
            running.kill()
    assert (running.returncode, "nothing else was touched" in said) == (128 + number, True)
    assert embedded.running(place) is None
    with psycopg.connect(embedded.start(place).url, autocommit=True) as looking:
        databases = looking.execute("select datname from pg_database where datname ~ '^seed_scratch_([0-9]|draft)'")
        assert databases.fetchall() == []


def test_what_makes_no_sense(pending: Any) -> None:
    done = pending.seed("rehearse", "--last", "1", "--from", "20990101000000")
    assert (done.code, "exclude each other" in done.err) == (2, True)
    pending.write(f"supabase/migrations/{PENDING}.sql", "alter table public.user add column x int;\n")
    done = pending.seed("rehearse")
    assert done.code == 5
    assert f"{PENDING}.sql:1: relation" in done.err
