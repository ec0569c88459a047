"""The command line as a user types it. Nothing here needs a database: every word is judged before one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from seeding import __version__, profile
from seeding.cli import main
from seeding.cli.app import cli
from seeding.cli.commands import COMMANDS
from seeding.cli.profiles import profile_names

HEAVY = ("numpy", "pyarrow", "psycopg", "pydantic", "rich", "faker", "factory", "json", "difflib", "importlib.metadata")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "profiles").mkdir()
    for name in ("local", "load-test", "plan"):
        (tmp_path / "profiles" / f"{name}.toml").write_text('environment = "local"\n', encoding="utf-8")
    return tmp_path


def test_help_lists_every_command_and_every_profile(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    fill, guard, schema = (shown.index(f"\n{section}:\n") for section in ("Fill", "Guard", "Schema"))
    assert fill < guard < schema
    for name in ("local", "staging", "load-test", "plan PROFILE", "export PROFILE", "clean PROFILE", "stop"):
        assert fill < shown.index(f"\n  {name} ") < guard
    for name in ("guard PROFILE", "mark ENVIRONMENT"):
        assert guard < shown.index(f"\n  {name} ") < schema
    assert schema < shown.index("\n  new migration NAME ")
    assert "profiles/load-test.toml" in shown
    assert 'profiles/plan.toml is out of reach: "seed plan" is a command; rename it' in shown


def test_every_command_has_help(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [[c.name or ""] for section in COMMANDS.values() for c in section]
    for line in [["local"], ["load-test"], ["new", "migration"], *words]:
        assert main([*line, "--help"]) == 0
        assert f"Usage: seed {' '.join(line)}" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--count", "--scale", "--url", "--seed", "--mode", "--dry-run", "--workers"])
def test_fill_options(option: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["load-test", "--help"])
    assert f"  {option} " in capsys.readouterr().out


def test_profiles_are_the_ones_that_can_be_loaded(project: Path) -> None:
    assert sorted(profile_names(project)) == profile.available(project)
    assert profile_names(project / "nowhere") == ["local", "staging"]
    assert cli.list_commands(cli.make_context("seed", ["stop"], resilient_parsing=True))[:3] == [
        "local",
        "staging",
        "load-test",
    ]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"seed {__version__}\n"


def test_nothing_at_all_shows_the_help(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Usage: seed" in capsys.readouterr().err


def test_an_unknown_word_is_a_missing_profile(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["loacl"]) == 3
    assert capsys.readouterr().err == (
        'error: no profile and no command "loacl": profiles/loacl.toml does not exist here\n'
        '  did you mean "seed local"?\n'
        "  profiles: local, staging, load-test, plan\n"
        "  commands: plan, export, clean, stop, guard, mark, protect, init, new, check, rls, rehearse, drift, "
        "preflight, learn, report\n"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["local", "--count", "10", "--scale", "2"], "give --count or --scale, not both"),
        (["plan", "local", "--count", "10", "--scale", "2"], "give --count or --scale, not both"),
        (["export", "local", "--count", "10", "--scale", "2"], "give --count or --scale, not both"),
        (["local", "--count", "-5"], "'-5' is not a number of rows"),
        (["local", "--count", "1.5"], "not a whole number"),
        (["local", "--scale", "0"], "not a factor above 0"),
        (["local", "--seed", "-1"], "not a whole number from 0"),
        (["local", "--workers", "0"], "not a whole number from 1"),
        (["local", "--mode", "topup"], "'topup' is not one of 'replace', 'append', 'top-up'"),
        (["local", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
        (["local", "--cuont", "5"], "Did you mean one of: '--count'"),
        (["plan"], "missing argument 'PROFILE'"),
        (["mark", "production"], "'production' is not one of 'local', 'staging'"),
        (["export", "local", "--format", "xlsx"], "'xlsx' is not one of 'sql', 'csv', 'parquet'"),
        (["new"], "missing command"),
        (["new", "migration"], "missing argument 'NAME'"),
        (["--bogus"], "no such option '--bogus'"),
    ],
)
def test_usage_errors(arguments: list[str], told: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: ")
    assert told in shown.err
    assert "--help" in shown.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["postgresql://app:s3cret@db.example.com/app"],
        ["local", "postgresql://app:s3cret@db.example.com/app"],
        ["plan", "postgresql://app:s3cret@db.example.com/app"],
        ["local", "--count", "postgresql://app:s3cret@db.example.com/app"],
        ["--ulr=postgresql://app:s3cret@db.example.com/app"],
        ["local", "--ulr=postgresql://app:s3cret@db.example.com/app", "--format=json"],
    ],
)
def test_no_password_is_echoed(arguments: list[str], project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) in (2, 3)
    shown = capsys.readouterr()
    assert "s3cret" not in shown.out + shown.err


def test_usage_errors_are_json_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["local", "--format", "json", "--scale", "0"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["class"], error["exit_code"]) == ("UsageError", 2)


def test_marking_needs_a_terminal_or_the_name(project: Path) -> None:
    done = _seed("mark", "staging", "--url", "postgresql://app:s3cret@127.0.0.1:1/app", stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert "seed mark staging --url URL --confirm DATABASE" in done.stderr
    assert "s3cret" not in done.stdout + done.stderr


def test_python_dash_m_is_the_same_command() -> None:
    done = _seed("nosuch")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith('error: no profile and no command "nosuch"')


def test_colours_are_forced_and_forbidden() -> None:
    assert _seed("nosuch", FORCE_COLOR="1").stderr.startswith("\x1b[31;1merror:\x1b[0m ")
    assert "\x1b" not in _seed("nosuch", FORCE_COLOR="1", NO_COLOR="1").stderr


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "seeding", "--help"], capture_output=True, text=True, check=True
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "click" in imported
    assert not imported & set(HEAVY)
    ours = {name for name in imported if name.startswith("seeding.") and not name.startswith("seeding.cli")}
    assert ours == {"seeding.errors", "seeding.report", "seeding.report.style"}


def test_the_shell_completes_profiles(project: Path) -> None:
    done = _seed(COMP_WORDS="seed plan l", COMP_CWORD="2", _SEED_COMPLETE="bash_complete", cwd=project)
    assert re.findall(r"plain,(.+)", done.stdout) == ["local", "load-test"]


def _seed(
    *arguments: str, stdin: int | None = None, cwd: Path | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "SEED_TRACEBACK")}
    return subprocess.run(
        [sys.executable, "-m", "seeding", *arguments],
        check=False,
        env={**inherited, **environ},
        cwd=cwd,
        stdin=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )
