"""Table by role by command: how many rows each reached, by asking for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeding.migrations.policies.attempts import Attempts, Outcome, literal, sign
from seeding.migrations.policies.facts import Facts
from seeding.migrations.policies.model import Asker, Cell
from seeding.migrations.policies.owners import Owners
from seeding.schema import Table, quote

COPY = "seed_rls_rows"  # of the session's own temporary schema
_MOST_ROWS = 50_000  # beyond, nobody deletes a whole table to see whether it can be done
_FEW = 2


class Matrix:
    """Asks for the rows of one table after the other."""

    def __init__(
        self,
        attempts: Attempts,
        facts: Facts,
        owners: Owners,
        stamp: Sequence[str] = (),
        limits: Mapping[str, str] | None = None,
    ) -> None:
        self._attempts, self._facts, self._owners = attempts, facts, owners
        self._stamp = stamp  # columns that say who inserted, whatever they ask for
        self.limits = limits or {}  # which rows a command is tried with

    def cells(self, table: Table, rows: int, askers: Sequence[Asker]) -> Mapping[str, Mapping[str, Cell]]:
        """What each asker reached."""
        return {asker.name: self._of(table, rows, asker) for asker in askers}

    def _of(self, table: Table, rows: int, asker: Asker) -> dict[str, Cell]:
        return {
            "select": self._counted(table, rows, asker, "select", f"select count(*) from {table.name.sql}"),
            "insert": self._insert(table, asker),
            # Rows that may be locked for an update are those that UPDATE's policies show; no trigger fires.
            "update": self._counted(
                table,
                rows,
                asker,
                "update",
                f"select count(*) from (select from {table.name.sql} for update) seed_rows",
            ),
            "delete": self._delete(table, rows, asker),
        }

    def _granted(self, table: Table, asker: Asker, command: str) -> bool:
        return self._facts.allows(table.name, asker.role, command)

    def _counted(self, table: Table, rows: int, asker: Asker, command: str, query: str) -> Cell:
        if not self._granted(table, asker, command):
            return Cell(False)
        if command == "update" and not self._granted(table, asker, "select"):
            return Cell(True, None, rows, "rows cannot be chosen without SELECT")
        return _cell(self._attempts.number(asker, query), rows)

    def _delete(self, table: Table, rows: int, asker: Asker) -> Cell:
        if not self._granted(table, asker, "delete"):
            return Cell(False)
        if rows > _MOST_ROWS:
            return Cell(True, None, rows, f"not tried: {rows:,} rows")
        found = self._attempts.as_asker(asker, f"delete from {table.name.sql}", quiet=True)
        if found.error is not None and found.passed:
            return Cell(True, None, rows, "some: a foreign key holds them back")
        return _cell(found, rows)

    def _insert(self, table: Table, asker: Asker) -> Cell:
        if not self._granted(table, asker, "insert"):
            return Cell(False)
        mine = self._owners.condition(table.name, "seed_r", asker.identity)
        if mine is None:
            accepted, tried, said = self.copies(table, asker, "true")
            return Cell(True, accepted, tried, said)
        # What somebody may insert is often theirs in every way: in person, and their tenant's.
        wholly = self._owners.condition(table.name, "seed_r", asker.identity, every=True) or mine
        own = self.copies(table, asker, wholly)
        if not own[1]:
            own = self.copies(table, asker, mine)
        limit = f" and {self.limits['insert']}" if "insert" in self.limits else ""
        others = self.copies(table, asker, f"not coalesce({mine}, false){limit}")
        return Cell(True, own[0] + others[0], own[1] + others[1], own[2] or others[2], own[:2], others[:2])

    def copies(self, table: Table, asker: Asker, condition: str, most: int = _FEW) -> tuple[int, int, str]:
        """Insert copies of rows: (accepted, tried, what the server said).

        PostgreSQL asks the policies before any constraint, so a copy that meets its own key has passed them.
        """
        signs = self.signs(table, condition, most)
        outcomes = [self.copy(table, asker, one) for one in signs]
        said = next((o.said for o in outcomes if o.said), "")
        return sum(o.passed for o in outcomes), len(outcomes), said

    def signs(self, table: Table, condition: str, most: int) -> list[str]:
        """Rows that a condition on `seed_r` holds for, by their signs."""
        text = f"select {sign(table, 'seed_r')} from {table.name.sql} seed_r where {condition} order by 1 limit {most}"
        found = self._attempts.as_asker(None, text)
        return [row[0] for row in found.rows]

    def copy(self, table: Table, asker: Asker, one: str, instead: Mapping[str, str] | None = None) -> Outcome:
        """Insert one row again, as the asker, with the columns that they may give, and other values in some."""
        grant = self._facts.grant(table.name, asker.role)
        assert grant is not None
        columns = [a for a in table.attributes if a.generated is None and a.name in grant.insertable]
        who = asker.identity.get("sub")
        others = {**(dict.fromkeys(self._stamp, who) if who else {}), **(instead or {})}
        listed = ", ".join(quote(a.name) for a in columns)
        values = ", ".join(
            f"{literal(others[a.name])}::{a.type.sql}" if a.name in others else quote(a.name) for a in columns
        )

        def keep() -> None:
            self._attempts.connection.execute(
                f"create temporary table {COPY} on commit drop as "
                f"select * from {table.name.sql} seed_r where {sign(table, 'seed_r')} = %s",
                (one,),
                prepare=False,
            )
            self._attempts.connection.execute(f"grant select on {COPY} to public", prepare=False)

        statement = (
            f"insert into {table.name.sql} ({listed}) overriding system value select {values} from pg_temp.{COPY}"
        )
        return self._attempts.as_asker(asker, statement, before=keep, quiet=True)


def _cell(found: Outcome, rows: int) -> Cell:
    if found.refused:
        return Cell(True, 0, rows)
    return Cell(True, None, rows, found.said) if found.error is not None else Cell(True, found.count, rows)
