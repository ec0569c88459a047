"""What is worth saying of a rehearsal: over budget, rows that went, requests that fail, a way back that is none."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.findings import Finding, Severity
from seeding.migrations.rehearse.locks import keeps_out, spelled
from seeding.migrations.rehearse.model import Budgets, Came, Change, Kind, MigrationRun, StatementRun

_ORDER = "one table a migration; change its schema before its rows, or in a migration of its own"
_SETTING = "in [rehearse] of the profile"


def judged(migration: MigrationRun, budgets: Budgets) -> Iterator[Finding]:
    """Every finding about one migration; errors are what it must not be shipped with."""
    if migration.error:
        yield _failed(migration)
    if migration.attempts > 1:
        yield Finding(
            "rehearse-locked-out",
            migration.path,
            f"it and the clients were in each other's way (a deadlock, or its lock_timeout): it took"
            f" {migration.attempts} attempts",
            _ORDER,
            Severity.WARNING,
        )
    if migration.seconds > budgets.migration:
        yield Finding(
            "rehearse-duration",
            migration.path,
            f"it takes {migration.seconds:.1f} s, the budget is {budgets.migration:g} s",
            f"do the work in batches in migrations of their own\nthe budget is migration_seconds {_SETTING}",
        )
    for statement in migration.statements:
        yield from _blocking(migration, statement, budgets)
    for change in migration.changes:
        yield _changed(migration, change)
    if migration.clients.deadlocks:
        yield Finding(
            "rehearse-locked-out",
            migration.path,
            f"it and the clients waited for each other: {migration.clients.deadlocks} of their requests were ended",
            _ORDER,
            Severity.WARNING,
        )
    for failed in migration.clients.failed:
        yield Finding(
            "rehearse-clients",
            migration.path,
            f"an application of today can no longer {failed.kind} {failed.table}: {failed.message}",
            "ship an application that needs neither first (expand, deploy, contract)",
            Severity.WARNING,
        )
    yield from _rollback(migration)


def _failed(migration: MigrationRun) -> Finding:
    line = migration.statements[-1].line if migration.statements else 1
    where = f"{migration.path}:{line}"
    if migration.locked_out:
        hint = "raise its lock_timeout, or change one table a migration"
        return Finding("rehearse-failed", where, f"it does not get its locks: {migration.error}", hint)
    return Finding(
        "rehearse-failed",
        where,
        f"it fails with rows in the tables: {migration.error}",
        "mend the rows first (a backfill)\n"
        "where production has no such rows, say so in the profile: nulls.<column> = 0, weights.<column> = …,\n"
        "or a pattern file",
    )


def _blocking(migration: MigrationRun, statement: StatementRun, budgets: Budgets) -> Iterator[Finding]:
    most = budgets.blocking(statement.kind)
    waits = {"readers": statement.readers.longest, "writers": statement.writers.longest}
    over = {who: seconds for who, seconds in waits.items() if seconds > most}
    if not over:
        return
    said = " and ".join(f"{who} {seconds:.1f} s" for who, seconds in over.items())
    strongest = [lock for lock in statement.tables.values() if keeps_out(lock.mode) != "nobody"]
    why = ", ".join(f"{spelled(lock.mode)} on {lock.relation}" for lock in strongest[:3])
    name = "breaking" if statement.kind is Kind.BREAKING else "additive"
    yield Finding(
        "rehearse-blocked",
        f"{migration.path}:{statement.line}",
        f"it keeps {said} waiting{f' ({why})' if why else ''}; the budget of {_a(name)} change is {most:g} s",
        f"{_remedy(statement)}\nthe budget is {name}_blocking_seconds {_SETTING}",
    )


def _remedy(statement: StatementRun) -> str:
    if statement.waited > statement.seconds / 2:
        return "it waits for a lock itself, and everybody queues behind it: set a lock_timeout, and try again"
    longest = max((lock.seconds for lock in statement.tables.values()), default=0.0)
    if longest > 2 * statement.seconds + 0.5:
        return "its lock is held until the end of the file: move what comes after it into a migration of its own"
    words = " ".join(statement.text.lower().split())
    if "create" in words and "index" in words and "concurrently" not in words:
        return "create index concurrently keeps nobody waiting"
    if " foreign key" in words or " references " in words or " check " in words:
        return "add the constraint NOT VALID, and validate it in the next migration"
    if "set not null" in words:
        return "add a CHECK (… IS NOT NULL) NOT VALID, validate it, then set NOT NULL: it needs no scan"
    if statement.rewritten:
        return "a new column, filled in batches, keeps nobody waiting while the rows are written"
    if statement.written:
        return "write the rows in batches that commit (seed new migration NAME --template backfill)"
    return "do it in smaller steps, each in a migration of its own"


def _changed(migration: MigrationRun, change: Change) -> Finding:
    if change.lost:
        severity = Severity.NOTE if change.expected else Severity.ERROR
        return Finding(
            "rehearse-rows-lost",
            migration.path,
            f"{change.table} has {change.lost:,} of {change.before:,} rows less"
            + (", as the migration says" if change.expected else ", and nothing in the migration removes rows from it"),
            ""
            if change.expected
            else "look for ON DELETE CASCADE and for triggers; where it is meant, let the migration delete them itself",
            severity,
        )
    columns = ", ".join(change.columns)
    # A trigger that stamps rows the migration writes is likely, and may be meant; other tables' rows are not.
    severity = Severity.NOTE if change.expected else Severity.WARNING if change.written else Severity.ERROR
    return Finding(
        "rehearse-rows-changed",
        migration.path,
        f"{change.table} has other values in {columns}"
        + (", which the migration names" if change.expected else ", which the migration does not name"),
        "" if change.expected else "look for triggers that fire on the update: disable them for a backfill",
        severity,
    )


def _rollback(migration: MigrationRun) -> Iterator[Finding]:
    rollback = migration.rollback
    if rollback is None or migration.error:
        return
    if not rollback.exists:
        yield Finding(
            "rehearse-rollback",
            migration.path,
            "it has no rollback",
            f"write the way back to {rollback.path}",
            Severity.WARNING,
        )
    elif rollback.error:
        yield Finding("rehearse-rollback", rollback.path, f"it fails: {rollback.error}", "correct it and run again")
    elif rollback.came is Came.NO:
        missing = [*rollback.schema, *rollback.rows]
        more = f", and {len(missing) - 3} more" if len(missing) > 3 else ""
        yield Finding(
            "rehearse-rollback",
            rollback.path,
            f"it does not bring everything back: {'; '.join(missing[:3])}{more}",
            "what it cannot bring back (rows, dropped values) needs a backup, or a migration that keeps it",
            Severity.WARNING,
        )


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
