"""What servers show of themselves, against both policies: what must be refused beside what must pass."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from seeding.errors import GuardError
from seeding.guard import GuardPolicy, ServerFacts, judge
from seeding.target import Target

PRODUCTION = "7000000000000000001"
HERE = "7123456789012345678"
THERE = "7999999999999999999"
REF = "abcdefghijklmnopqrst"
LOCAL = GuardPolicy("local", hosts=["db"], refs=[REF], production_system_identifiers=[PRODUCTION])
STAGING = GuardPolicy("staging", hosts=["db"], refs=[REF], production_system_identifiers=[PRODUCTION])
URL = "postgresql://u@db/app"

STAGED = {"marker": "staging", "marker_system_identifier": HERE, "system_identifier": HERE}
LOCALLY = {"marker": "local", "marker_system_identifier": HERE, "system_identifier": HERE}
FULL = {"row_counts": {"public.users": 10, "public.orders": 0}}
EMPTY: dict[str, Any] = {"row_counts": {"public.users": 0}}

Row = tuple[str, dict[str, Any], set[str]]

ALLOWED: list[Row] = [
    ("staging, marked here", STAGED, set()),
    ("staging, full of rows", {**STAGED, **FULL}, set()),
    ("staging, reserved mailboxes", {**STAGED, "mailbox_domains": {"example.com": 9, "x.test": 1}}, set()),
    ("staging, identifiers as numbers", {**STAGED, "system_identifier": int(HERE)}, set()),
    ("staging, the mark's as a number", {**STAGED, "marker_system_identifier": int(HERE)}, set()),
    ("staging, identifiers with blanks", {**STAGED, "system_identifier": f" {HERE}\n"}, set()),
    ("staging, no recovery", {**STAGED, "in_recovery": False, "error": None}, set()),
    ("staging, rows not counted", {**STAGED, "row_counts": None}, set()),
    ("local, new", {}, set()),
    ("local, new, known server", {"system_identifier": HERE}, set()),
    ("local, empty tables", {"system_identifier": HERE, **EMPTY}, set()),
    ("local, no tables", {"system_identifier": HERE, "row_counts": {}}, set()),
    ("local, marked", LOCALLY, set()),
    ("local, marked and full", {**LOCALLY, **FULL}, set()),
    ("local, marked, rows not counted", {**LOCALLY, "row_counts": None, "mailbox_domains": None}, set()),
    ("local, marked, hidden identifier, empty", {**LOCALLY, "system_identifier": None, **EMPTY}, set()),
    ("local, unmarked, hidden identifier, empty", {"system_identifier": None, **EMPTY}, set()),
    ("local, empty as the planner says it", {"row_counts": {"public.users": 0.0, "public.a": Decimal(0)}}, set()),
    ("local, nobody's mailboxes as a float", {**LOCALLY, "mailbox_domains": {"gmail.com": 0.0}}, set()),
    ("local, reserved mailboxes", {**LOCALLY, "mailbox_domains": {"EXAMPLE.ORG.": 3}}, set()),
]

REFUSED: list[Row] = [
    ("staging, unmarked", {"system_identifier": HERE}, {"marker-missing"}),
    ("staging, unmarked and empty", {"system_identifier": HERE, **EMPTY}, {"marker-missing"}),
    ("staging, nothing known", {}, {"marker-missing", "server-unknown"}),
    ("staging, marked local", {**STAGED, "marker": "local"}, {"marker-mismatch"}),
    ("staging, marked production", {**STAGED, "marker": "production"}, {"production-marker"}),
    ("staging, mark is empty", {**STAGED, "marker": ""}, {"marker-mismatch"}),
    ("staging, mark in capitals", {**STAGED, "marker": "STAGING"}, {"marker-mismatch"}),
    ("staging, mark with a blank", {**STAGED, "marker": "staging "}, {"marker-mismatch"}),
    ("staging, mark of nothing known", {**STAGED, "marker": "preview"}, {"marker-mismatch"}),
    ("staging, mark is no text", {**STAGED, "marker": 1}, {"marker-mismatch"}),
    ("staging, mark in Cyrillic", {**STAGED, "marker": "stаging"}, {"marker-mismatch"}),
    ("staging, marked Production", {**STAGED, "marker": " Production"}, {"production-marker"}),
    ("staging, marked prod", {**STAGED, "marker": "PROD"}, {"production-marker"}),
    ("staging, nearly marked production", {**STAGED, "marker": "production-eu"}, {"marker-mismatch"}),
    ("staging, mark from elsewhere", {**STAGED, "marker_system_identifier": THERE}, {"marker-copied"}),
    ("staging, mark without a server", {**STAGED, "marker_system_identifier": None}, {"marker-copied"}),
    ("staging, mark with an empty server", {**STAGED, "marker_system_identifier": ""}, {"marker-copied"}),
    ("staging, mark of another oid", {**STAGED, "marker_system_identifier": f"{HERE} (oid 5, here 6)"},
     {"marker-copied"}),
    ("staging, hidden identifier", {**STAGED, "system_identifier": None}, {"server-unknown"}),
    ("staging, empty identifier", {**STAGED, "system_identifier": ""}, {"server-unknown"}),
    ("staging, no identifiers", {"marker": "staging"}, {"server-unknown"}),
    ("staging, both empty", {**STAGED, "system_identifier": "", "marker_system_identifier": ""}, {"server-unknown"}),
    ("staging, standby", {**STAGED, "in_recovery": True}, {"standby"}),
    ("staging, recovery unknown", {**STAGED, "in_recovery": None}, {"unreadable"}),
    ("staging, mailboxes unknown", {**STAGED, "mailbox_domains": None}, {"unreadable"}),
    ("staging, an error", {**STAGED, "error": "permission denied"}, {"unreadable"}),
    ("staging, an error without words", {**STAGED, "error": ""}, {"unreadable"}),
    ("staging, only an error", {"error": "permission denied"}, {"unreadable"}),
    ("staging, people", {**STAGED, "mailbox_domains": {"gmail.com": 3}}, {"mailboxes"}),
    ("staging, one person among many", {**STAGED, "mailbox_domains": {"example.com": 99, "t.co": 1}}, {"mailboxes"}),
    ("staging, production server", {**STAGED, "system_identifier": PRODUCTION, "marker_system_identifier": PRODUCTION},
     {"production-server"}),
    ("staging, production as a number", {**STAGED, "system_identifier": int(PRODUCTION)},
     {"production-server", "marker-copied"}),
    ("staging, restored over production", {**STAGED, "system_identifier": PRODUCTION},
     {"production-server", "marker-copied"}),
    ("staging, everything at once",
     {"marker": "local", "marker_system_identifier": THERE, "system_identifier": PRODUCTION, "in_recovery": True,
      "mailbox_domains": {"gmail.com": 1}, "error": "x"},
     {"marker-mismatch", "marker-copied", "production-server", "standby", "mailboxes", "unreadable"}),
    ("local, unmarked with rows", {"system_identifier": HERE, **FULL}, {"marker-missing"}),
    ("local, unmarked, rows not counted", {"system_identifier": HERE, "row_counts": None}, {"marker-missing"}),
    ("local, unmarked, rows are no mapping", {"row_counts": ["public.users"]}, {"unreadable"}),
    ("local, marked, mailboxes are no mapping", {**LOCALLY, "mailbox_domains": ["gmail.com"]}, {"unreadable"}),
    ("staging, mailboxes are no mapping", {**STAGED, "mailbox_domains": "gmail.com"}, {"unreadable"}),
    ("local, unmarked, a count is missing", {"row_counts": {"public.users": None}}, {"marker-missing"}),
    ("local, unmarked, rows as the planner says it", {"row_counts": {"public.users": 0.25}}, {"marker-missing"}),
    ("local, unmarked, a count that is none", {"row_counts": {"public.users": float("nan")}}, {"marker-missing"}),
    ("local, unmarked, a count of text", {"row_counts": {"public.users": "0"}}, {"marker-missing"}),
    ("local, unmarked, beyond counting", {"row_counts": {"public.users": 10**5000}}, {"marker-missing"}),
    ("staging, people beyond counting", {**STAGED, "mailbox_domains": {"gmail.com": float("inf")}}, {"mailboxes"}),
    ("staging, an identifier that lost its end", {**STAGED, "system_identifier": float(HERE)}, {"server-unknown"}),
    ("staging, an identifier beyond writing", {**STAGED, "system_identifier": 10**5000}, {"marker-copied"}),
    ("local, unmarked, never analysed", {"row_counts": {"public.users": -1}}, {"marker-missing"}),
    ("local, marked staging", {**LOCALLY, "marker": "staging"}, {"marker-mismatch"}),
    ("local, marked staging, empty", {**LOCALLY, "marker": "staging", **EMPTY}, {"marker-mismatch"}),
    ("local, marked production", {**LOCALLY, "marker": "production", **EMPTY}, {"production-marker"}),
    ("local, mark is empty", {**LOCALLY, "marker": ""}, {"marker-mismatch"}),
    ("local, mark from elsewhere", {**LOCALLY, "marker_system_identifier": THERE}, {"marker-copied"}),
    ("local, mark without a server", {**LOCALLY, "marker_system_identifier": None}, {"marker-copied"}),
    ("local, hidden identifier, full", {**LOCALLY, "system_identifier": None, **FULL}, {"server-unknown"}),
    ("local, production server", {"system_identifier": PRODUCTION}, {"production-server"}),
    ("local, marked on production", {**LOCALLY, "system_identifier": PRODUCTION},
     {"production-server", "marker-copied"}),
    ("local, standby", {**LOCALLY, "in_recovery": True}, {"standby"}),
    ("local, an error", {"error": "boom"}, {"unreadable"}),
    ("local, an error although marked", {**LOCALLY, "error": "boom"}, {"unreadable"}),
    ("local, people", {**LOCALLY, "mailbox_domains": {"gmail.com": 3}}, {"mailboxes"}),
    ("local, people in an unmarked database", {"mailbox_domains": {"gmail.com": 3}, **FULL},
     {"mailboxes", "marker-missing"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "facts", "expected"), [*ALLOWED, *REFUSED], ids=lambda v: v if isinstance(v, str) else ""
)
def test_facts(case: str, facts: dict[str, Any], expected: set[str]) -> None:
    policy = STAGING if case.startswith("staging") else LOCAL
    found = judge(Target.resolve(URL, {}), ServerFacts(**facts), policy)
    assert {finding.rule for finding in found} == expected
    assert all(finding.hint and finding.where and finding.message for finding in found)


RESERVED = [
    "example.com", "example.net", "example.org", "EXAMPLE.COM", "example.com.", "mail.example.com",
    "a.b.c.example.net", "test",
    "x.test", "X.TEST.", "example", "shop.example", "invalid", "no.invalid", "localhost", "db.localhost",
    "bücher.example",
    "xn--bcher-kva.test", " example.com ", "under_score.test", "1.2.3.test", "-.test",
]  # fmt: skip
REAL = [
    "gmail.com", "test.com", "test.org", "mytest", "myexample.com", "example.com.evil", "example.co.uk",
    "example.io", "com",
    "example.dev", "notexample.org", "example-com", "exämple.com", "ехample.com", "example。com", "ｅｘａｍｐｌｅ.com",
    "test.local",
    "local", "db.internal", "x.onion", "home.arpa", "localhost.localdomain", "[127.0.0.1]", "127.0.0.1", "", ".",
    "..test",
    ".test", "a..test", "example.com..", "x@gmail.com", "someone@example.com", "gmail.com .test", "gmail.com/.test",
    "a\nb.test",
    "gmail.com?x.test", "тест", "xn--e1aybc", "example.com\x00", "testing", "a.tests",
]  # fmt: skip


@pytest.mark.parametrize("domain", RESERVED)
@pytest.mark.parametrize("policy", [LOCAL, STAGING], ids=["local", "staging"])
def test_reserved_mailboxes_pass(domain: str, policy: GuardPolicy) -> None:
    facts = ServerFacts(**{**STAGED, "marker": policy.environment}, mailbox_domains={domain: 5})
    assert judge(Target.resolve(URL, {}), facts, policy) == []


@pytest.mark.parametrize("domain", REAL)
@pytest.mark.parametrize("count", [1, 10**9, -1, None])
def test_real_mailboxes_do_not(domain: str, count: int | None) -> None:
    facts = ServerFacts(**STAGED, mailbox_domains={domain: count})  # type: ignore[dict-item]
    found = judge(Target.resolve(URL, {}), facts, STAGING)
    assert [finding.rule for finding in found] == ["mailboxes"]
    assert "\n" not in found[0].message
    assert "@" not in found[0].message


@pytest.mark.parametrize("domain", REAL)
def test_no_mailbox_is_nobodys(domain: str) -> None:
    assert judge(Target.resolve(URL, {}), ServerFacts(**STAGED, mailbox_domains={domain: 0}), STAGING) == []


def test_many_domains_are_summed_up_by_count() -> None:
    facts = ServerFacts(**STAGED, mailbox_domains={f"d{n}.com": n for n in range(1, 9)})
    (finding,) = judge(Target.resolve(URL, {}), facts, STAGING)
    assert "d8.com (8), d7.com (7), d6.com (6), d5.com (5), d4.com (4) and 3 more domains" in finding.message


PROJECT = f"postgresql://postgres@db.{REF}.supabase.co/postgres"


def test_a_hosted_project_needs_its_mark_even_when_empty() -> None:
    target = Target.resolve(PROJECT, {})
    assert [f.rule for f in judge(target, ServerFacts(system_identifier=HERE), LOCAL)] == ["marker-missing"]
    assert judge(target, ServerFacts(**LOCALLY), LOCAL) == []
    hidden = ServerFacts(**{**LOCALLY, "system_identifier": None})
    assert [f.rule for f in judge(target, hidden, LOCAL)] == ["server-unknown"]


@pytest.mark.parametrize("wrong", [None, 1, "x", {}, [], object(), GuardPolicy, ServerFacts, Target])
def test_only_what_can_be_judged_is(wrong: Any) -> None:
    target, facts = Target.resolve(URL, {}), ServerFacts()
    with pytest.raises(GuardError):
        judge(wrong, facts, LOCAL)
    with pytest.raises(GuardError):
        judge(target, facts, wrong)
    if wrong is not None:
        with pytest.raises(GuardError):
            judge(target, wrong, LOCAL)


def test_what_was_unread_stays_unread_in_a_changed_copy() -> None:
    from dataclasses import replace

    facts = replace(ServerFacts(row_counts=None), system_identifier=HERE)  # type: ignore[arg-type]
    assert [f.rule for f in judge(Target.resolve(URL, {}), facts, LOCAL)] == ["marker-missing"]
