"""Rows go only where the profile says in so many words: exact hosts and Supabase refs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Finding
from seeding.guard.policy import GuardPolicy, ServerFacts

if TYPE_CHECKING:
    from seeding.target import Target


def judge(target: Target, facts: ServerFacts | None, policy: GuardPolicy) -> Iterator[Finding]:
    """Refuse a host that is neither listed nor, for `local`, this machine."""
    if target.ref is not None:
        if target.ref not in policy.refs:
            yield Finding(
                "host-not-allowed",
                f"{policy.source} [target] refs",
                f"Supabase project {target.ref} is not in {policy.source} [target] refs",
                "add the ref there in a reviewed change if it is yours to seed",
            )
        return
    hosts = [h for h in (target.host, target.hostaddr) if h]
    for host in hosts:
        if host in policy.hosts or (policy.environment == "local" and target.is_loopback_name(host)):
            continue
        yield Finding(
            "host-not-allowed",
            f"{policy.source} [target] hosts",
            f"host {host} is not in {policy.source} [target] hosts",
            "add the exact host there in a reviewed change if it is yours to seed",
        )
