"""Mode replace: what earlier runs left goes, unless it is what would be written again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seeding.errors import LoadError
from seeding.load import runs
from seeding.load.lock import lock
from seeding.load.relations import Cursor, Relations
from seeding.load.remove import Seeded, count, remove
from seeding.load.runs import BY_TRIGGER, Ledger
from seeding.load.seeded import content
from seeding.plan.model import Plan
from seeding.schema import Name


@dataclass(frozen=True)
class Way:
    """The way is clear, or (`unchanged`) need not be.

    `removed` rows of earlier runs went, `kept` rows in the planned tables were made by hand; `stayed` are
    rows of earlier runs that rows made by hand refer to, by table.
    """

    kept: int
    unchanged: bool = False
    removed: int = 0
    stayed: Mapping[Name, int] = field(default_factory=dict)


def make_way(cursor: Cursor, plan: Plan, relations: Relations, ledger: Ledger) -> Way:
    """Remove what was seeded in the planned tables and in all that reference them; lock them first.

    Raises LoadError where a table that references them may not be read.
    """
    reached = _reached(plan, relations, ledger)
    lock(cursor, [relations.tables[n] for n in reached])
    untouched = [n for n in reached if str(n) in plan.stored]
    seeded = Seeded(relations, ledger, untouched)
    counts = {n: count(cursor, relations.tables[n], seeded(n)) for n in reached}
    kept = sum(counts[t.name].total - counts[t.name].seeded for t in plan.tables)
    if _unchanged(cursor, plan, relations, ledger, reached):
        return Way(kept, unchanged=True)
    removal = remove(cursor, relations, seeded, counts)
    for name in set(reached) - set(untouched):
        runs.forget(cursor, relations.tables[name], rows_left=name in removal.stayed)
    return Way(kept, removed=sum(removal.removed.values()), stayed=removal.stayed)


def forget_past(cursor: Cursor, plan: Plan, relations: Relations, stayed: Mapping[Name, int]) -> None:
    """Rows that had to stay, and are the plan's own again, need no memory of the run that made them first."""
    seeded = Seeded(relations, runs.read(cursor))
    for planned in plan.tables:
        relation = relations.tables[planned.name]
        if planned.name in stayed and count(cursor, relation, seeded(planned.name)).seeded == planned.rows:
            runs.drop_past(cursor, relation)


def _reached(plan: Plan, relations: Relations, ledger: Ledger) -> list[Name]:
    """The planned tables, all that reference them, and those that triggers filled along with them."""
    by_trigger = [n for n, of in ledger.runs.items() if any(r.mode == BY_TRIGGER for r in of)]
    reached = relations.reach([*(t.name for t in plan.tables), *by_trigger])
    for name in reached:
        if not relations.tables[name].readable:
            raise LoadError(
                f"{name} references what is to be replaced, and may not be read: its rows cannot be spared",
                hint=f"grant select on {name.sql} to the role that seeds",
            )
    return reached


def _unchanged(cursor: Cursor, plan: Plan, relations: Relations, ledger: Ledger, reached: Sequence[Name]) -> bool:
    """Whether the last run was this very plan, and every row of it still is what it was."""
    filled = [n for n in reached if str(n) not in plan.stored]
    current = {n: [r for r in ledger.of(n) if r.current and r.mode != BY_TRIGGER] for n in filled}
    if {n for n, of in current.items() if of} != {t.name for t in plan.tables}:
        return False
    if any(not r.current for n in filled for r in ledger.of(n)):
        return False  # rows that had to stay may go by now
    entries = {n: of[0] for n, of in current.items() if len(of) == 1}
    if len(entries) != len(plan.tables) or any(r.content is None for r in entries.values()):
        return False
    if any(r.digest != plan.digest for r in entries.values()):
        return False
    seeded = Seeded(relations, ledger)
    return all(content(cursor, relations.tables[n], seeded(n)) == r.content for n, r in entries.items())
