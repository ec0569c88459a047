"""What a rehearsal showed, from one that was just run or from the report of an earlier one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seeding.errors import UsageError
from seeding.findings import Severity
from seeding.migrations.history import Migration
from seeding.migrations.rehearse import Rehearsal


@dataclass(frozen=True)
class Rehearsed:
    """Seconds and the way back of each version, and what was over budget; `source` says which rehearsal."""

    source: str
    seconds: Mapping[str, float]
    reversible: Mapping[str, tuple[str, str]]  # yes, no or unknown, and the difference
    errors: Sequence[str] = ()
    rows: int = 0


def from_rehearsal(rehearsal: Rehearsal) -> Rehearsed:
    """One that was run just now."""
    back = {}
    for run in rehearsal.migrations:
        way = run.rollback
        why = "" if way is None else way.error or way.not_tried or "; ".join([*way.schema, *way.rows][:3])
        back[run.version] = (str(run.reversible), why)
    return Rehearsed(
        "just now",
        {run.version: run.seconds for run in rehearsal.migrations},
        back,
        tuple(f.message for f in rehearsal.findings if f.severity is Severity.ERROR),
        sum(rehearsal.filled.rows.values()),
    )


def from_file(path: Path, pending: Sequence[Migration], rollbacks: Path) -> Rehearsed:
    """One that `seed rehearse --format json` reported in a file.

    Raises UsageError for a file that is none, and where a migration or its rollback was edited after it.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        written = path.stat().st_mtime
        result = Rehearsed(
            f"as {path.as_posix()} has it",
            {str(run["version"]): float(run["seconds"]) for run in data["migrations"]},
            {str(run["version"]): (str(run["reversible"]), _difference(run)) for run in data["migrations"]},
            tuple(one["message"] for one in data["findings"] if one["severity"] == "error"),
            sum(data["rows"].values()),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not as seed rehearse writes it"
        raise UsageError(f"{path}: {reason}", hint=f"seed rehearse --format json > {path}") from None
    for migration in pending:
        for file in (migration.path, rollbacks / f"{migration.path.stem}.down.sql"):
            if file.is_file() and file.stat().st_mtime > written:
                raise UsageError(f"{path}: {file} was edited after it", hint="rehearse again, or leave --rehearsal out")
    return result


def _difference(run: Mapping[str, Any]) -> str:
    way = run.get("rollback") or {}
    return str(
        way.get("error") or way.get("not_tried") or "; ".join([*way.get("schema", []), *way.get("rows", [])][:3])
    )
