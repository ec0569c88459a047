"""Tables that no policy guards, though roles that should be held back may use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seeding.findings import Finding
from seeding.migrations.policies.ground import COMMANDS, Ground
from seeding.migrations.policies.sentences import joined, many
from seeding.schema import Name


class Unguarded(Ground):
    """Judges every table and partition by its switch."""

    def relations(self) -> Iterator[Finding]:
        """Tables that no policy guards, though roles that should be held back may use them."""
        for row in self.facts.relations:
            name = Name(row.schema, row.name)
            if row.kind not in ("r", "p") or row.enabled:
                continue
            open_to = [r for r in self.facts.asking if self.granted(name, r) and r != row.owner]
            table = self.facts.schema.tables.get(name)
            policies = table.policies if table is not None else ()
            if policies:
                yield self.told(
                    Finding(
                        "policy-without-rls",
                        str(name),
                        f"row level security is off, {many(len(policies), 'policy', 'policies')} without effect"
                        + (f": {joined(open_to)} may reach every row" if open_to else ""),
                        f"alter table {name} enable row level security;",
                    ),
                    name,
                )
            elif open_to and (set(open_to) & {"anon", "authenticated"} or row.partition):
                what = "the partition itself can be asked, and the policies of its parent do not count there: "
                guarded = row.partition and self._parent_guarded(row)
                if row.partition and not guarded:
                    continue
                yield self.told(
                    Finding(
                        "rls-missing",
                        str(name),
                        f"{what if row.partition else ''}row level security is off, and {joined(open_to)} may "
                        f"{joined([c for c in COMMANDS if self.any_may(name, open_to, c)])}",
                        f"alter table {name} enable row level security; then give it policies, or "
                        f"revoke all on {name} from {', '.join(open_to)};",
                    ),
                    name,
                )

    def _parent_guarded(self, row: Any) -> bool:
        name = Name(row.schema, row.name)
        return any(
            t.rls_enabled and t.partitioning is not None and any(name == part for part, _ in t.partitioning.partitions)
            for t in self.facts.schema.tables.values()
        )
