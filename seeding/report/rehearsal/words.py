"""What a rehearsal found, in words that every way of showing it shares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seeding.report.words import listed, number, plural
from seeding.report.words import seconds as spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seeding.migrations.rehearse import Filled, MigrationRun, Rehearsal
    from seeding.migrations.rehearse.model import Blocked, Clients, Lock, Rollback, StatementRun

_MOST = 3
_LOCKS = 6
_ALWAYS = ("AccessShareLock", "RowShareLock")
_NOTICED = 0.05
_EMPTIES = re.compile(r"\s*truncate\b", re.IGNORECASE)


def size(amount: int) -> str:
    """Bytes as people read them.

    >>> size(0), size(900), size(81_920), size(12_500_000), size(3_400_000_000)
    ('0 kB', '1 kB', '82 kB', '12.5 MB', '3.4 GB')
    """
    if amount < 999_500:
        return f"{-(-amount // 1000)} kB"
    return f"{amount / 1e6:.1f} MB" if amount < 999_950_000 else f"{amount / 1e9:.1f} GB"


def headline(migration: MigrationRun) -> str:
    """What kind of change it is, what it took and wrote."""
    parts = [str(migration.kind), spoken(migration.seconds), _wal(migration)]
    parts.append("in one transaction" if migration.in_transaction else "each statement by itself")
    if migration.error:
        parts.append("failed")
    return ", ".join(parts)


def _wal(migration: MigrationRun) -> str:
    return f"{'' if migration.wal_exact else 'about '}{size(migration.wal_bytes)} of WAL"


def rows(filled: Filled) -> str:
    """How many rows there were, of which shape."""
    if not filled.rows:
        return f"none: {filled.shape}"
    largest = sorted(filled.rows.items(), key=lambda item: (-item[1], item[0]))
    named = listed([f"{name} {number(count)}" for name, count in largest], _MOST)
    return f"{number(sum(filled.rows.values()))} in {spoken(filled.seconds)} ({named}); {filled.shape}"


def at_work(clients: Clients) -> str:
    """Who read and wrote meanwhile."""
    if not clients.tables:
        return "none: it touches no table that is there already"
    who = (
        f"{plural(clients.readers, 'reader')} and {plural(clients.writers, 'writer')} on {listed(list(clients.tables))}"
    )
    times = f"{_milliseconds(clients.median_before)} before, {_milliseconds(clients.median_during)} meanwhile"
    without = f"; none on {listed(list(clients.left_out))}" if clients.left_out else ""
    return f"{who}{without}; {plural(clients.requests, 'request')}, usually {times}"


def waited(blocked: Blocked) -> str:
    """The longest that one of them waited; nothing for nobody."""
    return spoken(blocked.longest) if blocked.requests else ""


def effects(statement: StatementRun, spelled: dict[str, str]) -> list[str]:
    """What a statement locked, and what it did to rows; `spelled` are the names of modes."""
    locks = _shown(statement)
    found = [f"{spelled[lock.mode]} on {lock.relation}, {spoken(lock.seconds)}" for lock in locks[:_LOCKS]]
    if len(locks) > _LOCKS:
        found.append(f"locks on {len(locks) - _LOCKS} more tables")
    tables = [one for one in statement.rewritten if one.kind == "table"]
    indexes = [one for one in statement.rewritten if one.kind == "index"]
    # TRUNCATE gives the table a new file, and writes no row to it.
    verb = "empties" if _EMPTIES.match(statement.text) else "rewrites"
    found += [f"{verb} {one.relation} ({plural(one.rows, 'row')})" for one in tables]
    if indexes and not tables:
        found.append(f"builds {listed([one.relation for one in indexes])} ({plural(indexes[0].rows, 'row')})")
    for one in statement.written:
        counts = [("inserts", one.inserted), ("updates", one.updated), ("deletes", one.deleted)]
        found += [f"{verb} {plural(count, 'row')} of {one.table}" for verb, count in counts if count]
    if statement.scanned and not tables and not indexes and not statement.written:
        found.append(f"reads all of {listed(list(statement.scanned))}")
    if statement.waited >= _NOTICED:
        found.append(f"waited {spoken(statement.waited)} for others")
    if statement.note:
        found.append(f"here {statement.note}")
    return found


def quiet(statement: StatementRun) -> bool:
    """Whether there is nothing to say of it: nobody waits, nothing that was there is locked, written or taken away."""
    waits = statement.readers.requests or statement.writers.requests or statement.waited >= _NOTICED
    did = _shown(statement) or statement.written or statement.rewritten or statement.scanned or statement.note
    return not (waits or did or statement.seconds >= _NOTICED or statement.kind == "breaking")


def the_rest(statements: Sequence[StatementRun], migration: MigrationRun) -> str:
    """Those of a migration in one line; what another of its statements has locked, they may use."""
    took = spoken(sum(statement.seconds for statement in statements))
    nothing = "nothing that was there" if len(statements) == len(migration.statements) else "nothing more"
    return f"{plural(len(statements), 'statement')} that lock {nothing}, {took} in all"


def _shown(statement: StatementRun) -> list[Lock]:
    """Its locks, those held longest first, but for what every query takes."""
    locks = [lock for lock in statement.tables.values() if lock.mode not in _ALWAYS]
    return sorted(locks, key=lambda lock: -lock.seconds)


def way_back(migration: MigrationRun) -> str:
    """Whether the rollback brought everything back."""
    rollback = migration.rollback
    if rollback is None:
        return "not tried, as it failed"
    if not rollback.exists:
        return f"unknown: there is no {rollback.path}"
    if rollback.not_tried:
        return f"unknown: {rollback.not_tried}"
    if rollback.error:
        return f"no: {rollback.path} fails: {rollback.error}"
    took = f"{rollback.path} took {spoken(rollback.seconds)}"
    return f"{rollback.came}, {took}{_missing(rollback)}"


def _missing(rollback: Rollback) -> str:
    missing = [*rollback.schema, *rollback.rows]
    return f"; {listed(missing, _MOST)}" if missing else "; schema and rows are as before"


def verdict(rehearsal: Rehearsal) -> str:
    """The last line."""
    budgets = rehearsal.budgets
    said = (
        f"{spoken(budgets.migration)} a migration, nobody waits over {spoken(budgets.additive)} for an additive change,"
        f" {spoken(budgets.breaking)} for a breaking one"
    )
    if rehearsal.ok:
        return f"within budget: {said}"
    errors = sum(finding.severity == "error" for finding in rehearsal.findings)
    return f"{plural(errors, 'thing')} to mend first; the budget: {said}"


def statement_text(statement: StatementRun) -> str:
    """Its SQL in one line."""
    return " ".join(statement.text.split())


def names(migrations: Sequence[MigrationRun]) -> str:
    """How many are rehearsed."""
    return plural(len(migrations), "migration")


def nothing(rehearsal: Rehearsal) -> str:
    """What there is to say where no migration is pending."""
    return f"nothing to rehearse: no migration is pending (looked for {rehearsal.pending})"


def _milliseconds(value: float) -> str:
    return f"{value * 1000:.1f} ms"
