"""`seed preflight`: everything the checklist asks, gathered; production is read and never written to."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from seeding.database.choose import FOLDER as SEED_FOLDER
from seeding.database.choose import standing
from seeding.database.connect import read_only
from seeding.door.opening import loaded
from seeding.errors import SeedingError
from seeding.load.progress import Progress
from seeding.migrations import preflight as points
from seeding.migrations.check import check
from seeding.migrations.history import FOLDER, Migration
from seeding.migrations.preflight import Preflight, Presence, Rehearsed
from seeding.migrations.rehearse import Scene, Which
from seeding.migrations.rehearse.waiting import waiting
from seeding.migrations.template import ROLLBACKS
from seeding.pipeline.rehearsal import rehearse
from seeding.target import Target

SEEN = Path(SEED_FOLDER, "staging-seen.json")


@dataclass(frozen=True)
class Asked:
    """What a user says: of production, staging, the rehearsal, the backup, and what has no way back."""

    which: Which = field(default_factory=Which)
    staging: str | None = None
    profile: str = "staging"
    count: int | None = None
    rehearsal: Path | None = None
    backup: str | None = None
    no_way_back: Collection[str] = ()
    hours: float = 24.0


def preflight(
    asked: Asked,
    *,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Preflight:
    """Answer every point for what is pending. Reads production's history at most, in a read-only transaction."""
    root = root or Path()
    environ = os.environ if environ is None else environ
    folder = root / FOLDER
    parted = waiting(folder, asked.which, environ)
    production = "not connected to"
    if asked.which.url is not None:
        production = f"{Target.resolve(asked.which.url, environ).url}: its history was read, in a read-only transaction"
    names = [one.path.name for one in parted.pending]
    if not names:
        return Preflight((), parted.why, production, ())
    told("checking")
    report = check(folder, root=root, shown=FOLDER.as_posix(), seeds=root / FOLDER.with_name("seed"))
    seen = _rehearsed(asked, parted.pending, root, environ, progress=progress, told=told)
    found, now = _staging(asked, parted.pending, root, environ)
    return Preflight(
        names,
        parted.why,
        production,
        (
            points.checked(report),
            points.rehearsed(parted.pending, seen),
            points.reversible(parted.pending, seen, asked.no_way_back),
            points.staged(parted.pending, found, now, hours=asked.hours),
            points.backup(asked.backup, now or _clock()),
        ),
    )


def _rehearsed(
    asked: Asked,
    pending: Sequence[Migration],
    root: Path,
    environ: Mapping[str, str],
    *,
    progress: Progress | None,
    told: Callable[[str], None],
) -> Rehearsed:
    if asked.rehearsal is not None:
        return points.from_file(asked.rehearsal, pending, root / FOLDER.with_name(ROLLBACKS))
    scene = Scene(asked.which)
    done = rehearse(asked.profile, scene, count=asked.count, root=root, environ=environ, progress=progress, told=told)
    return points.from_rehearsal(done)


def _staging(
    asked: Asked, pending: Sequence[Migration], root: Path, environ: Mapping[str, str]
) -> tuple[Mapping[str, Presence] | str, datetime.datetime | None]:
    """What staging's history tells, or why it could not be asked."""
    try:
        chosen = standing(loaded("staging", root), asked.staging, root, environ)
        if chosen is None:
            return "no staging database is named", None
        target = chosen.target
        with read_only(target) as connection:
            return points.presence(connection, pending, root / SEEN, f"{target.place}/{target.dbname}")
    except SeedingError as error:
        return error.message, None


def _clock() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)  # noqa: TID251  # how old a backup is, not a value
