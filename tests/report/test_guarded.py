"""The guard's table: verdicts with their evidence, what would change them, and that nothing else does."""

from __future__ import annotations

from seeding.errors import GuardError
from seeding.guard import GuardPolicy, ServerFacts, examine, judge
from seeding.report.as_json import guard_json
from seeding.report.failure import failure_json, failure_text
from seeding.report.guarded import guard_text
from seeding.report.result import Destination, GuardReport
from seeding.report.style import PLAIN
from seeding.report.verdicts import NO_OVERRIDE
from seeding.target import Target

HERE = Target.resolve("postgresql://postgres@127.0.0.1:5432/app", {})
MARKED = ServerFacts(marker="local", marker_system_identifier="7361", system_identifier="7361")


def report(destination: Destination, target: Target, facts: ServerFacts | None, environment: str) -> GuardReport:
    evidence = {"marker": facts.marker, "standby": False, "mailbox domains": {}, "tables": 1200} if facts else {}
    return GuardReport(destination, environment, examine(target, facts, GuardPolicy(environment)), evidence)


def test_allowed_with_its_evidence(destination: Destination) -> None:
    shown = report(destination, HERE, MARKED, "local")
    lines = guard_text(shown, style=PLAIN, room=100)
    assert lines[:8] == [
        "database  postgresql://postgres:***@127.0.0.1:5432/app",
        "          built-in server in .seed/, PostgreSQL 18.4",
        "",
        "  marker           local",
        "  standby          no",
        "  mailbox domains  none",
        "  tables           1,200",
        "",
    ]
    assert [line.split()[0] for line in lines[8:-2]] == ["allowed"] * len(shown.verdicts)
    assert any("marker-copied" in line and "made on 7361, found on 7361" in line for line in lines)
    assert lines[-1] == "allowed: seeding this database as local"
    assert guard_json(shown)["allowed"] is True


def test_refused_by_one_rule(destination: Destination) -> None:
    target = Target.resolve("postgresql://postgres@127.0.0.1:5432/app", {})
    facts = ServerFacts(system_identifier="7361", row_counts={"public.users": 3})
    lines = guard_text(report(destination, target, facts, "local"), style=PLAIN, room=100)
    (at,) = [i for i, line in enumerate(lines) if line.startswith("  refused")]
    assert lines[at].split(maxsplit=2)[1:] == ["marker-missing", "mark none, 1 tables with rows"]
    assert "seed mark local" in lines[at + 1]
    assert lines[-2:] == ["refused: seeding this database as local", NO_OVERRIDE]


def test_a_rule_that_never_saw_the_server_has_not_passed(destination: Destination) -> None:
    target = Target.resolve("postgresql://postgres@db.example.com:5432/app", {})
    shown = report(destination, target, None, "staging")
    verdicts = {rule["rule"]: rule["verdict"] for rule in guard_json(shown)["rules"]}
    assert verdicts["host-not-allowed"] == "refused"
    assert verdicts["mailboxes"] == verdicts["marker-missing"] == "not judged yet"
    assert guard_json(shown)["overrides"] == []


def test_a_refusal_shows_the_same(destination: Destination) -> None:
    facts = ServerFacts(system_identifier="7361", row_counts={"public.users": 3})
    policy = GuardPolicy("local")
    error = GuardError("refusing", judge(HERE, facts, policy), verdicts=examine(HERE, facts, policy))
    lines = failure_text(error, style=PLAIN, room=100)
    table = guard_text(report(destination, HERE, facts, "local"), style=PLAIN, room=100)
    assert next(line for line in table if "marker-missing  " in line) in lines
    assert lines[-1].strip() == NO_OVERRIDE
    told = failure_json(error)["error"]
    assert (told["exit_code"], told["overrides"]) == (4, [])
    assert told["rules"] == guard_json(report(destination, HERE, facts, "local"))["rules"]
