"""What is wrong with who sees what: from what was tried to findings. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from seeding.findings import Finding, Severity
from seeding.migrations.policies.ground import Ground
from seeding.migrations.policies.judge_leaks import Leaking
from seeding.migrations.policies.judge_policies import Policies
from seeding.migrations.policies.leaks import Leak
from seeding.migrations.policies.model import TableAccess
from seeding.migrations.policies.sentences import joined
from seeding.schema import Table


class Judge(Ground):
    """Turns what was tried on one table into findings."""

    def table(self, table: Table, access: TableAccess, leaks: Sequence[Leak]) -> list[Finding]:
        """All that is to be said of one table."""
        found: list[Finding] = []
        if table.rls_enabled and not table.policies:
            granted = [r for r in self.facts.asking if self.granted(table.name, r)]
            if granted:
                found.append(
                    Finding(
                        "rls-no-policy",
                        str(table.name),
                        f"row level security is on and there is no policy, so {joined(granted)} see no row",
                        f"create a policy, or revoke all on {table.name} from {', '.join(granted)};",
                        Severity.WARNING,
                    )
                )
        if table.rls_enabled:
            policies = Policies(self.facts, self.said)
            found += Leaking(self.facts, self.said).leaks(table, leaks)
            found += policies.open(table, access, {p.name for leak in leaks for p in leak.policies})
            found += policies.editable(table)
            found += policies.overlaps(table, access)
            found += policies.unseen(table, access)
            found += policies.raised(table, access)
            found += policies.ungranted(table)
            found += policies.owner(table)
        return [self.told(f, table.name) for f in found]
