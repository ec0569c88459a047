"""A mark counts only on the server and in the database it was made for.

**Refuses** a mark that names another system identifier, or another database of the same server. A mark that names
none is refused too.

**Why** marks travel: with `pg_dump`, with `CREATE DATABASE … TEMPLATE`, with a staging dump that is restored over
production. The server's identifier and the database's oid do not.

**To satisfy it** mark the database anew with `seed mark`, if it is yours to overwrite.
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
    """Refuse a mark bound to another place, or to none."""
    if facts is None or facts.says_production or facts.marker is None or facts.system_identifier is None:
        return
    if facts.marker_system_identifier == facts.system_identifier:
        return
    made = facts.marker_system_identifier
    yield Finding(
        "marker-copied",
        "_seed.marker",
        f"the mark was made on another server (it travels with dumps and restores): "
        f"system identifier {made} there, {facts.system_identifier} here"
        if made
        else "the mark does not say on which server it was made",
        f"if this database is yours to overwrite, mark it anew: "
        f"seed mark {policy.environment} --confirm {target.dbname}",
    )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """Where the mark was made, and where it is."""
    if facts is None or facts.marker is None:
        return "no mark"
    return f"made on {facts.marker_system_identifier or 'nowhere'}, found on {facts.system_identifier or 'unknown'}"
