"""A Supabase project is known by its ref, and must be listed.

**Refuses** a project whose ref is not listed under `[target] refs`. The ref is read from the host
(`db.<ref>.supabase.co`, also on port 6543, also a replica's `<ref>-rr-…`) or, on the shared pooler, from what
follows the last dot of the user (`postgres.<ref>`). A pooler's user on any other host, such as the near end of a
tunnel, names a project just the same.

**Why** the shared pooler `*.pooler.supabase.com` serves every project there is: its name says nothing, and listing
it under `[target] hosts` would allow them all. Branches have refs of their own.

**To satisfy it** add the twenty letters under `[target] refs` of the profile, in a change somebody reviews.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy
from seeding.guard.readings import ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target

NEEDS_SERVER = False


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse a project that is listed neither by its ref nor, for its own host, by that."""
    if target.ref is None or target.ref in policy.refs:
        return
    if target.is_project_host and target.host in policy.hosts:
        return
    yield Finding(
        "ref-not-allowed",
        f"{policy.source} [target] refs",
        f"Supabase project {target.ref} is not in {policy.source} [target] refs",
        "add the ref there in a reviewed change if it is yours to seed",
    )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """The project and the list it is compared with."""
    if target.ref is None:
        return "no Supabase project in the URL"
    return f"project {target.ref}; allowed: {', '.join(policy.refs) or 'none'}"
