"""A rehearsal for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from seeding.report.as_json import finding_json

if TYPE_CHECKING:
    from seeding.migrations.rehearse import MigrationRun, Rehearsal
    from seeding.migrations.rehearse.model import Blocked, Change, Rollback, StatementRun


def rehearsal_json(rehearsal: Rehearsal, *, page: str = "") -> dict[str, Any]:
    """The whole rehearsal; `page` is the path of the page that was written, empty for none."""
    filled, budgets = rehearsal.filled, rehearsal.budgets
    return {
        "ok": rehearsal.ok,
        "server": rehearsal.server,
        "production": rehearsal.base,
        "pending": rehearsal.pending,
        "rows": dict(filled.rows),
        "shape": filled.shape,
        "seconds": _rounded(rehearsal.seconds),
        "budgets": {
            "migration_seconds": budgets.migration,
            "additive_blocking_seconds": budgets.additive,
            "breaking_blocking_seconds": budgets.breaking,
        },
        "page": page,
        "migrations": [_migration(migration) for migration in rehearsal.migrations],
        "findings": [finding_json(finding) for finding in rehearsal.findings],
        "notes": [finding_json(finding) for finding in filled.findings],
    }


def _migration(migration: MigrationRun) -> dict[str, Any]:
    clients = migration.clients
    return {
        "version": migration.version,
        "name": migration.name,
        "path": migration.path,
        "kind": str(migration.kind),
        "seconds": _rounded(migration.seconds),
        "wal_bytes": migration.wal_bytes,
        "wal_exact": migration.wal_exact,
        "in_transaction": migration.in_transaction,
        "attempts": migration.attempts,
        "error": migration.error,
        "reversible": str(migration.reversible),
        "rollback": _rollback(migration.rollback),
        "statements": [_statement(statement, migration.modes) for statement in migration.statements],
        "changes": [_change(change) for change in migration.changes],
        "clients": {
            "tables": list(clients.tables),
            "left_out": list(clients.left_out),
            "readers": clients.readers,
            "writers": clients.writers,
            "requests": clients.requests,
            "median_seconds_before": round(clients.median_before, 6),
            "median_seconds": round(clients.median_during, 6),
            "deadlocks": clients.deadlocks,
            "failed": [asdict(failed) for failed in clients.failed],
        },
    }


def _statement(statement: StatementRun, modes: dict[str, str]) -> dict[str, Any]:
    return {
        "line": statement.line,
        "text": statement.text,
        "kind": str(statement.kind),
        "seconds": _rounded(statement.seconds),
        "waited_seconds": _rounded(statement.waited),
        "locks": [
            {
                "relation": lock.relation,
                "kind": lock.kind,
                "mode": modes[lock.mode],
                "seconds": _rounded(lock.seconds),
            }
            for lock in statement.locks
        ],
        "readers": _blocked(statement.readers),
        "writers": _blocked(statement.writers),
        "written": [asdict(written) for written in statement.written],
        "rewritten": [asdict(rewritten) for rewritten in statement.rewritten],
        "scanned": list(statement.scanned),
        "wal_bytes": statement.wal_bytes,
        "note": statement.note,
    }


def _blocked(blocked: Blocked) -> dict[str, Any]:
    return {
        "requests": blocked.requests,
        "longest_seconds": _rounded(blocked.longest),
        "seconds": _rounded(blocked.seconds),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "table": change.table,
        "rows_before": change.before,
        "rows_after": change.after,
        "columns": list(change.columns),
        "expected": change.expected,
        "written": change.written,
    }


def _rollback(rollback: Rollback | None) -> dict[str, Any] | None:
    if rollback is None:
        return None
    return {
        "path": rollback.path,
        "exists": rollback.exists,
        "seconds": _rounded(rollback.seconds),
        "error": rollback.error,
        "not_tried": rollback.not_tried,
        "schema": list(rollback.schema),
        "rows": list(rollback.rows),
    }


def _rounded(seconds: float) -> float:
    return round(seconds, 3)
