"""A host that is declared production is never written to.

**Refuses** a host, or the address dialled for it, that `[production] hosts` covers: in any spelling, and also where
`[target] hosts` lists it too. An entry may be a name, an address, a network (`10.1.0.0/16`) or `*.prod.example`.
`localhost`, `127.0.0.1` and `::1` are one place.

**Why** what is forbidden must win over what is allowed. A name that somebody adds to the wrong list by mistake is
caught by the other one.

**To satisfy it** point the profile at another database. No flag opens production; taking a host off the list is a
change of the profile that somebody reviews.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy
from seeding.guard.readings import ServerFacts
from seeding.target.hosts import covers

if TYPE_CHECKING:
    from seeding.target import Target

NEEDS_SERVER = False


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse what the list covers, under every name the place goes by."""
    for host in target.hosts:
        if any(covers(entry, host) for entry in policy.production_hosts):
            yield Finding(
                "production-host",
                f"{policy.source} [production] hosts",
                f"host {host} is declared production",
                "no flag opens production: point the profile at another database",
            )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """The host and the list it is compared with."""
    return (
        f"host {' dialled at '.join(target.hosts)}; production: {', '.join(policy.production_hosts) or 'none declared'}"
    )
