"""The files as a set: versions, what was applied already, comments and rollbacks where the repository keeps them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from seeding.findings import Severity
from seeding.migrations.check.issue import Issue, issue
from seeding.migrations.check.source import Source

_DIGITS = 14  # of a version that is a moment, as the Supabase CLI writes them


def versions(sources: Sequence[Source]) -> Iterator[Issue]:
    """Versions used twice, and those that are no moment."""
    first: dict[str, Source] = {}
    for source in sources:
        version = source.version
        if not version or source.back:
            continue
        if (other := first.setdefault(version, source)) is not source:
            yield issue(
                "version-duplicate",
                source,
                (0, 0),
                f"version {version} is {other.path.name}'s too: only one of them is ever applied",
                "give it a later version, in the order they must run",
            )
        elif len(version) == _DIGITS and not _moment(version):
            yield issue(
                "version-invalid",
                source,
                (0, 0),
                f"version {version} is no moment in time, so files are not in the order they were written",
                "a version is YYYYMMDDHHMMSS in UTC, as `seed new migration` gives it",
                severity=Severity.WARNING,
            )


def _moment(version: str) -> bool:
    try:
        datetime.datetime.strptime(version + "+0000", "%Y%m%d%H%M%S%z")
    except ValueError:
        return False
    return True


def since(sources: Sequence[Source], before: dict[str, str]) -> Iterator[Issue]:
    """Against an earlier state of the folder (text by name): what was edited, and what came in between."""
    latest = max((name[:14] for name in before if name[:14].isdigit() and len(name) > 14), default="")
    for source in sources:
        was = before.get(source.path.name)
        if was is not None and was.strip() != source.sql.strip():
            yield issue(
                "edited",
                source,
                (_first_difference(was, source.sql),) * 2,
                "was changed after it was committed: databases that have applied it will never run the change",
                "put it back as it was, and write the change as a new migration",
            )
        elif was is None and len(source.version) == _DIGITS and source.version < latest:
            yield issue(
                "version-order",
                source,
                (0, 0),
                f"version {source.version} is older than {latest}, which others have applied already",
                "give it a version of today: `supabase db push` refuses one in between",
            )


def _first_difference(one: str, other: str) -> int:
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return min(same, max(len(other) - 1, 0))


def rollbacks(sources: Sequence[Source], folder: Path) -> Iterator[Issue]:
    """Migrations without a way back, where others have one."""
    if not folder.is_dir():
        return
    kept = {path.name[:14] for path in folder.glob("*.sql")}
    first = min(kept, default="")
    for source in sources:
        if kept and len(source.version) == _DIGITS and source.version >= first and source.version not in kept:
            yield issue(
                "rollback-missing",
                source,
                (0, 0),
                f"has no way back: {folder.name}/ has none of version {source.version}",
                f"write {folder.name}/{source.path.stem}.down.sql",
                severity=Severity.WARNING,
            )


def gone(before: Collection[str], sources: Sequence[Source]) -> list[str]:
    """Files that were there and are not any more."""
    now = {source.path.name for source in sources}
    return sorted(name for name in before if name not in now)
