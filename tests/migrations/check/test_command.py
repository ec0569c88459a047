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
    assert shown.splitlines()[-1].startswith("2 errors; checked 1 file, 2 statements, ")


def test_many_for_people(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = "".join(f"create table public.t{n} (id int primary key);\n" for n in range(10))
    _write(project, "20240101000000_many.sql", tables)
    _write(
        project, "20240102000000_more.sql", "create index t0_id on public.t0 (id);\ncreate index on public.t1 (id);\n"
    )
    assert main(["check"]) == 1
    shown = capsys.readouterr().out
    assert "\nby rule: 12 non-idempotent, 10 rls-missing, 2 index-not-concurrent\n" in shown
    remedy = "write CREATE INDEX CONCURRENTLY, in a file of its own: it needs to run outside a transaction"
    assert shown.count(remedy) == 1 and shown.count("write IF NOT EXISTS") == 3


def test_the_same_remedy_is_said_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(project, "20240101000000_kinds.sql", "create type a as enum ();\ncreate type b as enum ();\n")
    assert main(["check"]) == 1
    shown = capsys.readouterr().out
    assert shown.count("non-idempotent") == 2 and shown.count("EXCEPTION WHEN duplicate_object") == 1
    assert "by rule" not in shown


def test_a_folder_for_each_migration(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = {
        "a/prisma/20240102000000_more/migration.sql": 'create index "User_id" on "User" (id);',
        "a/prisma/20240101000000_init/migration.sql": 'create table if not exists "User" (id int primary key);',
        "b/diesel/00001_users/up.sql": "create table if not exists users (id int primary key);",
        "b/diesel/00001_users/down.sql": "drop table users;",
    }
    for name, text in texts.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    assert main(["check", "--format", "json", "--migrations", "a/prisma"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["rule"], one["path"]) for one in found] == [
        ("rls-missing", "a/prisma/20240101000000_init/migration.sql"),
        ("index-not-concurrent", "a/prisma/20240102000000_more/migration.sql"),
        ("non-idempotent", "a/prisma/20240102000000_more/migration.sql"),
    ]
    assert main(["check", "--format", "json", "--migrations", "b/diesel"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["rule"], one["path"]) for one in found] == [("rls-missing", "b/diesel/00001_users/up.sql")]


def test_what_the_server_says_of_a_value_is_kept_back(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = (
        "create table if not exists public.t (id int primary key);\nalter table public.t enable row level security;\n"
    )
    _write(project, "20240101000000_a.sql", made + "insert into public.t values ('maria.lopez@gmail.com');\n")
    rows = "create table public.u (a text, phone bigint);\ncopy public.u from stdin;\nO'Brien <ob@gmail.com>\t1\n\\.\n"
    _write(project, "20240101000001_u.sql", rows + "insert into public.u (a, phone) values ('x', 4915123456789);\n")
    _write(project, "20240102000000_b.sql", "comment on table public.t is 'a word that never ends;\n")
    _write(project, "20240103000000_c.sql", "copy public.t to stdout;\ncopy public.t from stdin;\n")
    assert main(["check"]) == 1
    shown = capsys.readouterr().out
    assert 'invalid input syntax for type integer: "***"' in shown and "maria.lopez" not in shown
    assert "ob@gmail" not in shown and "Brien" not in shown and "3456" not in shown
    assert "fails on a new database: unterminated quoted string\n" in shown and "savepoint" not in shown
    assert "20240103000000_c.sql" not in shown


def test_a_placeholder_of_another_program(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, name in enumerate((":SCHEMA", "{{schema}}", "${schema}")):
        _write(project, f"2024010100000{number}_a.sql", f"create schema if not exists {name};\n")
    _write(project, "20240102000000_b.sql", "create schema if not exists !;\n")
    assert main(["check", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["rule"] for one in found] == ["does-not-run"] * 4
    assert ["placeholder" in one["hint"] for one in found] == [True, True, True, False]


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
    said = capsys.readouterr().err
    assert "nowhere is no folder" in said
    assert "seed new migration NAME" in said


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
