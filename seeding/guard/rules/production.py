"""What is declared production is never written to, whatever else allows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy, ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target

_HINT = "no flag opens production: point the profile at another database"


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse hosts, refs and system identifiers on the production list, and a production marker."""
    where = f"{policy.source} [production]"
    for host in (target.host, target.hostaddr):
        if host and host in policy.production_hosts:
            yield Finding("production", f"{where} hosts", f"host {host} is declared production", _HINT)
    if target.ref is not None and target.ref in policy.production_refs:
        yield Finding("production", f"{where} refs", f"project {target.ref} is declared production", _HINT)
    if facts is None:
        return
    if facts.system_identifier is not None and facts.system_identifier in policy.production_system_identifiers:
        yield Finding(
            "production",
            f"{where} system_identifiers",
            f"the server's system identifier {facts.system_identifier} is declared production",
            _HINT,
        )
    if facts.marker == "production":
        yield Finding("production", "_seed.marker", "the database is marked production", _HINT)
