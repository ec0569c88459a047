"""What every judgement here stands on: the catalog's facts, and what each policy's text says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seeding.findings import Finding
from seeding.migrations.policies.allowed import judged
from seeding.migrations.policies.facts import Facts
from seeding.migrations.policies.words import Said
from seeding.schema import Name, Policy

COMMANDS = ("select", "insert", "update", "delete")


@dataclass(frozen=True)
class Ground:
    """Facts, and what is read of policies."""

    facts: Facts
    said: Mapping[tuple[Name, str], Said]

    def granted(self, name: Name, role: str) -> bool:
        """Whether a role may do anything to a table, by its privileges."""
        return any(self.facts.allows(name, role, c) for c in COMMANDS)

    def any_may(self, name: Name, roles: Sequence[str], command: str) -> bool:
        """Whether one of the roles may use a command."""
        return any(self.facts.allows(name, role, command) for role in roles)

    def asks(self, name: Name, policy: Policy) -> bool:
        """Whether a policy looks at who is asking."""
        return self.said.get((name, policy.name), Said()).asks

    def told(self, finding: Finding, name: Name) -> Finding:
        """The finding, or a note where a comment on the policy or the table allows it."""
        comments = [text for (table, policy), text in self.facts.comments.items()
                    if table == name and f'"{policy}"' in finding.where]  # fmt: skip
        row = self.facts.relation.get(name)
        return judged(finding, [*comments, row.comment if row is not None else ""])
