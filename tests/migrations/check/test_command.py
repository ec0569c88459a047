"""`seed check` as it is typed: for people, for machines, since a revision."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from seeding.cli import main
from seeding.migrations.scratch import folder

BAD = """\
create table if not exists public.team (id int primary key, email text);
insert into public.team (id, email) values
    (1, 'maria.lopez@gmail.com')
on conflict do nothing;
"""


@pytest.fixture
def project(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run in, with the scratch server of these tests."""
    (tmp_path / ".seed").mkdir()
    folder(root).mkdir(parents=True, exist_ok=True)
    (tmp_path / ".seed" / "scratch").symlink_to(folder(root))
    (tmp_path / "supabase" / "migrations").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(project: Path, name: str, text: str) -> None:
    (project / "supabase" / "migrations" / name).write_text(text, encoding="utf-8")


def test_for_people(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(project, "20240101000000_team.sql", BAD)
    assert main(["check"]) == 1
    shown = capsys.readouterr().out
    assert "supabase/migrations/20240101000000_team.sql\n  1:1  error  rls-missing\n" in shown
    assert "  3:9  error  data-email\n  3 | (1, '***')\n    |     ^^^^^\n" in shown
    assert "maria" not in shown
    assert shown.splitlines()[-1].startswith("2 errors in 1 file, 2 statements, ")


def test_clean(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(project, "20240101000000_a.sql", "create schema if not exists private;")
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("clean: 1 file, 1 statement, ")


def test_for_machines(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(project, "20240101000000_team.sql", BAD)
    assert main(["check", "--format", "json", "--migrations", "supabase/migrations"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["rule"], one["path"], one["line"]) for one in found] == [
        ("rls-missing", "supabase/migrations/20240101000000_team.sql", 1),
        ("data-email", "supabase/migrations/20240101000000_team.sql", 3),
    ]
    assert all(set(one) == {"rule", "path", "line", "severity", "message", "hint"} for one in found)
    assert main(["check", "--format", "sarif"]) == 1
    run = json.loads(capsys.readouterr().out)["runs"][0]
    assert {one["ruleId"] for one in run["results"]} <= {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert run["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert main(["check", "--format", "github"]) == 1
    path = "supabase/migrations/20240101000000_team.sql"
    assert capsys.readouterr().out.startswith(f"::error file={path},line=1,endLine=1,title=rls-missing::whoever has")


def test_since_a_revision(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *words], cwd=project, check=True)

    _write(project, "20240103000000_team.sql", BAD)
    git("init", "-q")
    git("add", "supabase")
    git("commit", "-qm", "first")
    assert main(["check", "--since", "HEAD", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    _write(project, "20240102000000_between.sql", "create table public.x (id int);")
    assert main(["check", "--since", "HEAD", "--format", "json"]) == 1
    rules = {one["rule"] for one in json.loads(capsys.readouterr().out)}
    assert rules == {"version-order", "rls-missing", "non-idempotent"}
    _write(project, "20240103000000_team.sql", BAD + "-- and more\n")
    assert main(["check", "--since", "HEAD", "--format", "json"]) == 1
    assert "edited" in {one["rule"] for one in json.loads(capsys.readouterr().out)}
    assert main(["check", "--since", "nowhere"]) == 2


def test_seed_files_are_judged_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(project, "1_a.sql", "create schema if not exists private; create table if not exists private.t (e text);")
    seeds = project / "supabase" / "seed"
    seeds.mkdir()
    (seeds / "1.sql").write_text(
        "insert into private.t values ('a@example.com');\ninsert into private.t values ('b@gmail.com');"
    )
    assert main(["check", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["rule"], one["path"], one["line"]) for one in found] == [("data-email", "supabase/seed/1.sql", 2)]


def test_a_folder_that_is_none(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--migrations", "nowhere"]) == 2
    assert "nowhere is no folder" in capsys.readouterr().err


def test_the_hook_and_the_action_call_it() -> None:
    here = Path(__file__).parents[3]
    if not (here / "action.yml").is_file():
        pytest.skip("a source distribution has neither")
    assert "entry: seed check\n" in (here / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    action = (here / "action.yml").read_text(encoding="utf-8")
    options = {word for word in action.split("run: seed check", 1)[1].split() if word.startswith("--")}
    assert {"--format", "--migrations"} <= options
    help_text = subprocess.run(
        [sys.executable, "-m", "seeding", "check", "--help"], capture_output=True, text=True, check=True
    )
    assert all(option in help_text.stdout for option in options)
