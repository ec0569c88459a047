"""`seed report` as a user meets it: what it prints, writes, refuses, and its exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pattern_shop as shop
import psycopg
import pytest

from seeding.cli import main
from seeding.patterns import write_patterns

pytestmark = pytest.mark.parametrize("server_url", ["embedded"], indirect=True, scope="session")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the shop's pattern file."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "SEED_TRACEBACK", "LOCAL_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "production.toml").write_text(write_patterns(shop.patterns()), encoding="utf-8")
    return tmp_path


def test_for_people(otherwise: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--patterns", "production.toml", "--url", otherwise]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    lines = shown.out.splitlines()
    assert lines[0] == "fidelity to production.toml, learned 2026-01-02"
    assert re.search(r"^  column shapes       0\.\d\d  6 columns$", shown.out, re.MULTILINE)
    assert re.search(r"^  public\.orders  2,400 +120,000 ", shown.out, re.MULTILINE)
    first = next(line for line in lines if "public.orders: total" in line)
    assert re.match(r"   0\.00  public\.orders: total  +100 % of the values are outside of the", first)
    assert "\n  who decides what: seed plan local --table TABLE\n" in shown.out
    assert "note  public.users.bio: 100 % NULL here, 50 % in the file [fidelity-nulls]" in shown.out
    assert "privacy: carried whole: public.plans (3 rows)" in shown.out
    assert re.fullmatch(r"fidelity 0\.[0-3]\d\d, 1 being as alike as can be", lines[-1])


def test_for_machines_and_as_a_page(alike: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = alike.replace("postgres@", "postgres:hush@")
    arguments = ["report", "local", "--patterns", "production.toml", "--url", url, "--out", "out/page.html"]
    assert main([*arguments, "--format", "json"]) == 0
    printed = capsys.readouterr().out
    data = json.loads(printed)
    page = (project / "out/page.html").read_text(encoding="utf-8")
    assert "hush" not in printed + page
    assert page.startswith("<!doctype html>")
    assert (data["page"], data["patterns"], data["privacy"]["k"]) == ("out/page.html", "production.toml", 10)
    assert data["score"] == pytest.approx(sum(p["score"] for p in data["properties"].values()) / 4, abs=1e-3)
    assert data["worst"][0]["what"] == "total by user_id → country"
    orders = data["tables"][0]
    assert (orders["name"], orders["rows_in_production"]) == ("public.orders", 120_000)
    assert {c["name"]: c["counts"] for c in orders["columns"]}["user_id"] is False


def test_a_bar_for_a_pipeline(alike: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["report", "--patterns", "production.toml", "--url", alike, "--quiet", "--fail-under"]
    assert [main([*arguments, bar]) for bar in ("0.5", "0.99", "1.5")] == [0, 1, 2]
    assert "'1.5' is not a number from 0 to 1; write 0.9" in capsys.readouterr().err


def test_only_what_could_be_seeded_is_looked_at(
    make_database, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A database with rows and no mark may be anybody's: nothing of it is told."""
    with make_database(shop.OTHERWISE) as url:
        with psycopg.connect(url) as connection:
            connection.execute("drop schema _seed cascade")
        assert main(["report", "--patterns", "production.toml", "--url", url]) == 4
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "marker-missing" in shown.err


def test_nothing_is_written(alike: str, project: Path) -> None:
    with psycopg.connect(alike) as connection:
        before = connection.execute("select pg_current_xact_id_if_assigned(), pg_snapshot_xmax(pg_current_snapshot())")
        (_, first) = before.fetchone() or (None, None)
        connection.rollback()
        assert main(["report", "--patterns", "production.toml", "--url", alike, "--quiet"]) == 0
        after = connection.execute("select pg_snapshot_xmax(pg_current_snapshot())").fetchone()
    assert after == (first,)


def test_no_file(alike: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--patterns", "none.toml", "--url", alike]) == 3
    assert "no pattern file none.toml" in capsys.readouterr().err
