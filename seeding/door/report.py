"""`seed guard`: what every rule says of the profile's database, whether it may be seeded or not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seeding.door.opening import choose_database, loaded, look, policy_of
from seeding.errors import GuardError
from seeding.guard import ServerFacts, examine
from seeding.profile import Profile
from seeding.report.result import Destination, GuardReport


def report(
    profile: str | Profile = "local",
    *,
    url: str | None = None,
    role: str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> GuardReport:
    """Every rule's verdict on the profile's database; writes nothing and connects only where it may."""
    root = root or Path()
    settings = loaded(profile, root)
    policy = policy_of(settings, role)
    chosen = choose_database(settings, url, root, environ)
    shown = Destination(chosen.target.url, chosen.why)
    before = examine(chosen.target, None, policy)
    if any(verdict.findings for verdict in before):
        return GuardReport(shown, settings.environment, before)
    try:
        found = look(chosen, policy)
    except GuardError as refused:
        # The connection did not lead where it should, or not as whom: the rules say so in their own table.
        found = ServerFacts(error=refused.findings[0].message if refused.findings else refused.message)
    return GuardReport(
        shown, settings.environment, examine(chosen.target, found, policy), _evidence(found, policy.role)
    )


def _evidence(found: ServerFacts, role: str) -> dict[str, Any]:
    return {
        "marker": found.marker,
        "marker made on": found.marker_system_identifier,
        "system identifier": found.system_identifier,
        "database oid": None if found.database_oid is None else str(found.database_oid),
        "standby": found.in_recovery,
        "tables with rows": len(found.filled),
        "mailbox domains": dict(found.mailbox_domains),
        **({"role": role} if role else {}),
        **({"could not read": found.error} if found.error else {}),
    }
