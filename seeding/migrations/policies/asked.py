"""One table after the other: who reaches which rows, what each policy shows, and what leaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeding.findings import Finding
from seeding.migrations.policies.askers import further
from seeding.migrations.policies.attempts import Attempts
from seeding.migrations.policies.judge import Judge
from seeding.migrations.policies.known import Known
from seeding.migrations.policies.leaks import Leak, Leaks
from seeding.migrations.policies.matrix import Matrix
from seeding.migrations.policies.model import Asker, TableAccess
from seeding.migrations.policies.sights import sights
from seeding.schema import Table


class Asked:
    """Tries tables as everybody; `stamp` are columns that always say who inserted, `limits` rows that a command is
    tried with, by command.
    """

    def __init__(
        self,
        attempts: Attempts,
        have: Known,
        asking: Sequence[Asker],
        *,
        stamp: Sequence[str] = (),
        limits: Mapping[str, str] | None = None,
    ) -> None:
        self._attempts, self._have, self._asking = attempts, have, asking
        self._matrix = Matrix(attempts, have.facts, have.owners, stamp, limits)
        self.leaks = Leaks(attempts, have.facts, have.owners, self._matrix)
        self._judge = Judge(have.facts, have.said)
        self._others: list[Asker] | None = None

    def table(self, table: Table, leaks: Sequence[Leak] = ()) -> tuple[TableAccess, list[Finding]]:
        """What was tried on a table, and what is to be said of it, and of `leaks` that were found in other ways."""
        have, asking = self._have, self._asking
        rows = self._attempts.number(None, f"select count(*) from {table.name.sql}").count
        shown = sights(self._attempts, have.reader, table, asking)
        if any(policy.asks and policy.judged and not policy.shows for policy in shown):
            if self._others is None:
                self._others = further(self._attempts, have.facts, have.owners, asking)
            shown = sights(self._attempts, have.reader, table, [*asking, *self._others])
        one = TableAccess(
            table.name,
            rows,
            table.rls_enabled,
            table.rls_forced,
            tuple(dict.fromkeys(way.told for way in have.owners.of(table.name))),
            self._matrix.cells(table, rows, asking),
            shown,
        )
        return one, self._judge.table(table, one, [*_leaks(self.leaks, table, asking), *leaks])

    def rows_to_try(self, table: Table) -> int:
        """How many rows of another somebody was sent to."""
        return _rows_to_try(self.leaks, table, self._asking)


def _leaks(leaks: Leaks, table: Table, asking: Sequence[Asker]) -> list[Leak]:
    """A against B, and those who have not signed in against both."""
    found = []
    for role in dict.fromkeys(a.role for a in asking):
        pair = {a.name[-1]: a for a in asking if a.role == role and a.name in (f"{role} A", f"{role} B")}
        if len(pair) == 2:
            found += leaks.found(table, pair["A"], pair["B"])
    other = next((a for a in asking if a.name.endswith(" B")), None)
    if other is not None and table.rls_enabled:
        for asker in asking:
            if not asker.signed_in:
                found += leaks.found(table, asker, other)
    return found


def _rows_to_try(leaks: Leaks, table: Table, asking: Sequence[Asker]) -> int:
    pairs = [(a, b) for a in asking for b in asking if a.name == f"{a.role} A" and b.name == f"{a.role} B"]
    return max((leaks.tried(table, a, b) for a, b in pairs), default=0)
