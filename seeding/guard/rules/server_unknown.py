"""Which server it is must be readable: what cannot be read is not taken for harmless.

**Refuses** a staging database whose server hides its system identifier, and a local one where a mark cannot be
compared with it and rows are there to lose.

**Why** without the identifier a mark cannot be told from a copy of it, and a production server cannot be
recognised.

**To satisfy it** let the role read it: `GRANT EXECUTE ON FUNCTION pg_control_system() TO <role>` (every role may,
unless somebody revoked it).
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
    """Refuse where the identifier is missing and something depends on it."""
    if facts is None or facts.system_identifier is not None or facts.error is not None:
        return
    # A local database that needs no mark does not need a proven one either.
    empty = not facts.filled and "row_counts" not in facts.unread and target.ref is None
    if policy.environment == "local" and (facts.marker is None or empty):
        return
    yield Finding(
        "server-unknown",
        target.place,
        "the server hides its system identifier, so the mark may be a copy and the server may be production",
        f"grant execute on function pg_control_system() to {target.user}",
    )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """The identifier."""
    return f"system identifier {(facts.system_identifier if facts else None) or 'not readable'}"
