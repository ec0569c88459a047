"""Rows go only to hosts that the profile names in so many words.

**Refuses** a host that is not listed under `[target] hosts`. Where a URL gives both `host` and `hostaddr`, both are
judged: libpq dials the second and only shows the first. `local` profiles may also go to this machine: `localhost`,
loopback addresses in any spelling, and Unix sockets. A Supabase project is judged by its ref instead.

**Why** a variable left over from another project, a typing error, or a look-alike name
(`db.internal.example.evil.example`) is all it takes to reach the wrong server. Names are compared whole, never by
their beginning or end.

**To satisfy it** add the exact host under `[target] hosts` of the profile, in a change somebody reviews. Upper
case, a trailing dot and other spellings of an address make no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy
from seeding.guard.readings import ServerFacts
from seeding.target.hosts import is_loopback_name

if TYPE_CHECKING:
    from seeding.target import Target

NEEDS_SERVER = False


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse a host that is neither listed nor, for `local`, this machine."""
    if target.is_project_host or target.is_shared_pooler:
        return
    for host in target.hosts:
        if host in policy.hosts or (policy.environment == "local" and is_loopback_name(host)):
            continue
        yield Finding(
            "host-not-allowed",
            f"{policy.source} [target] hosts",
            f"host {host} is not in {policy.source} [target] hosts",
            "add the exact host there in a reviewed change if it is yours to seed",
        )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """The host and the list it is compared with."""
    if target.is_project_host or target.is_shared_pooler:
        return f"host {target.host} is Supabase's: the project decides"
    listed = ", ".join(policy.hosts) or "nothing"
    also = " and this machine" if policy.environment == "local" else ""
    return f"host {' dialled at '.join(target.hosts)}; allowed: {listed}{also}"
