"""A tenant leak, found by trying: one person reads, changes, deletes or makes rows that are another's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seeding.migrations.policies.attempts import Attempts, literal, sign
from seeding.migrations.policies.facts import Facts
from seeding.migrations.policies.matrix import Matrix
from seeding.migrations.policies.model import Asker
from seeding.migrations.policies.moves import Moves
from seeding.migrations.policies.owners import Belonging, Owners
from seeding.migrations.policies.sights import expression, passing, under
from seeding.schema import Name, Policy, Table, quote

_MOST = 200


@dataclass(frozen=True)
class Leak:
    """What an asker did to rows that are none of theirs: how many of how many, and which policies let them."""

    table: Name
    # select, insert, update, delete; "move" for rows of their own that became another's, "join" for a new one of their
    # own that makes them a member of another's tenant
    command: str
    asker: Asker
    rows: int
    tried: int
    policies: tuple[Policy, ...] = ()
    column: str = ""  # that says where a row was moved to
    whose: str = ""  # "user_id", "org_id through public.memberships"
    kinds: frozenset[str] = frozenset()


class Leaks:
    """Tries one asker against the rows of another."""

    def __init__(self, attempts: Attempts, facts: Facts, owners: Owners, matrix: Matrix) -> None:
        self._attempts, self.facts, self._owners, self._matrix = attempts, facts, owners, matrix
        self._moves = Moves(attempts, facts, owners, matrix)

    def foreign(self, table: Table, asker: Asker, other: Asker) -> str | None:
        """The condition for rows of the other that are not the asker's; None where nothing says whose they are."""
        theirs = self._owners.condition(table.name, "seed_r", other.identity)
        if theirs is None:
            return None
        mine = self._owners.condition(table.name, "seed_r", asker.identity)
        return theirs if mine is None else f"{theirs} and not coalesce({mine}, false)"

    def found(self, table: Table, asker: Asker, other: Asker) -> list[Leak]:
        """Every command by which the asker reaches the other's rows."""
        condition = self.foreign(table, asker, other)
        if condition is None:
            return []
        signs = self._matrix.signs(table, condition, _MOST)
        if not signs:
            return []

        def of(command: str) -> list[str]:
            limit = self._matrix.limits.get(command)
            return signs if limit is None else self._matrix.signs(table, f"{condition} and {limit}", _MOST)

        tried = [
            self._read(table, asker, of("select")),
            self._change(table, asker, signs),
            self._delete(table, asker, signs),
            self._insert(table, asker, of("insert")),
            self._move(table, asker, other),
            self._join(table, asker, other),
        ]
        return [leak for leak in tried if leak is not None]

    def tried(self, table: Table, asker: Asker, other: Asker) -> int:
        """How many rows there are to try with."""
        condition = self.foreign(table, asker, other)
        return 0 if condition is None else len(self._matrix.signs(table, condition, _MOST))

    def _read(self, table: Table, asker: Asker, signs: list[str]) -> Leak | None:
        if not self.facts.allows(table.name, asker.role, "select"):
            return None
        query = f"select count(*) from {table.name.sql} seed_r where {sign(table, 'seed_r')} = any(%s)"
        found = self._attempts.number(asker, query, [signs])
        return self._leak(table, "select", asker, found.count, signs) if found.count else None

    def _change(self, table: Table, asker: Asker, signs: list[str]) -> Leak | None:
        column = self._updatable(table, asker)
        if column is None:
            return None
        query = (
            f"update {table.name.sql} seed_r set {quote(column)} = seed_r.{quote(column)} "
            f"where {sign(table, 'seed_r')} = any(%s)"
        )
        found = self._attempts.as_asker(asker, query, [signs])
        changed = found.count or int(found.passed) or self._blindly(table, asker, column, signs)
        return self._leak(table, "update", asker, changed, signs) if changed else None

    def _blindly(self, table: Table, asker: Asker, column: str, signs: list[str]) -> int:
        """UPDATE that reads nothing asks no SELECT policy: how many of the rows it changed."""
        same = f"{sign(table, 'seed_r')} = any(%s)"
        before = self._attempts.as_asker(
            None,
            f"select seed_r.{quote(column)}::text, seed_r.ctid::text from {table.name.sql} seed_r where {same}",
            [signs],
        ).rows
        if not before:
            return 0
        value = "null" if before[0][0] is None else literal(before[0][0])
        statement = f"update {table.name.sql} set {quote(column)} = {value}::{table.by_name[column].type.sql}"
        there = f"select count(*) from {table.name.sql} seed_r where {same} and seed_r.ctid::text = any(%s)"
        return len(before) - self._attempts.left_after(asker, statement, there, [signs, [row[1] for row in before]])

    def _updatable(self, table: Table, asker: Asker) -> str | None:
        grant = self.facts.grant(table.name, asker.role)
        if grant is None or not grant.update or not grant.select:
            return None
        keys = {c for u in table.uniques for c in u.columns}
        plain = [a.name for a in table.attributes if a.generated is None and a.identity is None]
        may = [name for name in plain if name in grant.updatable]
        return next((name for name in may if name not in keys), may[0] if may else None)

    def _delete(self, table: Table, asker: Asker, signs: list[str]) -> Leak | None:
        if not self.facts.allows(table.name, asker.role, "delete"):
            return None
        text = f"delete from {table.name.sql}"
        chosen = f"{text} seed_r where {sign(table, 'seed_r')} = any(%s)"
        if self.facts.allows(table.name, asker.role, "select"):
            found = self._attempts.as_asker(asker, chosen, [signs])
            if found.passed:
                # A foreign key may have held the rows back: policies are asked once more without it.
                count = found.count or self._attempts.as_asker(asker, chosen, [signs], quiet=True).count or 1
                return self._leak(table, "delete", asker, count, signs)
        # DELETE without WHERE asks no SELECT policy: what nobody may see can still be gone.
        left = f"select count(*) from {table.name.sql} seed_r where {sign(table, 'seed_r')} = any(%s)"
        gone = len(signs) - self._attempts.left_after(asker, text, left, [signs])
        return self._leak(table, "delete", asker, gone, signs) if gone > 0 else None

    def _insert(self, table: Table, asker: Asker, signs: list[str]) -> Leak | None:
        if not self.facts.allows(table.name, asker.role, "insert"):
            return None
        outcomes = [self._matrix.copy(table, asker, one) for one in signs[:2]]
        passed = sum(outcome.passed for outcome in outcomes)
        return self._leak(table, "insert", asker, passed, signs[:2]) if passed else None

    def _move(self, table: Table, asker: Asker, other: Asker) -> Leak | None:
        return self._gone_over("move", table, asker, self._moves.moved(table, asker, other))

    def _join(self, table: Table, asker: Asker, other: Asker) -> Leak | None:
        return self._gone_over("join", table, asker, self._moves.joined(table, asker, other))

    def _gone_over(
        self, command: str, table: Table, asker: Asker, found: tuple[Belonging, Sequence[str]] | None
    ) -> Leak | None:
        if found is None:
            return None
        way, own = found
        leak = self._leak(table, command, asker, 1, own)
        return replace(leak, column=way.columns[0], whose=way.told, kinds=frozenset({way.kind}))

    def given_away(self, table: Table, asker: Asker, condition: str, column: str) -> Leak:
        """A row of the asker's, which a condition picks, that became another's when the column was changed."""
        return replace(self._leak(table, "move", asker, 1, self._matrix.signs(table, condition, 1)), column=column)

    def _leak(self, table: Table, command: str, asker: Asker, rows: int, signs: Sequence[str]) -> Leak:
        policies = _policies(table, {"move": "update", "join": "insert"}.get(command, command).upper(), asker)
        listed = ", ".join(map(literal, signs))
        condition = f"{sign(table, 'seed_r')} in ({listed})"
        letting = []
        for policy in policies:
            text = (policy.check or policy.using) if command in ("insert", "move", "join") else expression(policy)
            seen = passing(self._attempts, table, text or "true", asker, condition)
            if seen is not None and seen[0]:
                letting.append(policy)
        ways = self._owners.of(table.name)
        return Leak(
            table.name,
            command,
            asker,
            rows,
            len(signs),
            tuple(letting),
            whose=" or ".join(dict.fromkeys(way.told for way in ways)),
            kinds=frozenset(way.kind for way in ways),
        )


def _policies(table: Table, command: str, asker: Asker) -> list[Policy]:
    return [p for p in table.policies if p.permissive and p.command in (command, "ALL") and under(p, asker)]
