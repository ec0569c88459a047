"""A server that is declared production is known by its system identifier, whatever it is called.

**Refuses** a server whose system identifier is listed under `[production] system_identifiers`.

**Why** a tunnel, a CNAME or a fail-over leads an allowed name to production. The identifier is given by `initdb`
and shared by physical copies (standbys, point-in-time restores), which hold production's data too.

**To satisfy it** connect to another server. A copy that is yours to seed gets an identifier of its own by a logical
restore (`pg_dump`, `pg_restore`) into a new cluster.
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
    """Refuse an identifier on the list."""
    if facts is not None and facts.system_identifier in policy.production_system_identifiers:
        yield Finding(
            "production-server",
            f"{policy.source} [production] system_identifiers",
            f"the server's system identifier {facts.system_identifier} is declared production",
            "no flag opens production: look where the URL really leads (a tunnel, a CNAME, a fail-over)",
        )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """The identifier and the list it is compared with."""
    seen = (facts.system_identifier if facts else None) or "not readable"
    return f"system identifier {seen}; production: {', '.join(policy.production_system_identifiers) or 'none declared'}"
