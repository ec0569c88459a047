"""Mailboxes outside the reserved names mean that real people live in the database.

**Refuses** a database that holds mailboxes at domains other than `example.com`, `example.net`, `example.org` and
names under `.test`, `.example`, `.invalid` and `.localhost` (RFC 2606, RFC 6761). It shows domains and counts,
never an address.

**Why** a snapshot of production restored into staging is the right server with the wrong rows, and every other rule
is content with it. Seeding it would mix invented people with real ones, and keep the real ones where they must not
be.

**To satisfy it** empty the database, or restore one without people. Colleagues who log in to staging can use plus
addresses at a reserved domain.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy
from seeding.guard.readings import ServerFacts
from seeding.guard.reserved import is_reserved, shown

if TYPE_CHECKING:
    from seeding.target import Target

NEEDS_SERVER = True


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse such mailboxes, the most frequent domains first."""
    real = _real(facts)
    if not real:
        return
    more = f" and {len(real) - 5} more domains" if len(real) > 5 else ""
    yield Finding(
        "mailboxes",
        f"database {target.dbname}",
        f"the database holds mailboxes that may be real people's: {', '.join(real[:5])}{more}",
        "empty it or restore one without people; production data never belongs here",
    )


def evidence(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> str:
    """Domains and counts."""
    if facts is None or "mailbox_domains" in facts.unread or facts.error is not None:
        return "not read"
    return ", ".join(_real(facts)[:5]) or "no mailbox outside the reserved names"


def _real(facts: ServerFacts | None) -> list[str]:
    counts = facts.mailbox_domains if facts else {}
    found = [(domain, count) for domain, count in counts.items() if count and not is_reserved(domain)]
    ranked = sorted(found, key=lambda item: (-item[1], item[0]))
    return [f"{shown(domain)} ({count if count > 0 else 'uncounted'})" for domain, count in ranked]
