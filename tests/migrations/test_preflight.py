"""The checklist before production: what each answer is made from."""

from __future__ import annotations

import datetime
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from seeding.cli import main
from seeding.database import embedded
from seeding.errors import UsageError
from seeding.load.runs import _MAKE as RUNS
from seeding.migrations.history import Migration, bring_up_to_date
from seeding.migrations.preflight import (
    Presence,
    Rehearsed,
    Said,
    backup,
    from_file,
    presence,
    rehearsed,
    reversible,
    staged,
)
from seeding.migrations.scratch import folder as scratch_folder

Make = Callable[[], psycopg.Connection]
V = "20260101000000"
NOW = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def one(tmp_path: Path) -> Migration:
    """A migration."""
    path = tmp_path / "supabase" / "migrations" / f"{V}_notes.sql"
    path.parent.mkdir(parents=True)
    path.write_text("create table if not exists public.notes (id int primary key);\n")
    return Migration(V, "notes", path)


def _run_of_seed(connection: psycopg.Connection, hours: float) -> None:
    """What `seed staging` notes, as if it had run some hours ago."""
    connection.execute("create schema if not exists _seed")
    connection.execute(RUNS)
    connection.execute(
        "insert into _seed.runs"
        " (table_schema, table_name, profile, seed, digest, mode, first_row, stop_row, rows, made_at)"
        " values ('public', 'notes', 'staging', 1, '', 'replace', 0, 1, 1, now() - make_interval(hours => %s))",
        (hours,),
    )


def _age(found: Presence, now: datetime.datetime) -> float:
    assert found.since is not None
    return round((now - found.since) / HOUR, 1)


def test_staging_that_has_nothing(make: Make, one: Migration, tmp_path: Path) -> None:
    connection = make()
    seen = tmp_path / ".seed" / "seen.json"
    assert presence(connection, [one], seen, "here")[0] == {V: Presence(False)}
    bring_up_to_date(connection, one.path.parent)
    connection.execute("delete from supabase_migrations.schema_migrations")
    assert presence(connection, [one], seen, "here")[0] == {V: Presence(False)}


def test_a_later_run_of_seed_tells_and_an_earlier_one_does_not(make: Make, one: Migration, tmp_path: Path) -> None:
    connection = make()
    _run_of_seed(connection, 50)
    bring_up_to_date(connection, one.path.parent)
    seen = tmp_path / ".seed" / "seen.json"
    found, now = presence(connection, [one], seen, "here")
    assert _age(found[V], now) == 0.0 and "first seen" in found[V].how
    _run_of_seed(connection, 30)
    found, now = presence(connection, [one], seen, "here")
    assert (_age(found[V], now), found[V].how) == (30.0, "a run of seed that came after it")


def test_what_this_machine_saw_is_noted_until_it_is_gone(make: Make, one: Migration, tmp_path: Path) -> None:
    connection = make()
    bring_up_to_date(connection, one.path.parent)
    seen = tmp_path / ".seed" / "seen.json"
    presence(connection, [one], seen, "here")
    notes = json.loads(seen.read_text())
    earlier = datetime.datetime.fromisoformat(notes["here"][V]) - 26 * HOUR
    seen.write_text(json.dumps({"here": {V: earlier.isoformat()}, "there": {V: "2020-01-01T00:00:00+00:00"}}))
    found, now = presence(connection, [one], seen, "here")
    assert _age(found[V], now) == 26.0
    connection.execute("update supabase_migrations.schema_migrations set version = '1'")
    assert not presence(connection, [one], seen, "here")[0][V].there
    connection.execute("update supabase_migrations.schema_migrations set version = %s", (V,))
    found, now = presence(connection, [one], seen, "here")
    assert _age(found[V], now) == 0.0
    assert json.loads(seen.read_text())["there"] == {V: "2020-01-01T00:00:00+00:00"}
    seen.write_text("[1, 2")
    found, now = presence(connection, [one], seen, "here")
    assert _age(found[V], now) == 0.0


def test_a_file_that_was_edited_since(make: Make, one: Migration, tmp_path: Path) -> None:
    connection = make()
    bring_up_to_date(connection, one.path.parent)
    one.path.write_text("create table if not exists public.notes (id bigint primary key);\n")
    found, now = presence(connection, [one], tmp_path / "seen.json", "here")
    assert found[V].edited
    answer = staged([one], found, now, hours=0)
    assert (answer.said, f"another text of {one.path.name}" in answer.evidence) == (Said.NO, True)


def test_the_server_s_own_time_is_the_surest(one: Migration, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="seed-test-") as name:
        server = embedded.start(Path(name))
        try:
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute("alter system set track_commit_timestamp = on")
            embedded.stop(Path(name))
            server = embedded.start(Path(name))
            with psycopg.connect(server.url, autocommit=True) as connection:
                bring_up_to_date(connection, one.path.parent)
                _run_of_seed(connection, 30)
                found, now = presence(connection, [one], tmp_path / "seen.json", "here")
        finally:
            embedded.stop(Path(name))
    assert (_age(found[V], now), found[V].how) == (0.0, "the server's commit timestamp")


@pytest.mark.parametrize(
    ("found", "said", "evidence"),
    [
        (Presence(False), Said.NO, f"does not have {V}"),
        (Presence(True), Said.UNKNOWN, "since when, nothing there tells"),
        (Presence(True, NOW - 23 * HOUR, "x"), Said.NO, "for 23.0 h at least, since 2026-03-01 13:00 UTC: x"),
        (Presence(True, NOW - 24 * HOUR, "x"), Said.YES, "for 24.0 h at least"),
        ("the variable STAGING_DATABASE_URL is not set", Said.UNKNOWN, "is not set"),
    ],
)
def test_for_long_enough(one: Migration, found: Presence | str, said: Said, evidence: str) -> None:
    answer = staged([one], found if isinstance(found, str) else {V: found}, NOW, hours=24)
    assert answer.said is said
    assert evidence in answer.evidence
    assert bool(answer.hint) is (said is not Said.YES)


SEEN = Rehearsed("just now", {V: 1.26}, {V: ("yes", "")}, (), 40_000)


@pytest.mark.parametrize(
    ("seen", "decided", "points"),
    [
        (SEEN, (), (Said.YES, Said.YES)),
        (replace(SEEN, errors=("readers wait 3 s",)), (), (Said.NO, Said.YES)),
        (replace(SEEN, seconds={}, reversible={}), (), (Said.NO, Said.UNKNOWN)),
        (replace(SEEN, reversible={V: ("no", "column public.notes.id is gone")}), (), (Said.YES, Said.NO)),
        (replace(SEEN, reversible={V: ("unknown", "")}), (), (Said.YES, Said.UNKNOWN)),
        (replace(SEEN, reversible={V: ("unknown", "")}), (V,), (Said.YES, Said.YES)),
    ],
)
def test_of_a_rehearsal(one: Migration, seen: Rehearsed, decided: tuple[str, ...], points: tuple[Said, Said]) -> None:
    budget, back = rehearsed([one], seen), reversible([one], seen, decided)
    assert (budget.said, back.said) == points
    if decided:
        assert f"{V} without a way back, as decided" in back.evidence
    if back.said is Said.NO:
        assert "column public.notes.id is gone" in back.evidence


def test_of_a_report_that_is_no_longer_true(one: Migration, tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    run = {"version": V, "seconds": 0.5, "reversible": "no", "rollback": {"schema": ["table public.x is new"]}}
    report.write_text(json.dumps({"migrations": [run], "findings": [], "rows": {"public.notes": 3}}))
    rollbacks = one.path.parent.with_name("rollbacks")
    seen = from_file(report, [one], rollbacks)
    assert (seen.rows, seen.reversible) == (3, {V: ("no", "table public.x is new")})
    later = report.stat().st_mtime + 5
    os.utime(one.path, (later, later))
    with pytest.raises(UsageError, match="was edited after it"):
        from_file(report, [one], rollbacks)
    for text in ("", "{}", "[]", '{"migrations": [1], "findings": [], "rows": {}}'):
        report.write_text(text)
        with pytest.raises(UsageError, match="not as seed rehearse writes it"):
            from_file(report, [one], rollbacks)
    with pytest.raises(UsageError, match="No such file"):
        from_file(tmp_path / "none.json", [one], rollbacks)


def test_a_backup_is_named(tmp_path: Path) -> None:
    now = datetime.datetime.now(datetime.UTC)
    file = tmp_path / "dump"
    file.touch()
    assert [backup(name, now).said for name in (None, "", " ", str(file))] == [Said.NO] * 4
    file.write_text("rows")
    assert "4 bytes, 0.0 h old" in backup(str(file), now).evidence
    said = backup("pitr of noon", now)
    assert (said.said, "Seed cannot look at it" in said.evidence) == (Said.YES, True)


@pytest.fixture
def project(one: Migration, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project that production has one migration of, and two are pending."""
    with tempfile.TemporaryDirectory(prefix="seed-test-") as name:
        root = Path(name)
        monkeypatch.chdir(root)
        monkeypatch.delenv("STAGING_DATABASE_URL", raising=False)
        try:
            yield root
        finally:
            embedded.stop(scratch_folder(root))
            embedded.stop(root / ".seed" / "rehearse")


def test_from_production_s_history_to_a_verdict(
    project: Path, make: Make, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    production, staging = make(), make()
    folder = Path("supabase/migrations")
    assert main(["new", "migration", "notes", "--quiet"]) == 0
    bring_up_to_date(production, folder)
    assert main(["new", "migration", "add_due_on_to_notes", "--template", "column", "--quiet"]) == 0
    bring_up_to_date(staging, folder)
    _run_of_seed(staging, 25)
    # Production's role may read the history, and nothing else.
    production.execute(
        "create role preflight_reader login; grant usage on schema supabase_migrations to preflight_reader;"
        "grant select on supabase_migrations.schema_migrations to preflight_reader"
    )
    try:
        url = f"postgresql://preflight_reader:s3cret@127.0.0.1:{production.info.port}/{production.info.dbname}"
        monkeypatch.setenv("PRODUCTION_DATABASE_URL", url)
        monkeypatch.setenv(
            "STAGING_DATABASE_URL", f"postgresql://postgres@127.0.0.1:{staging.info.port}/{staging.info.dbname}"
        )
        common = ["preflight", "--url", "PRODUCTION_DATABASE_URL", "--count", "50"]
        assert main([*common, "--format", "json"]) == 1
        data = json.loads(capsys.readouterr().out)
        holds = {point["point"]: point["holds"] for point in data["points"]}
        assert holds == {
            "check clean": "yes",
            "rehearsed within budget": "yes",
            "rollback rehearsed": "yes",
            "in staging for 24 h": "yes",
            "backup named": "no",
        }
        assert [re.sub(r"^\d+_", "", name) for name in data["pending"]] == ["add_due_on_to_notes.sql"]
        assert main([*common, "--backup", "pitr"]) == 0
        said = capsys.readouterr().out
        assert said.endswith("ready: every point holds for 1 migration\n") and "s3cret" not in said
        assert main([*common, "--hours", "26", "--backup", "pitr", "--format", "markdown"]) == 1
        assert capsys.readouterr().out.startswith("## Preflight: not ready: in staging for 26 h\n")
        bring_up_to_date(production, folder)
        assert main(common) == 0
        assert capsys.readouterr().out == "nothing is pending: production has every migration\n"
    finally:
        production.execute("drop owned by preflight_reader; drop role preflight_reader")
