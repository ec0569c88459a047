"""Each way a command can end, with its exit code and what is printed; the calls raise what a command would."""

from __future__ import annotations

import json
from collections.abc import Callable

import click
import pytest

from seeding import errors
from seeding.cli.outcome import exit_code, on_interrupt
from seeding.findings import Finding


def _raising(error: BaseException) -> Callable[[], int]:
    def call() -> int:
        raise error

    return call


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UsageError("m"), 2),
        (errors.ProfileError("m"), 3),
        (errors.TargetError("m"), 4),
        (errors.GuardError("m"), 4),
        (errors.SchemaError("m"), 5),
        (errors.MigrationError("m"), 5),
        (errors.FactoryError("m"), 6),
        (errors.UnsafeValueError("m"), 7),
        (errors.LoadError("m"), 8),
        (errors.ConnectError("m"), 8),
        (click.UsageError("m"), 2),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("m"), 70),
        (OSError("m"), 70),
        (PermissionError(13, "Permission denied", "/supabase/seed"), 8),
        (OSError(28, "No space left on device"), 8),
    ],
)
def test_exit_codes(error: BaseException, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(_raising(error), []) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err


def test_what_a_command_returns_is_its_exit_code() -> None:
    assert exit_code(lambda: None, []) == 0
    assert exit_code(lambda: 4, []) == 4


def test_ctrl_c_says_what_it_means(capsys: pytest.CaptureFixture[str]) -> None:
    def call() -> int:
        with on_interrupt("rolled back, nothing was written"):
            raise KeyboardInterrupt

    assert exit_code(call, []) == 130
    assert capsys.readouterr().err == "interrupted: rolled back, nothing was written\n"


def test_a_bug_is_called_one(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEED_TRACEBACK", raising=False)
    error = KeyError("postgresql://app:s3cret@db/app")
    assert exit_code(_raising(error), []) == 70
    assert capsys.readouterr().err == (
        "error: this is a bug in Seed: KeyError: 'postgresql://app:***@db/app'\n"
        "  run it again with SEED_TRACEBACK=1 and report what it prints\n"
    )


def test_what_the_machine_refuses_is_no_bug(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(_raising(PermissionError(13, "Permission denied", "supabase/seed")), []) == 8
    assert capsys.readouterr().err.startswith("error: supabase/seed: Permission denied\n")


def test_the_traceback_is_there_for_those_who_ask(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEED_TRACEBACK", "1")
    assert exit_code(_raising(KeyError("password=s3cret")), []) == 70
    shown = capsys.readouterr().err
    assert "Traceback (most recent call last)" in shown
    assert "s3cret" not in shown


@pytest.mark.parametrize("arguments", [["local", "--format", "json"], ["local", "--format=json"], ["export", "--json"]])
def test_errors_are_json_where_json_was_asked_for(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding("marker", "database app", "not marked", "mark it")
    assert exit_code(_raising(errors.GuardError("refused", [finding], hint="look")), arguments) == 4
    shown = capsys.readouterr()
    assert shown.err.startswith("error: refused\n")
    error = json.loads(shown.out)["error"]
    assert (error["class"], error["exit_code"], error["message"], error["hint"]) == ("GuardError", 4, "refused", "look")
    assert [f["rule"] for f in error["findings"]] == ["marker"]
