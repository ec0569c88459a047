"""What cannot be read is not taken for harmless."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy, ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse a standby, and a server whose facts could not be gathered."""
    if facts is None:
        return
    if facts.error is not None:
        yield Finding(
            "readable",
            target.place,
            f"the server could not be examined: {facts.error}",
            "connect as a role that may read _seed.marker and pg_control_system()",
        )
    if facts.in_recovery:
        yield Finding(
            "readable",
            target.place,
            "the server is a standby: its primary is another server",
            "give the URL of the primary you mean",
        )
