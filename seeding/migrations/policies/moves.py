"""Rows that change sides, found by trying: one's own given to another, or a place taken among another's members."""

from __future__ import annotations

from collections.abc import Sequence

from seeding.migrations.policies.attempts import Attempts, literal, sign
from seeding.migrations.policies.facts import Facts
from seeding.migrations.policies.matrix import Matrix
from seeding.migrations.policies.model import Asker
from seeding.migrations.policies.owners import Belonging, Owners
from seeding.schema import Table, quote

_MOST_MOVED = 20


class Moves:
    """Tries an asker's own rows with what the rows of another hold."""

    def __init__(self, attempts: Attempts, facts: Facts, owners: Owners, matrix: Matrix) -> None:
        self._attempts, self._facts, self._owners, self._matrix = attempts, facts, owners, matrix

    def moved(self, table: Table, asker: Asker, other: Asker) -> tuple[Belonging, Sequence[str]] | None:
        """A row of one's own, given to the other or put among the other's: what a WITH CHECK should refuse."""
        grant = self._facts.grant(table.name, asker.role)
        if grant is None or not grant.update or not grant.select:
            return None
        for way in sorted(self._owners.of(table.name), key=lambda one: one.kind != "tenant"):
            mine, theirs = way.sql("seed_r", asker.identity), way.sql("seed_r", other.identity)
            if mine is None or theirs is None or len(way.columns) != 1 or way.columns[0] not in grant.updatable:
                continue
            column = way.columns[0]
            value = self._value(table, column, f"{theirs} and not coalesce({mine}, false)")
            mine = f"{mine} and not ({self._stays(table, way, asker)})"
            # A policy may want more of a row than that it is the tenant's: the one who asks wrote it, too.
            wholly = self._owners.condition(table.name, "seed_r", asker.identity, every=True)
            own = [self._matrix.signs(table, one, _MOST_MOVED) for one in (f"{mine} and {wholly}", mine)]
            if value is not None and self._moved(table, asker, column, value, own):
                return way, own[0] or own[1]
        return None

    def _stays(self, table: Table, way: Belonging, asker: Asker) -> str:
        """Rows that stay the asker's whatever the column says, so that nothing is given away.

        A message may get another reader, and a team's row another author where no policy asks who wrote it. But where
        policies ask for members, a row belongs to the team whoever wrote it.
        """
        if way.asked and way.kind == "tenant":
            return "false"
        kinds = ("person",) if way.asked else ("person", "tenant")
        ways = [one for one in self._owners.of(table.name) if one is not way and one.kind in kinds]
        parts = [sql for one in ways if (sql := one.sql("seed_r", asker.identity)) is not None]
        return " or ".join(f"coalesce({part}, false)" for part in parts) or "false"

    def _moved(self, table: Table, asker: Asker, column: str, value: str, own: Sequence[Sequence[str]]) -> bool:
        """Whether rows of `own` get the value: chosen by their keys, else by a statement that reads nothing.

        New rows must pass SELECT's policies too, unless the statement reads nothing: it moves all of them then.
        """
        text = (
            f"update {table.name.sql} seed_r set {quote(column)} = {literal(value)}::{table.by_name[column].type.sql}"
        )
        chosen = [f"{text} where {sign(table, 'seed_r')} in ({', '.join(map(literal, some))})" for some in own if some]
        then = f"{sign(table, 'seed_r')} = any(%s) and seed_r.{quote(column)}::text = {literal(value)}"
        key = table.primary_key.plain if table.primary_key else None
        tells = key is not None and column not in key  # a row from another, afterwards too
        for statement in [*dict.fromkeys(chosen), *([text] if chosen else [])]:
            found = self._attempts.as_asker(asker, statement)
            if found.error is not None and found.passed:
                return True
            # A trigger may have put back what they had.
            count = f"select count(*) from {table.name.sql} seed_r where {then}"
            if found.passed and (not tells or self._left(asker, statement, count, own[-1])):
                return True
        return False

    def _left(self, asker: Asker, statement: str, count: str, own: Sequence[str]) -> int:
        return self._attempts.left_after(asker, statement, count, [own], quiet=False)

    def _value(self, table: Table, column: str, theirs: str) -> str | None:
        """What the column holds in a row that is the other's, and not the asker's."""
        text = f"select seed_r.{quote(column)}::text from {table.name.sql} seed_r where {theirs} order by 1 limit 1"
        found = self._attempts.as_asker(None, text)
        return found.rows[0][0] if found.rows else None

    def joined(self, table: Table, asker: Asker, other: Asker) -> tuple[Belonging, Sequence[str]] | None:
        """A copy of one's own place among members, for a tenant of the other's."""
        grant = self._facts.grant(table.name, asker.role)
        for way in self._owners.of(table.name):
            if grant is None or not grant.insert or not way.lists or way.columns[0] not in grant.insertable:
                continue
            mine, theirs = way.sql("seed_r", asker.identity), way.sql("seed_r", other.identity)
            me = self._owners.condition(table.name, "seed_r", asker.identity, every=True)
            if mine is None or theirs is None or me is None:
                continue
            value = self._value(table, way.columns[0], f"{theirs} and not coalesce({mine}, false)")
            own = self._matrix.signs(table, me, 1)
            if value is not None and own and self._matrix.copy(table, asker, own[0], {way.columns[0]: value}).passed:
                return way, own
        return None
