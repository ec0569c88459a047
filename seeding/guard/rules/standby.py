"""A standby cannot be written to, and its primary is another server.

**Refuses** a server in recovery: a read replica, a hot standby, a restore that is still running.

**Why** whoever gave this URL meant something else. The write would fail, and the next thing people try is the
primary, which is production more often than not.

**To satisfy it** give the URL of the server you mean.
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
    """Refuse a server in recovery."""
    if facts is not None and facts.in_recovery:
        yield Finding(
            "standby",
            target.place,
            "the server is a standby: its primary is another server",
            "give the URL of the primary you mean",
        )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """Whether the server is in recovery."""
    if facts is None or "in_recovery" in facts.unread or facts.error is not None:
        return "not read"
    return "in recovery" if facts.in_recovery else "not in recovery"
