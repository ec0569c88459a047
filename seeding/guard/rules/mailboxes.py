"""Mailboxes outside the reserved names mean that real people live in the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy, ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse a database that holds such mailboxes; shows domains and counts, never an address."""
    if facts is None or not facts.mailbox_domains:
        return
    ranked = sorted(facts.mailbox_domains.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{domain} ({count})" for domain, count in ranked[:5])
    yield Finding(
        "mailboxes",
        f"database {target.dbname}",
        f"the database holds mailboxes that may be real people's: {shown}",
        "empty it or restore one without people; production data never belongs here",
    )
