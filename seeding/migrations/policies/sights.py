"""What each policy by itself shows and hides: its expression, asked of a copy of the rows that no policy guards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from seeding.migrations.policies.attempts import Attempts
from seeding.migrations.policies.matrix import COPY
from seeding.migrations.policies.model import Asker, PolicySights, Sight
from seeding.migrations.policies.words import Reader
from seeding.schema import Policy, Table, quote

_MOST = 2_000


def under(policy: Policy, asker: Asker) -> bool:
    """Whether a policy is about this asker's role."""
    return "public" in policy.roles or asker.role in policy.roles


def expression(policy: Policy) -> str | None:
    """What decides about rows: USING, or WITH CHECK for new rows."""
    return policy.check if policy.command == "INSERT" else policy.using


def sights(attempts: Attempts, reader: Reader, table: Table, askers: Sequence[Asker]) -> tuple[PolicySights, ...]:
    """Every policy of the table, with what it showed to those under it."""
    found = []
    for policy in table.policies:
        text = expression(policy)
        asks = reader.said(f"{policy.using or ''} {policy.check or ''}", table.name).asks
        shown = () if text is None else tuple(_sight(attempts, table, text, a) for a in askers if under(policy, a))
        found.append(PolicySights(policy, asks, shown))
    return tuple(found)


def copied(attempts: Attempts, source: str) -> Callable[[], None]:
    """What puts rows `source` (as behind FROM) into `COPY`, where everybody may read them."""

    def copy() -> None:
        attempts.connection.execute(
            f"create temporary table {COPY} on commit drop as select * from {source}", prepare=False
        )
        attempts.connection.execute(f"grant select on {COPY} to public", prepare=False)

    return copy


def passing(attempts: Attempts, table: Table, text: str, asker: Asker, rows: str = "true") -> tuple[int, int] | None:
    """How many rows pass a policy's expression as this asker, of those that `rows` (on `seed_r`) picks."""
    # Subqueries call the row by its table's name.
    query = f"select count(*) filter (where {text}), count(*) from pg_temp.{COPY} as {quote(table.name.name)}"
    found = attempts.as_asker(
        asker, query, before=copied(attempts, f"{table.name.sql} seed_r where {rows} limit {_MOST}")
    )
    return None if found.error is not None else (int(found.rows[0][0]), int(found.rows[0][1]))


def _sight(attempts: Attempts, table: Table, text: str, asker: Asker) -> Sight:
    found = passing(attempts, table, text, asker)
    return Sight(asker.name, None, 0) if found is None else Sight(asker.name, *found)
