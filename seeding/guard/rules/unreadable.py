"""A server that could not be examined is not written to.

**Refuses** a server on which an error stopped the examination, and a staging database where a reading is missing:
whether it is a standby, or which mailboxes it holds.

**Why** an empty answer and no answer look alike to a careless check. Row level security, a missing privilege and a
broken mark all end in "nothing found".

**To satisfy it** connect as a role that may read the mark and the tables, or repair what the message names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy
from seeding.guard.readings import ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target

NEEDS_SERVER = True


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse errors everywhere, and missing readings outside this machine."""
    if facts is None:
        return
    reasons = [facts.error or "no reason was given"] if facts.error is not None else []
    if policy.environment != "local":
        # Rows say nothing about staging, which is marked and full.
        reasons += [f"{name} could not be read" for name in facts.unread if name != "row_counts"]
    for reason in reasons:
        yield Finding(
            "unreadable",
            target.place,
            f"the server could not be examined: {reason}",
            "connect as a role that may read _seed.marker, pg_control_system() and the tables",
        )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """What stopped the examination, if anything did."""
    if facts is None or facts.error is not None:
        return f"stopped: {facts.error if facts else 'no connection'}"
    return f"missing: {', '.join(facts.unread)}" if facts.unread else "everything was read"
