"""A database that says it is production is believed.

**Refuses** a database marked `production`, for every profile and wherever it stands.

**Why** the mark travels with dumps and restores. A restored copy of production holds the same people's data, so the
mark is right there too.

**To satisfy it** use another database. No command turns a production mark into another one.
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
    """Refuse the mark of production."""
    if facts is not None and facts.says_production:
        yield Finding(
            "production-marker",
            "_seed.marker",
            "the database is marked production",
            "no flag opens production: point the profile at another database",
        )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """The mark."""
    return f"mark {facts.marker if facts and facts.marker is not None else 'none'}"
