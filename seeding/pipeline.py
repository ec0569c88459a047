"""The whole program on one screen: profile → target → guard → schema → factories → plan → generate → safety → load.

Each step is a folder; this file only walks through them.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeding.database import choose, connect, facts, marker
from seeding.database.connect import read_only
from seeding.errors import UsageError
from seeding.factory import discover
from seeding.generate import Batch, generate
from seeding.guard import Clearance, GuardPolicy, ServerFacts, all_rules, clear, judge, refuse
from seeding.load import clean as load_clean
from seeding.load import fill, ledger
from seeding.load.progress import Progress, Silent
from seeding.migrations import history, template
from seeding.plan.model import Plan, PlannedTable
from seeding.plan.planner import make_plan
from seeding.profile import Profile, load_profile
from seeding.report.result import CleanResult, Destination, ExportResult, GuardReport, SeedResult, TableResult
from seeding.report.sampler import Sampler, table_result
from seeding.safety import Cleared, scan
from seeding.safety.pinned import pinned
from seeding.schema.catalog import introspect
from seeding.schema.trial import ServerTester

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
    environ: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    workers: int = 1,
) -> SeedResult:
    """Fill the profile's database and say what happened.

    `url` overrides where; `count` (rows of each root table), `scale` and `seed` override how many and which;
    `mode` is what happens to rows of earlier runs; `dry_run` writes no row. Raises a SeedingError with
    nothing changed: see `seeding.errors` for the kinds.
    """
    wanted = _Wanted(count, scale, seed, mode)
    return _run(profile, url, wanted, dry_run, root, environ, progress or Silent(), workers)


def plan(
    profile: str | Profile = "local",
    *,
    url: str | None = None,
    count: int | None = None,
    scale: float | None = None,
    seed: int | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> SeedResult:
    """What `seed` would write, in what order, from which generator; writes no row."""
    return _run(profile, url, _Wanted(count, scale, seed, "replace"), True, root, environ, Silent(), 1)


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
    wanted: _Wanted,
    dry_run: bool,
    root: Path | None,
    environ: Mapping[str, str] | None,
    progress: Progress,
    workers: int,
) -> SeedResult:
    begun = time.perf_counter()
    root = root or Path()
    settings = _profile(profile, root)
    pinned(settings)
    door = _open_door(settings, url, root, environ)
    with door.connection as connection:
        migrations = _migrate(connection, door, root, dry_run)
        plan = _plan(connection, settings, root, wanted)
        sampler = Sampler(plan)
        result = SeedResult(
            plan=plan,
            destination=_destination(door.chosen, connection),
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


def _profile(profile: str | Profile, root: Path) -> Profile:
    return profile if isinstance(profile, Profile) else load_profile(profile, root)


def policy_of(profile: Profile) -> GuardPolicy:
    """What a profile permits, as the guard reads it."""
    return GuardPolicy(
        environment=profile.environment,
        hosts=profile.target.hosts,
        refs=profile.target.refs,
        production_hosts=profile.production.hosts,
        production_refs=profile.production.refs,
        production_system_identifiers=profile.production.system_identifiers,
        source=profile.source,
    )


@dataclass(frozen=True)
class _Door:
    """A database we may write to: why it, on what proof, and the connection itself."""

    chosen: choose.Chosen
    clearance: Clearance
    connection: Connection


def _facts(chosen: choose.Chosen, policy: GuardPolicy) -> ServerFacts:
    """What the server shows, once nothing known before connecting forbids to look."""
    refuse(chosen.target, judge(chosen.target, None, policy), policy)
    with read_only(chosen.target) as connection:
        return facts.gather(connection)


def _open_door(profile: Profile, url: str | None, root: Path, environ: Mapping[str, str] | None) -> _Door:
    chosen = choose.choose(profile, url, root, os.environ if environ is None else environ)
    policy = policy_of(profile)
    clearance = clear(chosen.target, _facts(chosen, policy), policy)
    return _Door(chosen, clearance, connect.connect(clearance))


def _migrate(connection: Connection, door: _Door, root: Path, dry_run: bool) -> list[str]:
    """Bring a local database's schema up to date; other environments are migrated by their own pipeline.

    A dry run may still give the built-in server its schema (it is ours, and a plan needs one); any other
    database is left untouched by it.
    """
    folder = root / MIGRATIONS
    if door.clearance.policy.environment != "local" or not folder.is_dir():
        return []
    if dry_run and not door.chosen.embedded:
        return []
    if door.clearance.facts.marker is None:
        # Migrations may bring reference rows; unmarked and not empty, the database would be refused below.
        with connection.transaction():
            marker.stamp(connection, "local")
    return [migration.name for migration in history.bring_up_to_date(connection, folder)]


def _plan(connection: Connection, profile: Profile, root: Path, wanted: _Wanted) -> Plan:
    with connection.transaction():
        schema = introspect(connection, schemas=profile.schemas)
        existing = ledger.existing(connection, schema, append=wanted.mode == "append")
    return make_plan(
        schema,
        profile,
        discover(root),
        count=wanted.count,
        scale=wanted.scale,
        seed=wanted.seed,
        existing=existing,
        tester=ServerTester(connection),
    )


def _destination(chosen: choose.Chosen, connection: Connection) -> Destination:
    version = connection.info.server_version
    number = f"{version // 10000}.{version % 10000}"
    return Destination(chosen.target.url, chosen.why, f"PostgreSQL {number}", chosen.target.shell_url)


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
    settings = _profile(profile, root)
    pinned(settings)
    door = _open_door(settings, url, root, environ)
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
    environ: Mapping[str, str] | None = None,
) -> CleanResult:
    """Remove exactly what was seeded; rows made by hand stay."""
    root = root or Path()
    settings = _profile(profile, root)
    door = _open_door(settings, url, root, environ)
    with door.connection as connection:
        with connection.transaction():
            schema = introspect(connection, schemas=settings.schemas)
        done = load_clean.clean(connection, door.clearance, schema)
        return CleanResult(_destination(door.chosen, connection), done.removed, done.kept)


def guard(
    profile: str | Profile = "local",
    *,
    url: str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> GuardReport:
    """Every rule's verdict on the profile's database; writes nothing and connects only where it may."""
    root = root or Path()
    settings = _profile(profile, root)
    policy = policy_of(settings)
    chosen = choose.choose(settings, url, root, os.environ if environ is None else environ)
    rules = [name for name, _ in all_rules()]
    shown = Destination(chosen.target.url, chosen.why)
    findings = judge(chosen.target, None, policy)
    if findings:
        return GuardReport(shown, settings.environment, findings, rules)
    found = _facts(chosen, policy)
    return GuardReport(shown, settings.environment, judge(chosen.target, found, policy), rules, _evidence(found))


def _evidence(found: ServerFacts) -> dict[str, Any]:
    filled = {table: rows for table, rows in found.row_counts.items() if rows}
    return {
        "marker": found.marker,
        "marker made on": found.marker_system_identifier,
        "system identifier": found.system_identifier,
        "standby": found.in_recovery,
        "tables with rows": len(filled),
        "mailbox domains": dict(found.mailbox_domains),
        **({"could not read": found.error} if found.error else {}),
    }


def mark(
    environment: str,
    *,
    url: str | None = None,
    confirm: str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Destination:
    """Stamp a database as local or staging, so that profiles of that environment may seed it.

    `confirm` must be the database's name, in full. Refuses (GuardError) what is declared production, holds
    real mailboxes, or lies on a host the profile does not list; the missing mark itself is no obstacle.
    """
    root = root or Path()
    settings = load_profile(environment, root)
    policy = policy_of(settings)
    chosen = choose.choose(settings, url, root, os.environ if environ is None else environ)
    if confirm != chosen.target.dbname:
        raise UsageError(
            f"to mark {chosen.target.url} as {environment}, confirm the database's name: {confirm!r} is not it",
            hint=f"--confirm {chosen.target.dbname}, once you are sure that its rows may be overwritten",
        )
    found = _facts(chosen, policy)
    # What the stamp would say is assumed; every other rule judges the server as it is.
    assumed = replace(found, marker_system_identifier=found.system_identifier)
    if found.marker != "production":
        assumed = replace(assumed, marker=environment)
    clearance = clear(chosen.target, assumed, policy)
    with connect.connect(clearance) as connection:
        with connection.transaction():
            marker.stamp(connection, environment)
        return _destination(chosen, connection)


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
