"""Every way to production that docs/guard.md lists has a mechanism here, and a case that only it stops.

A case names the one rule that refuses it: without that rule the target would be allowed, and the test fails.
`LIVE` ways show only on a server; those tests start one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from seeding.errors import GuardError, ProfileError, TargetError
from seeding.guard import Clearance, GuardPolicy, ServerFacts, judge
from seeding.target import Target

STAGING_REF = "abcdefghijklmnopqrst"
OTHER_REF = "tsrqponmlkjihgfedcba"
POOLER = "aws-0-eu-central-1.pooler.supabase.com"
HERE, THERE, PRODUCTION = "7123456789012345678", "7999999999999999999", "7000000000000000001"
GUARD_PAGE = Path(__file__).parents[2] / "docs" / "guard.md"

LOCAL = GuardPolicy("local", production_system_identifiers=[PRODUCTION])
STAGING = GuardPolicy(
    "staging",
    hosts=["db-staging.example", "127.0.0.1", POOLER],
    refs=[STAGING_REF],
    production_hosts=["db.prod.example"],
    production_system_identifiers=[PRODUCTION],
)
MARKED = {"marker": "staging", "marker_system_identifier": HERE, "system_identifier": HERE}
STAGED = "postgresql://u@db-staging.example/app"


@dataclass(frozen=True)
class Case:
    """A way to production, and the one rule (or TargetError) that closes it."""

    row: int
    stops: str
    url: str = STAGED
    policy: GuardPolicy = LOCAL
    environ: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] | None = None


def listing(**production: Any) -> GuardPolicy:
    """A policy that allows what it also declares production."""
    hosts, refs = ["db-staging.example", "127.0.0.1"], [STAGING_REF, OTHER_REF]
    return GuardPolicy("staging", hosts=hosts, refs=refs, **production)


CASES = [
    Case(1, "host-not-allowed", "postgresql://localhost#@db.prod/app"),
    Case(1, "host-not-allowed", "postgresql://localhost?@db.prod/app"),
    Case(1, "host-not-allowed", "postgresql://u:p#1@db.prod/app"),
    Case(1, "TargetError", "postgresql://u:p@ss@localhost/app"),
    Case(2, "host-not-allowed", "postgresql://u@localhost/app?host=db.prod"),
    Case(2, "host-not-allowed", "postgresql://u@localhost/app?%68ost=db.prod"),
    Case(2, "host-not-allowed", "host=localhost host=db.prod user=u"),
    Case(3, "TargetError", "postgresql://u@localhost%2Cdb.prod/app"),
    Case(4, "TargetError", "postgresql://u@localhost,db.prod/app?target_session_attrs=primary"),
    Case(4, "TargetError", "postgresql://u@localhost/app?load_balance_hosts=random"),
    Case(5, "host-not-allowed", "postgresql://u@localhost/app", environ={"PGHOSTADDR": "10.0.0.1"}),
    Case(5, "host-not-allowed", "postgresql://u@localhost/app?hostaddr=10.0.0.1"),
    Case(6, "TargetError", "postgresql://u@localhost/app", environ={"PGSERVICE": "prod"}),
    Case(6, "TargetError", "service=prod"),
    Case(7, "host-not-allowed", "postgresql:///app", environ={"PGHOST": "db.prod"}),
    Case(7, "TargetError", "postgresql:///app"),
    Case(8, "options-not-allowed", "postgresql://u@localhost/app?options=-c%20search_path%3Devil"),
    Case(8, "options-not-allowed", "postgresql://u@localhost/app", environ={"PGOPTIONS": "-c app.environment=staging"}),
    Case(9, "TargetError", f"postgresql://u.{STAGING_REF}@{POOLER}/app?options=--reference%3D{OTHER_REF}", STAGING),
    Case(10, "ref-not-allowed", f"postgresql://u.{OTHER_REF}@{POOLER}/app", STAGING),
    Case(10, "TargetError", f"postgresql://u.cluster.{STAGING_REF}@{POOLER}/app", STAGING),
    Case(10, "TargetError", f"postgresql://u.{STAGING_REF}.{OTHER_REF}@{POOLER}/app", STAGING),
    Case(11, "ref-not-allowed", f"postgresql://u@db.{OTHER_REF}.supabase.co:6543/app", STAGING),
    Case(11, "production-ref", f"postgresql://u@db.{OTHER_REF}-rr-eu-west-1-abcde.supabase.co/app",
         listing(production_refs=[OTHER_REF])),
    Case(11, "production-ref", f"postgresql://u.{OTHER_REF}@{POOLER}/app",
         listing(production_hosts=[f"db.{OTHER_REF}.supabase.co"])),
    Case(12, "ref-not-allowed", f"postgresql://u@db.{OTHER_REF}.supabase.co/app", STAGING),
    Case(12, "mailboxes", f"postgresql://u@db.{STAGING_REF}.supabase.co/app", STAGING,
         facts={**MARKED, "mailbox_domains": {"gmail.com": 1}}),
    Case(13, "production-host", "postgresql://u@127.1/app", listing(production_hosts=["::ffff:127.0.0.1"])),
    Case(13, "production-host",
    "postgresql://u@DB-Staging.Example./app", listing(production_hosts=["db-staging.example"])),
    Case(13, "host-not-allowed", "postgresql://u@0.0.0.0/app"),
    Case(14, "host-not-allowed", "postgresql://u@db-stаging.example/app", STAGING),
    Case(14, "host-not-allowed", "postgresql://u@localhost.evil.example/app"),
    Case(14, "host-not-allowed", f"postgresql://u@db.{STAGING_REF}.supabase.co.evil/app", STAGING),
    Case(15, "production-server", policy=STAGING,
         facts={"marker": "staging", "marker_system_identifier": PRODUCTION, "system_identifier": PRODUCTION}),
    Case(16, "marker-missing",
    "postgresql://u@localhost/app", facts={"system_identifier": HERE, "row_counts": {"t": 1}}),
    Case(16, "production-server", "postgresql://u@localhost/app", facts={"system_identifier": PRODUCTION}),
    Case(16, "mailboxes", "postgresql://u@localhost/app", facts={"mailbox_domains": {"gmail.com": 1}}),
    Case(17, "mailboxes", policy=STAGING, facts={**MARKED, "mailbox_domains": {"gmail.com": 1}}),
    Case(17, "production-marker", policy=STAGING, facts={**MARKED, "marker": "production"}),
    Case(18, "production-server", policy=STAGING,
         facts={"marker": "staging", "marker_system_identifier": PRODUCTION, "system_identifier": PRODUCTION}),
    Case(19, "marker-copied", policy=STAGING, facts={**MARKED, "system_identifier": THERE}),
    Case(19, "server-unknown", policy=STAGING, facts={**MARKED, "system_identifier": None}),
    Case(20, "marker-copied", policy=STAGING, facts={**MARKED, "marker_system_identifier": None}),
    Case(21, "marker-copied", policy=STAGING, facts={**MARKED, "marker_system_identifier": f"{HERE} (oid 1, here 2)"}),
    Case(22, "host-not-allowed", "postgresql://u@db.prod.upgraded/app", STAGING),
    Case(23, "ref-not-allowed", f"postgresql://u@db.{OTHER_REF}.supabase.co/app", STAGING,
         environ={"DATABASE_URL": f"postgresql://u@db.{STAGING_REF}.supabase.co/app"}),
    Case(25, "marker-missing", policy=STAGING, environ={"NODE_ENV": "staging", "RAILS_ENV": "staging"},
         facts={"system_identifier": HERE}),
    Case(26, "production-host", "postgresql://u@127.0.0.1/app", listing(production_hosts=["127.0.0.1"]),
         environ={"SEED_FORCE": "1", "CI": "true", "SEED_YES": "1"}),
    Case(28, "marker-copied", policy=STAGING, facts={**MARKED, "marker_system_identifier": f"{HERE} (oid 1, here 2)"}),
    Case(29, "standby", policy=STAGING, facts={**MARKED, "in_recovery": True}),
    Case(29, "unreadable", policy=STAGING, facts={**MARKED, "in_recovery": None}),
    Case(30, "unreadable", policy=STAGING, facts={**MARKED, "error": "permission denied for table marker"}),
    Case(30, "marker-mismatch", policy=STAGING, facts={**MARKED, "marker": ""}),
    Case(30, "unreadable", policy=STAGING, facts={**MARKED, "mailbox_domains": None}),
]  # fmt: skip

# Closed elsewhere than in a rule; where it says "here", by the tests below.
OTHERWISE = {
    24: "here: the environments are a closed set",
    31: "here: a clearance cannot be made by hand",
}
# Seen on a server only, or closed by what is written into it.
LIVE = {15, 16, 19, 21, 27, 28, 30, 32, 33}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row}-{case.stops}")
def test_only_this_stops_it(case: Case) -> None:
    if case.stops == "TargetError":
        with pytest.raises(TargetError):
            Target.resolve(case.url, case.environ)
        return
    facts = None if case.facts is None else ServerFacts(**case.facts)
    found = judge(Target.resolve(case.url, case.environ), facts, case.policy)
    assert {finding.rule for finding in found} == {case.stops}


def test_every_rule_is_needed() -> None:
    from seeding.guard import catalogue

    assert {case.stops for case in CASES} - {"TargetError"} == {rule.name for rule in catalogue()}


def test_every_way_has_its_answer() -> None:
    listed = {int(number) for number in re.findall(r"^\| (\d+) \|", GUARD_PAGE.read_text(encoding="utf-8"), re.M)}
    assert listed == set(range(1, 34))
    assert {case.row for case in CASES} | OTHERWISE.keys() | LIVE == listed


@pytest.mark.parametrize("environment", ["stagging", "production", ""])
def test_a_closed_set_of_environments(environment: str) -> None:
    with pytest.raises(ProfileError):
        GuardPolicy(environment)


def test_no_clearance_by_hand() -> None:
    with pytest.raises(GuardError, match="never made by hand"):
        Clearance(Target.resolve(STAGED, {}), STAGING, ServerFacts(**MARKED), object())
