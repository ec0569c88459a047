"""A Supabase project that is declared production is never written to.

**Refuses** a URL in which a ref listed under `[production] refs` appears anywhere a server could read it: in the
host, in the user (also before the last dot), or in a project's host listed under `[production] hosts`.

**Why** one project has many addresses (direct, dedicated pooler, shared pooler, replicas). A list of hosts would
miss some of them; the ref is in all of them.

**To satisfy it** point the profile at another project. No flag opens production.
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
    """Refuse a ref on the list, wherever in the URL it stands."""
    for ref in sorted(target.named_refs & policy.denied_refs):
        yield Finding(
            "production-ref",
            f"{policy.source} [production] refs",
            f"project {ref} is declared production",
            "no flag opens production: point the profile at another database",
        )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """The refs in the URL and the list they are compared with."""
    named = target.ref or "none in the URL"
    return f"project {named}; production: {', '.join(sorted(policy.denied_refs)) or 'none declared'}"
