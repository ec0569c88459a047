"""Production's shape learned, a database seeded by it, and the two compared: the whole round."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pattern_shop as shop
import pytest

from seeding.cli import main
from seeding.fidelity.moved import moved

pytestmark = pytest.mark.parametrize("server_url", ["embedded"], indirect=True, scope="session")

PROFILE = """
environment = "local"
patterns = "patterns/production.toml"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a profile that names its pattern file."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "LOCAL_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles/local.toml").write_text(PROFILE, encoding="utf-8")
    return tmp_path


def test_learned_seeded_and_compared(
    alike: str, make_database, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learned = ["learn", "--url", alike, "--person", "users", "--reference", "plans", "--quiet"]
    assert main([*learned, "--out", "profiles/patterns/production.toml"]) == 0, capsys.readouterr().err
    with make_database() as url:
        assert main(["local", "--url", url, "--quiet"]) == 0, capsys.readouterr().err
        capsys.readouterr()
        assert main(["report", "--url", url, "--format", "json"]) == 0
        data = json.loads(capsys.readouterr().out)
    assert data["patterns"] == "profiles/patterns/production.toml"
    assert data["score"] > 0.93
    assert data["properties"]["shapes"]["score"] > 0.93
    assert data["moved_days"] == 0


def test_a_present_of_the_profile_s_own_moves_the_instants(
    alike: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from seeding.patterns import write_patterns

    (project / "profiles/patterns").mkdir()
    file = project / "profiles/patterns/production.toml"
    back = datetime.timedelta(days=100)
    file.write_text(write_patterns(moved(shop.patterns(), -back)), encoding="utf-8")
    (project / "profiles/local.toml").write_text(PROFILE + "as_of = 2026-01-01T12:00:00Z\n", encoding="utf-8")
    assert main(["report", "--url", alike]) == 0
    shown = capsys.readouterr().out
    assert "its instants are moved by 100 days, to the profile's as_of" in shown
    assert main(["report", "--url", alike, "--format", "json"]) == 0
    columns = {c["name"]: c["score"] for c in json.loads(capsys.readouterr().out)["tables"][0]["columns"]}
    assert columns["created_at"] > 0.95


def test_no_pattern_file_at_all(alike: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "profiles/local.toml").unlink()
    assert main(["report", "--url", alike]) == 2
    assert "profiles/local.toml names no pattern file to compare with" in capsys.readouterr().err
