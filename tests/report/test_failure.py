from __future__ import annotations

import json

from seeding.errors import GuardError, LoadError, ProfileError
from seeding.findings import Finding
from seeding.report.failure import failure_json, failure_text
from seeding.report.style import PLAIN, Style

HOST = Finding("host-not-allowed", "profiles/staging.toml [target] hosts", "host db.internal is not listed", "add it")
MARK = Finding("marker", "database app", "the database is not marked staging", "mark it")


def test_message_then_hint() -> None:
    error = ProfileError("no profile 'stagin'\nprofiles/stagin.toml is not there", hint='did you mean "staging"?')
    assert failure_text(error, style=PLAIN, room=100) == [
        "error: no profile 'stagin'",
        "       profiles/stagin.toml is not there",
        '  did you mean "staging"?',
    ]


def test_every_finding_is_listed() -> None:
    error = GuardError('refusing to seed "app": host db.internal is not listed', [HOST, MARK], hint="add it\nrun it")
    assert failure_text(error, style=PLAIN, room=100) == [
        'error: refusing to seed "app": host db.internal is not listed',
        "",
        "  error  profiles/staging.toml [target] hosts: host db.internal is not listed [host-not-allowed]",
        "         add it",
        "  error  database app: the database is not marked staging [marker]",
        "         mark it",
        "",
        "  run it",
    ]


def test_one_finding_is_not_told_twice() -> None:
    error = GuardError('refusing to seed "app": host db.internal is not listed', [HOST], hint="add it")
    assert failure_text(error, style=PLAIN, room=100) == [
        'error: refusing to seed "app": host db.internal is not listed',
        "  add it",
    ]


def test_in_red_on_a_terminal_and_harmless_in_any() -> None:
    (line,) = failure_text(LoadError("server said \x1b[2J"), style=Style(True), room=100)
    assert line == "\x1b[31;1merror:\x1b[0m server said ·[2J"


def test_json_has_class_code_and_findings_and_no_password() -> None:
    error = GuardError("refusing postgresql://app:s3cret@db/app", [HOST], hint="host=db password=s3cret")
    data = failure_json(error)
    assert "s3cret" not in json.dumps(data)
    assert data["error"] == {
        "class": "GuardError",
        "exit_code": 4,
        "message": "refusing postgresql://app:***@db/app",
        "hint": "host=db password=***",
        "findings": [
            {
                "rule": "host-not-allowed",
                "where": "profiles/staging.toml [target] hosts",
                "severity": "error",
                "message": "host db.internal is not listed",
                "hint": "add it",
            }
        ],
    }
