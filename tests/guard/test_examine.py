"""Every rule says its verdict, its evidence and what would change it; each has its page."""

from __future__ import annotations

import re

import pytest

from seeding.errors import GuardError
from seeding.guard import GuardPolicy, Outcome, ServerFacts, catalogue, clear, examine, judge
from seeding.target import Target

TARGET = Target.resolve("postgresql://u:hunter2@db.internal/app", {})
STAGING = GuardPolicy("staging", hosts=["db-staging.example"], source="profiles/staging.toml")
BEFORE = [
    "host-not-allowed", "options-not-allowed", "production-host", "production-ref", "ref-not-allowed",
]  # fmt: skip
ON_THE_SERVER = [
    "mailboxes", "marker-copied", "marker-mismatch", "marker-missing", "production-marker", "production-server",
    "server-unknown", "standby", "unreadable",
]  # fmt: skip


def test_the_names_are_stable() -> None:
    # People allow, search and document by these: a new one is an addition, a changed one breaks them.
    assert [rule.name for rule in catalogue()] == BEFORE + ON_THE_SERVER


def test_before_connecting() -> None:
    verdicts = {v.rule: v for v in examine(TARGET, None, STAGING)}
    assert [name for name, v in verdicts.items() if v.verdict is Outcome.NOT_JUDGED] == ON_THE_SERVER
    refused = verdicts["host-not-allowed"]
    assert (refused.verdict, refused.evidence) == ("refused", "host db.internal; allowed: db-staging.example")
    assert "profiles/staging.toml [target] hosts" in refused.findings[0].where
    assert refused.remedy == refused.findings[0].hint
    assert verdicts["options-not-allowed"].verdict == "allowed"
    assert verdicts["options-not-allowed"].remedy == ""
    assert judge(TARGET, None, STAGING) == list(refused.findings)


FACTS = [
    ServerFacts(),
    ServerFacts(error="permission denied"),
    ServerFacts(row_counts=None, mailbox_domains=None, in_recovery=None),  # type: ignore[arg-type]
    ServerFacts("staging", "7", "7", row_counts={"public.t": 3}, mailbox_domains={"gmail.com": 2}),
    ServerFacts("production", None, "7", in_recovery=True),
]


@pytest.mark.parametrize("facts", FACTS, ids=range(len(FACTS)))
@pytest.mark.parametrize(
    "url", ["postgresql://u:hunter2@db.internal/app", f"postgresql://u@db.{'a' * 20}.supabase.co/app"]
)
def test_evidence_is_one_line_without_secrets(url: str, facts: ServerFacts) -> None:
    for verdict in examine(Target.resolve(url, {}), facts, STAGING):
        assert verdict.title
        assert verdict.evidence
        assert "\n" not in verdict.evidence
        assert "hunter2" not in repr(verdict)
        assert (verdict.verdict is Outcome.REFUSED) == bool(verdict.findings) == bool(verdict.remedy)
        assert {finding.rule for finding in verdict.findings} <= {verdict.rule}


def test_each_rule_can_be_read_about() -> None:
    for rule in catalogue():
        assert re.fullmatch(r"[A-Z`].*\.", rule.title), rule.name
        for heading in ("**Refuses**", "**Why**", "**To satisfy it**"):
            assert rule.page.count(heading) == 1, (rule.name, heading)


def test_a_refusal_names_every_reason_and_no_way_around() -> None:
    facts = ServerFacts("production", "8", "7", in_recovery=True)
    with pytest.raises(GuardError) as refused:
        clear(TARGET, facts, STAGING)
    assert {f.rule for f in refused.value.findings} == {"host-not-allowed", "production-marker", "standby"}
    assert 'run "seed guard staging"' in refused.value.hint
    assert "hunter2" not in str(refused.value)
    assert not re.search(r"--(?:force|yes|no-)", str(refused.value))
