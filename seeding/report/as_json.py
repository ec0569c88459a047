"""Results for machines: one shape a command, keys in the documented order, no colours, no secrets.

`seed <profile>`, `--dry-run` and `seed plan` share one shape. Tables stand in load order, columns in the
table's order, findings with the worst first; durations are seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from seeding.report.findings import ranked
from seeding.report.indexed import indexes_json

if TYPE_CHECKING:
    from seeding.findings import Finding
    from seeding.plan.model import Plan, PlannedTable
    from seeding.report.result import (
        CleanResult,
        ContentsReport,
        Destination,
        ExportResult,
        GuardReport,
        InitResult,
        ProtectResult,
        Sample,
        SeedResult,
        TableResult,
    )
    from seeding.schema import ForeignKey


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "rule": finding.rule,
        "where": finding.where,
        "severity": str(finding.severity),
        "message": finding.message,
        "hint": finding.hint,
    }


def seed_json(result: SeedResult) -> dict[str, Any]:
    """A run, done or planned."""
    from seeding.report.outlook import outlook
    from seeding.report.plan_facts import filled_later

    written = {table.name: table for table in result.tables}
    late = filled_later(result.plan)
    return {
        **_plan_head(result.plan),
        "mode": result.mode,
        "dry_run": result.dry_run,
        "unchanged": result.unchanged,
        "destination": destination_json(result.destination),
        "migrations": list(result.migrations),
        "rows": result.rows if result.tables or not result.dry_run else result.plan.rows,
        "removed": result.removed,
        "kept": result.kept,
        "seconds": _seconds(result.seconds),
        "login": _login_json(result.plan),
        "indexes": indexes_json(result.choice),
        "outlook": [
            {"table": o.table, "state": str(o.state), "rows": o.rows, "why": o.why, "hint": o.hint}
            for o in outlook(result.plan, result.findings)
        ],
        "tables": [
            _table_json(t, written.get(str(t.name)), late.get(str(t.name), []), result.dry_run)
            for t in result.plan.tables
        ],
        "samples": [_sample_json(sample) for sample in result.samples],
        "findings": [finding_json(finding) for finding in ranked(result.findings)],
    }


def export_json(result: ExportResult, *, kind: str) -> dict[str, Any]:
    """An export as `kind` (sql, csv, parquet): the files in the order they are to be loaded."""
    return {
        **_plan_head(result.plan),
        "format": kind,
        "files": [path if isinstance(path, str) else path.as_posix() for path in result.paths],
        "rows": result.rows,
        "seconds": _seconds(result.seconds),
        "tables": [{"name": str(t.name), "rows": t.rows} for t in result.plan.tables],
        "findings": [finding_json(finding) for finding in ranked(result.plan.findings)],
    }


def clean_json(result: CleanResult) -> dict[str, Any]:
    """A clean-up: rows by table."""
    return {
        "destination": destination_json(result.destination),
        "removed": sum(result.removed.values()),
        "kept": sum(result.kept.values()),
        "seconds": _seconds(result.seconds),
        "tables": [
            {"name": name, "removed": result.removed.get(name, 0), "kept": result.kept.get(name, 0)}
            for name in dict.fromkeys([*result.removed, *result.kept])
        ],
    }


def guard_json(report: GuardReport) -> dict[str, Any]:
    """Every rule with its verdict."""
    from seeding.report.verdicts import verdicts_json

    return {
        "environment": report.environment,
        "allowed": report.allowed,
        "destination": destination_json(report.destination),
        "rules": verdicts_json(report.verdicts),
        "overrides": [],
        "evidence": {key: _plain(value) for key, value in report.evidence.items()},
        "findings": [finding_json(finding) for finding in ranked(report.findings)],
    }


def contents_json(report: ContentsReport) -> dict[str, Any]:
    """What a database holds that could be somebody's: counts, never a value."""
    return {
        "environment": report.environment,
        "destination": destination_json(report.destination),
        "tables": len(report.rows),
        "rows": sum(report.rows.values()),
        "counts": [{"table": c.table, "column": c.column, "kind": c.kind, "values": c.values} for c in report.counts],
    }


def protect_json(result: ProtectResult) -> dict[str, Any]:
    """A database that is production now: what it is known by, and what was added to which profile."""
    return {
        "destination": destination_json(result.destination),
        **{key: list(values) for key, values in result.facts.items()},
        "profiles": [
            {
                "path": profile.path,
                "created": profile.created,
                "added": {key: list(values) for key, values in profile.added.items()},
                "still_listed": list(profile.still_listed),
            }
            for profile in result.profiles
        ],
    }


def destination_json(destination: Destination) -> dict[str, Any]:
    """A database, without its password."""
    return {
        "url": destination.shown,
        "why": destination.why,
        "server": destination.server,
        "psql": destination.psql,
    }


def _plan_head(plan: Plan) -> dict[str, Any]:
    from seeding.report.plan_facts import as_of_text

    return {
        "profile": plan.profile,
        "environment": plan.environment,
        "seed": plan.seed,
        "as_of": as_of_text(plan),
    }


def _table_json(
    planned: PlannedTable, written: TableResult | None, late: list[ForeignKey], dry_run: bool
) -> dict[str, Any]:
    rows = written.rows if written else planned.rows if dry_run else 0
    return {
        "name": str(planned.name),
        "rows": rows,
        "first_row": planned.start,
        "why": planned.why,
        "seconds": _seconds(written.seconds if written else 0.0),
        "factory": planned.factory,
        "note": written.note if written else "",
        "columns": [
            {
                "name": column.name,
                "type": str(column.attribute.type),
                "nullable": column.attribute.nullable,
                "generator": repr(column.generator),
                "origin": str(column.origin),
                "reason": column.reason,
                "row_by_row": column.generator.rowwise,
            }
            for column in planned.columns
        ],
        "left_to_server": list(planned.left_to_server),
        "filled_later": [{"columns": list(k.columns), "parent": str(k.parent)} for k in late],
    }


def _sample_json(sample: Sample) -> dict[str, Any]:
    return {
        "table": sample.table,
        "columns": list(sample.columns),
        "rows": [list(row) for row in sample.rows],
    }


def _seconds(value: float) -> float:
    return round(value, 3)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def init_json(result: InitResult) -> dict[str, Any]:
    """Files written and kept by `seed init` and `seed new factory`, and what somebody should look at."""
    done = result.scaffold
    return {
        "destination": destination_json(result.destination),
        "tables": done.tables,
        "declared": done.declared,
        "written": [path.as_posix() for path in done.written],
        "kept": [path.as_posix() for path in done.kept],
        "undecided": [
            {"table": u.table, "column": u.column, "message": u.why, "guess": u.sure} for u in done.undecided
        ],
        "notes": list(done.notes),
    }


def _login_json(plan: Plan) -> dict[str, Any] | None:
    from seeding.plan.platform import login

    found = login(plan)
    return None if found is None else {"email": found.email, "password": found.password, "users": found.users}
