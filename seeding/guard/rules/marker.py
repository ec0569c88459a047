"""The database itself must say which environment it is, and say it about this very server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy, ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse an unmarked database that is not an empty local one, another mark, and a copied mark."""
    if facts is None or facts.marker == "production":
        return
    environment = policy.environment
    if facts.marker is None:
        filled = sorted(table for table, rows in facts.row_counts.items() if rows > 0)
        if environment == "local" and not filled:
            return
        what = f"and not empty ({', '.join(filled[:3])}{' …' if len(filled) > 3 else ''} hold rows)"
        yield Finding(
            "marker",
            f"database {target.dbname}",
            f"the database is not marked {environment}{' ' + what if environment == 'local' else ''}",
            f"if it is yours to overwrite, run: seed mark {environment} --url <its URL> --confirm {target.dbname}",
        )
        return
    if facts.marker != environment:
        yield Finding(
            "marker",
            "_seed.marker",
            f"the database is marked {facts.marker}, the profile is for {environment}",
            f"use a profile whose environment is {facts.marker}",
        )
    if facts.system_identifier is None or facts.marker_system_identifier != facts.system_identifier:
        yield Finding(
            "marker",
            "_seed.marker",
            "the mark was made on another server (it travels with dumps and restores), "
            f"system identifier {facts.marker_system_identifier} there, {facts.system_identifier} here",
            f"if this database is yours to overwrite, mark it anew: seed mark {environment} --confirm {target.dbname}",
        )
