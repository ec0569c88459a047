"""A mark names one environment, and the profile must be for that one.

**Refuses** a database marked for another environment than the profile's, and a mark that is no environment at all.

**Why** `seed local` with staging's URL in the shell would replace what a team works with. A word that is not known
is somebody else's mark, or a damaged one.

**To satisfy it** use a profile of the environment the database is marked for, or mark the database anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import ENVIRONMENTS, GuardPolicy
from seeding.guard.readings import ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target

NEEDS_SERVER = True


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse another mark than the profile's environment, letter by letter."""
    if facts is None or facts.says_production or facts.marker in (None, policy.environment):
        return
    known = facts.marker in ENVIRONMENTS
    yield Finding(
        "marker-mismatch",
        "_seed.marker",
        f"the database is marked {facts.marker if known else repr(facts.marker)}, "
        f"the profile is for {policy.environment}",
        f"use a profile whose environment is {facts.marker}"
        if known
        else f"if it is yours to overwrite, mark it anew: seed mark {policy.environment} --confirm {target.dbname}",
    )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """The mark and the environment it must be for."""
    return f"mark {facts.marker if facts and facts.marker is not None else 'none'}; profile for {policy.environment}"
