from __future__ import annotations

from seeding.findings import Finding
from seeding.report.as_json import guard_json
from seeding.report.guarded import guard_text
from seeding.report.result import Destination, GuardReport
from seeding.report.style import PLAIN

RULES = ("host_not_allowed", "marker", "production")


def test_allowed_with_its_evidence(destination: Destination) -> None:
    report = GuardReport(
        destination,
        "local",
        (),
        RULES,
        {"marker": "local", "system_identifier": "7361", "standby": False, "mailbox domains": {}, "tables": 1200},
    )
    assert guard_text(report, style=PLAIN, room=100) == [
        "database  postgresql://postgres:***@127.0.0.1:5432/app",
        "          built-in server in .seed/, PostgreSQL 18.4",
        "",
        "  marker             local",
        "  system identifier  7361",
        "  standby            no",
        "  mailbox domains    none",
        "  tables             1,200",
        "",
        "  passed  host-not-allowed",
        "  passed  marker",
        "  passed  production",
        "",
        "allowed: seeding this database as local",
    ]
    assert guard_json(report)["allowed"] is True


def test_refused_by_one_rule(destination: Destination) -> None:
    finding = Finding("marker", "database app", "the database is not marked staging", "mark it")
    report = GuardReport(destination, "staging", (finding,), RULES, {"marker": None})
    lines = guard_text(report, style=PLAIN, room=100)
    assert "  marker  none" in lines
    assert "  refused  marker" in lines
    assert "  passed   production" in lines
    assert lines[-1] == "refused: seeding this database as staging"


def test_a_rule_that_never_saw_the_server_has_not_passed(destination: Destination) -> None:
    finding = Finding("host-not-allowed", "profiles/staging.toml [target] hosts", "host db is not listed", "add it")
    report = GuardReport(destination, "staging", (finding,), RULES)
    lines = guard_text(report, style=PLAIN, room=100)
    assert "  refused    host-not-allowed" in lines
    assert "  not asked  marker" in lines
    assert "  no connection was opened: what is known without one forbids it" in lines
    assert guard_json(report)["rules"] == [
        {"rule": "host-not-allowed", "verdict": "refused"},
        {"rule": "marker", "verdict": "not asked"},
        {"rule": "production", "verdict": "not asked"},
    ]
