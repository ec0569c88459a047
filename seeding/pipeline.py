"""The whole program on one screen: profile → target → guard → schema → factories → plan → generate → safety → load.

Each step is a folder; this file only walks through them.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeding.database import choose, marker
from seeding.database.recheck import recheck, recheck_marked
from seeding.door.opening import Door, loaded, open_door
from seeding.errors import UsageError
from seeding.factory import discover
from seeding.generate import Batch, generate
from seeding.load import clean as load_clean
from seeding.load import fill, ledger
from seeding.load.progress import Progress, Silent
from seeding.migrations import history, template
from seeding.plan.model import Plan, PlannedTable
from seeding.plan.planner import make_plan
from seeding.profile import Profile
from seeding.report.result import CleanResult, ExportResult, SeedResult, TableResult
from seeding.report.sampler import Sampler, table_result
from seeding.safety import Cleared, scan
from seeding.safety.pinned import pinned
from seeding.safety.pools import proven
from seeding.schema.catalog import introspect

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

MODES = ("replace", "append", "top-up")
MIGRATIONS = Path("supabase/migrations")


def seed(
    profile: str | Profile = "local",
    *,
    url: str | None = None,
    count: int | None = None,
    scale: float | None = None,
    seed: int | None = None,
    mode: str = "replace",
    dry_run: bool = False,
    root: Path | None = None,
    role: str | None = None,
    environ: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    workers: int = 1,
) -> SeedResult:
    """Fill the profile's database and say what happened.

    `url` overrides where, `role` as whom; `count` (rows of each root table), `scale` and `seed` override how
    many and which; `mode` is what happens to rows of earlier runs; `dry_run` writes no row. Raises a SeedingError with
    nothing changed: see `seeding.errors` for the kinds.
    """
    wanted = _Wanted(count, scale, seed, mode)
    return _run(profile, url, role, wanted, dry_run, root, environ, progress or Silent(), workers)


def plan(
    profile: str | Profile = "local",
    *,
    url: str | None = None,
    count: int | None = None,
    scale: float | None = None,
    seed: int | None = None,
    root: Path | None = None,
    role: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> SeedResult:
    """What `seed` would write, in what order, from which generator; writes no row."""
    return _run(profile, url, role, _Wanted(count, scale, seed, "replace"), True, root, environ, Silent(), 1)


@dataclass(frozen=True)
class _Wanted:
    """What a user may say instead of the profile: how many rows, which, and what becomes of earlier ones."""

    count: int | None = None
    scale: float | None = None
    seed: int | None = None
    mode: str = "replace"

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise UsageError(f"mode {self.mode!r} does not exist", hint=f"modes: {', '.join(MODES)}")


def _run(  # noqa: PLR0917  # private: the two public ways in take keywords
    profile: str | Profile,
    url: str | None,
    role: str | None,
    wanted: _Wanted,
    dry_run: bool,
    root: Path | None,
    environ: Mapping[str, str] | None,
    progress: Progress,
    workers: int,
) -> SeedResult:
    begun = time.perf_counter()
    root = root or Path()
    settings = loaded(profile, root)
    pinned(settings)
    door = open_door(settings, url, role, root, environ)
    with door.connection as connection:
        migrations = _migrate(connection, door, root, dry_run)
        plan = _plan(connection, settings, root, wanted)
        sampler = Sampler(plan)
        result = SeedResult(
            plan=plan,
            destination=door.destination,
            mode=wanted.mode,
            migrations=tuple(migrations),
            dry_run=dry_run,
            findings=plan.findings,
        )
        if dry_run:
            for _ in safe(sampler.watch(sampler.first_rows())):
                pass
            tables = [table_result(t) for t in plan.tables]
            return replace(result, tables=tables, samples=sampler.samples(), seconds=time.perf_counter() - begun)
        filled = fill.fill(
            connection,
            door.clearance,
            plan,
            safe(sampler.watch(generate(plan, workers=workers))),
            mode=wanted.mode,
            progress=progress,
        )
    return replace(
        result,
        tables=[_written(t, filled) for t in plan.tables],
        samples=() if filled.unchanged else sampler.samples(),
        removed=filled.removed,
        kept=filled.kept,
        unchanged=filled.unchanged,
        seconds=time.perf_counter() - begun,
    )


def _written(table: PlannedTable, filled: fill.FillResult) -> TableResult:
    """A table's part of a run: in mode top-up fewer rows are written than planned, none where all are there."""
    name = str(table.name)
    return replace(table_result(table, filled.seconds.get(name, 0.0)), rows=filled.rows.get(name, 0))


def safe(batches: Iterator[Batch]) -> Iterator[tuple[Batch, Cleared]]:
    """Batches that hold no value that could belong to someone. Raises UnsafeValueError for the first that does."""
    for batch in batches:
        types = {c.name: c.attribute.type.sql for c in batch.table.columns}
        yield batch, scan(batch.data, table=str(batch.table.name), first_row=batch.first_row, types=types)


def _migrate(connection: Connection, door: Door, root: Path, dry_run: bool) -> list[str]:
    """Bring a local database's schema up to date; other environments are migrated by their own pipeline.

    A dry run may still give the built-in server its schema (it is ours, and a plan needs one); any other
    database is left untouched by it.
    """
    folder = root / MIGRATIONS
    if door.clearance.policy.environment != "local" or not folder.is_dir():
        return []
    if dry_run and not door.chosen.embedded:
        return []
    clearance = door.clearance
    with connection.transaction():
        # Migrations may bring reference rows; unmarked and not empty, the database would be refused below.
        if recheck(connection, clearance).marker is None:
            marker.stamp(connection, "local")
    applied = history.bring_up_to_date(connection, folder, check=lambda: recheck_marked(connection, clearance))
    return [migration.name for migration in applied]


def _plan(connection: Connection, profile: Profile, root: Path, wanted: _Wanted) -> Plan:
    with connection.transaction():
        schema = introspect(connection, schemas=profile.schemas)
        existing = ledger.existing(connection, schema, append=wanted.mode == "append")
    plan = make_plan(
        schema,
        profile,
        discover(root),
        count=wanted.count,
        scale=wanted.scale,
        seed=wanted.seed,
        existing=existing,
    )
    proven(plan)
    return plan


def export(
    profile: str | Profile = "local",
    *,
    format: str = "sql",  # noqa: A002  # the word users type: --format
    out: Path | None = None,
    url: str | None = None,
    count: int | None = None,
    scale: float | None = None,
    seed: int | None = None,
    root: Path | None = None,
    role: str | None = None,
    environ: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> ExportResult:
    """Write what `seed` would load to files: `sql` (for `supabase db push --include-seed`), `csv`, `parquet`.

    The schema is read from the profile's database, where no row is written. Raises UsageError for an
    unknown format.
    """
    from seeding.load.files import WRITERS

    begun = time.perf_counter()
    if format not in WRITERS:
        raise UsageError(f"format {format!r} does not exist", hint=f"formats: {', '.join(WRITERS)}")
    root = root or Path()
    settings = loaded(profile, root)
    pinned(settings)
    door = open_door(settings, url, role, root, environ)
    with door.connection as connection:
        _migrate(connection, door, root, dry_run=True)
        plan = _plan(connection, settings, root, _Wanted(count, scale, seed))
    folder = out or root / ("supabase/seed" if format == "sql" else f"export/{settings.name}")
    paths = WRITERS[format](plan, safe(generate(plan)), folder, progress or Silent())
    return ExportResult(paths, plan.rows, time.perf_counter() - begun, plan)


def clean(
    profile: str | Profile = "local",
    *,
    url: str | None = None,
    root: Path | None = None,
    role: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> CleanResult:
    """Remove exactly what was seeded; rows made by hand stay."""
    root = root or Path()
    settings = loaded(profile, root)
    door = open_door(settings, url, role, root, environ)
    with door.connection as connection:
        with connection.transaction():
            schema = introspect(connection, schemas=settings.schemas)
        done = load_clean.clean(connection, door.clearance, schema)
        return CleanResult(door.destination, done.removed, done.kept)


def stop(root: Path | None = None) -> bool:
    """Stop the built-in server and the tests'; their data stays. False where none was running."""
    from seeding.database import embedded

    folder = (root or Path()) / choose.FOLDER
    stopped = [embedded.stop(folder), embedded.stop(folder / choose.TEST_FOLDER)]
    return any(stopped)


def new_migration(name: str, *, root: Path | None = None) -> Path:
    """A migration from the template, in `supabase/migrations/`, its version the present second (UTC)."""
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251  # a file's name, not a value
    version = now.strftime("%Y%m%d%H%M%S")
    return template.new_migration((root or Path()) / MIGRATIONS, name, version=version)
