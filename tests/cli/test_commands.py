"""Whole commands on a real server: what is said, to whom, and with which exit code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from seeding.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


@pytest.fixture(autouse=True)
def _in_the_example(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """The repository is the project that the commands run in."""
    monkeypatch.chdir(pytestconfig.rootpath)
    for name in ("NO_COLOR", "FORCE_COLOR", "SEED_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)


def test_a_run_its_progress_and_its_repetition(fresh_db_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["local", "--url", fresh_db_url]) == 0
    shown = capsys.readouterr()
    assert re.search(r"^  public\.users +25 +[0-9.]+  UserFactory$", shown.out, re.MULTILINE)
    assert "test@example.com" in shown.out
    assert re.search(r"^done: [0-9]+ rows in 5 tables, ", shown.out, re.MULTILINE)
    assert re.search(r"^public\.users  25 rows  [0-9.]+ s$", shown.err, re.MULTILINE)
    assert max(map(len, shown.out.splitlines()[:-4])) <= 100
    assert main(["local", "--url", fresh_db_url, "--format", "json"]) == 0
    shown = capsys.readouterr()
    data = json.loads(shown.out)
    assert (data["unchanged"], data["rows"], data["tables"][0]["rows"]) == (True, 0, 0)
    assert shown.err == ""
    assert main(["local", "--url", fresh_db_url, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_plan_for_people_and_for_machines(fresh_db_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "local", "--url", fresh_db_url, "--count", "1k"]) == 0
    text = capsys.readouterr().out
    assert re.search(r"^   email +text +Email\(of='full_name'\) +factory$", text, re.MULTILINE)
    assert text.endswith("\nno row was written\n")
    assert main(["plan", "local", "--url", fresh_db_url, "--count", "1k", "--format", "json"]) == 0
    tables = {table["name"]: table for table in json.loads(capsys.readouterr().out)["tables"]}
    assert tables["public.users"]["rows"] == 1000


def test_the_guard_says_what_it_saw(fresh_db_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guard", "local", "--url", fresh_db_url]) == 0
    assert capsys.readouterr().out.endswith("\nallowed: seeding this database as local\n")
    assert main(["guard", "staging", "--url", "postgresql://db.example.com/app", "--format", "json"]) == 4
    report = json.loads(capsys.readouterr().out)
    assert report["allowed"] is False
    assert ("host-not-allowed", "refused") in [(rule["rule"], rule["verdict"]) for rule in report["rules"]]


def test_an_export_lists_its_files(fresh_db_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["export", "local", "--url", fresh_db_url, "--format", "csv", "--out", str(tmp_path), "--json"]
    assert main(arguments) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["format"] == "csv"
    assert len(data["files"]) == 5
    assert all(Path(file).is_file() for file in data["files"])


def test_clean_twice(fresh_db_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["local", "--url", fresh_db_url, "--quiet"])
    assert main(["clean", "local", "--url", fresh_db_url]) == 0
    assert re.search(r"^done: [0-9]+ seeded rows removed$", capsys.readouterr().out, re.MULTILINE)
    assert main(["clean", "local", "--url", fresh_db_url]) == 0
    assert capsys.readouterr().out.startswith("unchanged: there are no seeded rows to remove\n")


def test_a_new_migration_and_nothing_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "migration", "invoices", "--format", "json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert re.fullmatch(r"supabase/migrations/[0-9]{14}_invoices\.sql", made["path"])
    assert re.fullmatch(r"supabase/rollbacks/[0-9]{14}_invoices\.down\.sql", made["rollback"])
    assert Path(made["path"]).is_file() and Path(made["rollback"]).is_file()
    assert main(["new", "migration", "add_due_on_to_invoices", "--template", "column"]) == 0
    path, rollback = re.findall(r"supabase/\S+", capsys.readouterr().out)
    assert "add column if not exists due_on date" in Path(path).read_text()
    assert "drop column if exists due_on" in Path(rollback).read_text()
    assert main(["new", "migration", "something", "--template", "column"]) == 2
    assert "--table invoices --column due_on" in capsys.readouterr().err
    assert main(["stop"]) == 0
    assert capsys.readouterr().out == "the built-in server of this folder is not running\n"


def test_on_a_terminal_there_are_bars_colours_and_ctrl_c(fresh_db_url: str) -> None:
    screen, code = _in_terminal(["local", "--url", fresh_db_url, "--count", "50k"], b"payment_transactions", b"\x03")
    assert code == 130
    assert "\x1b[36mpublic.users\x1b[0m" in screen
    assert re.search(r"50,000/50,000 rows +[0-9,]+ rows/s", screen)
    assert screen.rstrip().endswith("interrupted: rolled back, nothing was written")
    assert screen.count("\x1b[?25l") == screen.count("\x1b[?25h") == 1
    assert "Traceback" not in screen


def test_marking_asks_for_the_name(fresh_db_url: str) -> None:
    screen, code = _in_terminal(["mark", "local", "--url", fresh_db_url], b"to mark it", b"another\n")
    assert code == 2
    assert "may be overwritten once it is marked local" in screen
    assert "'another' is not it" in screen


def test_a_reader_that_leaves_early(fresh_db_url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "seeding", "plan", "local", "--url", fresh_db_url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


# Forking happens in an interpreter of its own: this one has threads, which do not survive it.
# A shell that runs tests in the background has them ignore SIGINT, which would be inherited.
_TERMINAL = """
import os, pty, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
"""


def _in_terminal(arguments: list[str], awaited: bytes, typed: bytes) -> tuple[str, int]:
    """Run a command in a pseudo-terminal, type once something is shown, and return the screen and exit code."""
    command = [sys.executable, "-c", _TERMINAL, sys.executable, "-m", "seeding", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        assert process.stdin is not None and process.stdout is not None
        too_long = threading.Timer(120, process.kill)
        too_long.start()
        shown, has_typed = b"", False
        while read := process.stdout.read(65536):
            shown += read
            if not has_typed and awaited in shown:
                process.stdin.write(typed)
                has_typed = True
        too_long.cancel()
    return shown.decode(errors="replace").replace("\r\n", "\n"), process.returncode
