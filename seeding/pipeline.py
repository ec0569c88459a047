"""The whole program on one screen: profile → target → guard → schema → factories → plan → generate → safety → load.

Each step is a folder; this file only walks through them.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeding.database import as_left, choose, marker
from seeding.database.connect import read_only
from seeding.database.recheck import recheck, recheck_marked
from seeding.database.supabase import is_supabase
from seeding.door.opening import Door, Looked, choose_database, destination, loaded, open_door, policy_of
from seeding.door.recipe import recipe, repeatable
from seeding.errors import UsageError
from seeding.factory import discover
from seeding.generate import Batch, Unmade, attempt, generate
from seeding.load import clean as load_clean
from seeding.load import fill, ledger
from seeding.load.again import clearing
from seeding.load.indexes.choice import INDEXES, foreseen
from seeding.load.progress import Progress, Silent
from seeding.load.segments import without_circles
from seeding.load.shortfall import may_fall_short, refusal, refuse_shortfalls, shortfall
from seeding.migrations import history, template
from seeding.plan.model import Plan, PlannedTable
from seeding.plan.naming import schemas_named, the_table
from seeding.plan.planner import make_plan
from seeding.plan.selection import EVERYTHING, Selection, reference_data
from seeding.profile import Profile
from seeding.report.result import CleanResult, Destination, ExportResult, InitResult, SeedResult, TableResult
from seeding.report.sampler import Sampler, table_result
from seeding.safety import Cleared
from seeding.safety.pinned import pinned
from seeding.safety.pools import proven
from seeding.schema.catalog import introspect
from seeding.schema.trial import ServerTester

if TYPE_CHECKING:
    import psycopg

    from seeding.engine.cluster import Engine

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
    strict: bool = False,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    schemas: Sequence[str] = (),
    create_partitions: bool = False,
    indexes: str = "auto",
    announce: Callable[[Plan], None] | None = None,
    engine: str | None = None,
    scheduler: str | None = None,
    part_rows: int | None = None,
    looked: Looked | None = None,
) -> SeedResult:
    """Fill the profile's database and say what happened.

    `url` overrides where, `role` as whom; `count` (rows of each root table), `scale` and `seed` override how many
    and which; `mode` is what happens to rows of earlier runs; `dry_run` writes no row. `only` these tables (and what
    they cannot do without), all but `skip`, those of `schemas` get rows; `create_partitions` gives partitioned tables
    of a local database that have no partition one. Tables without a factory that cannot be filled are told of in
    the result's findings; `strict` makes them an error. `indexes` says whether indexes and foreign keys of large
    tables are built after the load (`rebuild`), stay (`keep`), or what pays and keeps nobody waiting (`auto`).
    `announce` is told the plan before anything is written. With the `engine` "dask", the workers of the cluster at
    `scheduler` write it in ranges of `part_rows`, a transaction each: what is in stays in when the run breaks.
    `looked` is the database where it has been looked at already.
    Raises a SeedingError with nothing changed: see `seeding.errors` for the kinds.
    """
    selection = Selection(tuple(only), tuple(skip), tuple(schemas), create_partitions)
    wanted = _Wanted(count, scale, seed, mode, strict, selection, indexes, _ranged(engine, scheduler, part_rows))
    return _run(profile, url, role, wanted, dry_run, root, environ, progress or Silent(), workers, announce, looked)


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
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    schemas: Sequence[str] = (),
    create_partitions: bool = False,
    strict: bool = False,
    indexes: str = "auto",
) -> SeedResult:
    """What `seed` would write, in what order, from which generator; writes no row."""
    selection = Selection(tuple(only), tuple(skip), tuple(schemas), create_partitions)
    wanted = _Wanted(count, scale, seed, strict=strict, selection=selection, indexes=indexes)
    return _run(profile, url, role, wanted, True, root, environ, Silent(), 1, None)


@dataclass(frozen=True)
class _Wanted:
    """What a user may say instead of the profile: how many rows, which, and what becomes of earlier ones."""

    count: int | None = None
    scale: float | None = None
    seed: int | None = None
    mode: str = "replace"
    strict: bool = False
    selection: Selection = EVERYTHING
    indexes: str = "auto"
    on: tuple[Engine, int] | None = None  # a cluster, and how many rows a range has

    def __post_init__(self) -> None:
        if self.on is not None and (self.mode != "replace" or self.indexes == "rebuild"):
            what = f"--indexes {self.indexes}" if self.mode == "replace" else f"--mode {self.mode}"
            raise UsageError(f"--engine and {what} exclude each other", hint="leave one of them out")
        if self.mode not in MODES:
            raise UsageError(f"mode {self.mode!r} does not exist", hint=f"modes: {', '.join(MODES)}")
        if self.indexes not in INDEXES:
            raise UsageError(f"indexes {self.indexes!r} does not exist", hint=f"one of {', '.join(INDEXES)}")

    @property
    def asked(self) -> tuple[Any, ...]:
        """The words that decide on rows, as `seeding.door.again` takes them."""
        chosen = self.selection
        tables = (chosen.only, chosen.skip, chosen.schemas, chosen.create_partitions)
        return (self.count, self.scale, self.seed, self.strict, *tables, self.indexes)

    def over(self, profile: Profile) -> _Wanted:
        """What the profile says where nothing was said here."""
        return replace(self, strict=self.strict or profile.strict, selection=self.selection.over(profile))


def _ranged(engine: str | None, scheduler: str | None, part_rows: int | None) -> tuple[Engine, int] | None:
    from seeding.engine.cluster import Engine
    from seeding.plan.ranges import PART_ROWS

    on = Engine.of(engine, scheduler)
    if on is None and part_rows is not None:
        raise UsageError("--part-rows is for an engine", hint="add --engine dask")
    if part_rows is not None and part_rows < 1:
        raise UsageError(f"ranges of {part_rows} rows are not possible", hint="a range has at least one row")
    return None if on is None else (on, part_rows or PART_ROWS)


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
    announce: Callable[[Plan], None] | None,
    looked: Looked | None = None,
) -> SeedResult:
    begun = time.perf_counter()
    root = root or Path()
    settings = loaded(profile, root)
    asked, wanted = wanted.asked, wanted.over(settings)
    pinned(settings)
    door = open_door(settings, url, role, root, environ, looked=looked)
    made_from = None if dry_run or not repeatable(root) else recipe(settings, root, door.chosen.target, (role, *asked))
    with door.connection as connection:
        migrations = _migrate(connection, door, root, dry_run)
        plan = _plan(connection, settings, root, wanted)
        if wanted.strict:
            refuse_shortfalls(plan)
        if announce is not None:
            announce(plan)
        sampler = Sampler(plan)
        tolerant = frozenset() if wanted.strict else frozenset(str(t.name) for t in plan.tables if may_fall_short(t))
        result = SeedResult(
            plan=plan,
            destination=door.destination,
            mode=wanted.mode,
            migrations=tuple(migrations),
            dry_run=dry_run,
            findings=plan.findings,
        )
        if dry_run:
            unmade = [
                b for b in clearing(sampler.watch(sampler.first_rows(tolerant)), tolerant) if isinstance(b, Unmade)
            ]
            tables = [table_result(t) for t in plan.tables]
            short = [shortfall(plan.table(b.table), 0, refusal(b.error)) for b in unmade]
            return replace(
                result,
                tables=tables,
                samples=sampler.samples(),
                seconds=time.perf_counter() - begun,
                findings=(*result.findings, *short),
                choice=foreseen(connection, plan, wanted=wanted.indexes, mode=wanted.mode),
            )
        if wanted.on is not None:
            from seeding.engine import loading

            on, size = wanted.on
            filled = loading.fill(on, door, plan, settings, url=url, role=role, root=root, size=size, progress=progress)
            for _ in clearing(sampler.watch(sampler.first_rows(tolerant)), tolerant):
                pass
        else:
            filled = fill.fill(
                connection,
                door.clearance,
                plan,
                clearing(sampler.watch(attempt(plan, tolerant, workers=workers)), tolerant),
                mode=wanted.mode,
                progress=progress,
                strict=wanted.strict,
                indexes=wanted.indexes,
                at_last=lambda filled: _note(connection, plan, filled, mode=wanted.mode, made_from=made_from),
            )
    return replace(
        result,
        tables=[_written(t, filled) for t in plan.tables],
        samples=() if filled.unchanged else sampler.samples(),
        removed=filled.removed,
        kept=filled.kept,
        unchanged=filled.unchanged,
        findings=(*result.findings, *filled.findings),
        choice=filled.choice,
        seconds=time.perf_counter() - begun,
    )


def _note(connection: Connection, plan: Plan, filled: fill.FillResult, *, mode: str, made_from: str | None) -> None:
    """Have the next run see without planning that it has nothing to do, where this one has nothing to tell of."""
    from seeding.report.outlook import State, outlook
    from seeding.report.seeded import login_text

    whole = not filled.findings and all(one.state is State.FILLED for one in outlook(plan))
    if made_from is None or not whole or mode != "replace" or plan.rows > fill.REMEMBERED_ROWS:
        return
    as_left.note(connection, made_from, {"rows": plan.rows, "kept": filled.kept, "login": login_text(plan)})


def _written(table: PlannedTable, filled: fill.FillResult) -> TableResult:
    """A table's part of a run: in mode top-up fewer rows are written than planned, none where all are there."""
    name = str(table.name)
    return replace(table_result(table, filled.seconds.get(name, 0.0)), rows=filled.rows.get(name, 0))


def safe(batches: Iterator[Batch]) -> Iterator[tuple[Batch, Cleared]]:
    """Batches that hold no value that could belong to someone. Raises UnsafeValueError for the first that does."""
    for item in clearing(batches, ()):
        assert not isinstance(item, Unmade)  # nothing is tolerated
        yield item


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
    if wanted.selection.create_partitions and profile.environment != "local":
        raise UsageError(
            f"partitions are made in local databases only, and {profile.source} is for {profile.environment}",
            hint="create them in a migration",
        )
    with connection.transaction():
        schema = introspect(connection, schemas=wanted.selection.schemas or profile.schemas)
        selection = wanted.selection.checked(schema)
        existing = ledger.existing(
            connection,
            schema,
            append=wanted.mode == "append",
            filled=lambda table: selection.asks_for(table, profile) and selection.names(table),
        )
    plan = make_plan(
        schema,
        profile,
        discover(root),
        count=wanted.count,
        scale=wanted.scale,
        seed=wanted.seed,
        existing=existing,
        selection=wanted.selection,
        tester=ServerTester(connection),
    )
    proven(plan)
    return plan


def export(
    profile: str | Profile = "local",
    *,
    format: str = "sql",  # noqa: A002  # the word users type: --format
    out: Path | str | None = None,
    url: str | None = None,
    count: int | None = None,
    scale: float | None = None,
    seed: int | None = None,
    root: Path | None = None,
    role: str | None = None,
    environ: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    schemas: Sequence[str] = (),
    parts: bool = False,
    part_rows: int | None = None,
    engine: str | None = None,
    scheduler: str | None = None,
) -> ExportResult:
    """Write what `seed` would load to files: `sql` (for `supabase db push --include-seed`), `csv`, `parquet`.

    The schema is read from the profile's database, where no row is written. With `parts` (or `part_rows`, or an
    `engine`) Parquet is a folder a table and a file a range of rows; `out` may then be a URL. The `engine` "dask"
    has the workers of the cluster at `scheduler` make them. Raises UsageError for an unknown format.
    """
    from seeding.engine.cluster import Engine
    from seeding.load.files import WRITERS

    begun = time.perf_counter()
    if format not in WRITERS:
        raise UsageError(f"format {format!r} does not exist", hint=f"formats: {', '.join(WRITERS)}")
    on = Engine.of(engine, scheduler)
    in_parts = parts or part_rows is not None or on is not None
    _must_be_possible(format, out, in_parts=in_parts)
    root = root or Path()
    settings = loaded(profile, root)
    pinned(settings)
    door = open_door(settings, url, role, root, environ)
    with door.connection as connection:
        _migrate(connection, door, root, dry_run=True)
        wanted = _Wanted(count, scale, seed, selection=Selection(tuple(only), tuple(skip), tuple(schemas)))
        plan = _plan(connection, settings, root, wanted.over(settings))
    if format == "sql":
        plan = without_circles(plan)
    folder = out or root / ("supabase/seed" if format == "sql" else f"export/{settings.name}")
    paths: Sequence[Path | str]
    if in_parts:
        paths = _in_parts(plan, folder, part_rows, on, root=root, progress=progress)
    else:
        paths = WRITERS[format](plan, safe(generate(plan)), Path(folder), progress or Silent())
    return ExportResult(paths, plan.rows, time.perf_counter() - begun, plan)


def _must_be_possible(kind: str, out: Path | str | None, *, in_parts: bool) -> None:
    if in_parts and kind != "parquet":
        raise UsageError(f"{kind} files are not written in parts", hint="add --format parquet")
    if not in_parts and "://" in str(out):
        raise UsageError(f"{kind} files go to a folder", hint="with --format parquet --parts, --out may be a URL")


def _in_parts(
    plan: Plan, out: Path | str, rows: int | None, engine: Engine | None, *, root: Path, progress: Progress | None
) -> Sequence[Path | str]:
    from seeding.load.parts import Layout, write_parts
    from seeding.load.places import place_of
    from seeding.plan.ranges import PART_ROWS

    layout, place = Layout(plan, PART_ROWS if rows is None else rows), place_of(out)
    if engine is None:
        written = write_parts(layout, place, progress)
    else:
        from seeding.engine import parts

        written = parts.write_parts(engine, layout, place, root, progress)
    return [place.shown(path) for path in written]


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


def init(
    *,
    url: str | None = None,
    schemas: tuple[str, ...] = (),
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> InitResult:
    """Write profiles, a factory a table and a conftest from the database's schema; what is there already stays.

    `url` is only read: its catalog, and of small tables whether they hold reference data. Without it the local
    database is taken, with the migrations applied.
    """
    from seeding.scaffold.files import write_all

    root = root or Path()
    with _schema_of(url, root, environ) as (shown, connection):
        settings = loaded("local", root)
        schema = introspect(connection, schemas=schemas or settings.schemas)
        schemas_named(schemas, {name.schema for name in schema.tables})
        declared = discover(root)
        kept = reference_data(schema, settings, declared, ledger.existing(connection, schema, append=False))
        platform = (root / "supabase").is_dir() or is_supabase(connection)
    return InitResult(shown, write_all(root, schema, declared, supabase=platform, reference=kept))


def new_factory(
    table: str,
    *,
    url: str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> InitResult:
    """Write the factory of one table, as `init` does. Raises UsageError for one the database does not have."""
    from seeding.scaffold.files import write_one

    root = root or Path()
    with _schema_of(url, root, environ) as (shown, connection):
        settings = loaded("local", root)
        schema = introspect(connection, schemas=settings.schemas)
    wanted = schema.tables[the_table(table, schema.tables)]
    return InitResult(shown, write_one(root, schema, wanted, discover(root)))


@contextmanager
def _schema_of(
    url: str | None, root: Path, environ: Mapping[str, str] | None
) -> Iterator[tuple[Destination, Connection]]:
    """A connection to read a schema on: read-only where a URL is given, whatever database that is."""
    settings = loaded("local", root)
    if url is not None:
        chosen = choose_database(settings, url, root, environ)
        with read_only(chosen.target, policy_of(settings)) as connection:
            yield destination(chosen, connection), connection
        return
    door = open_door(settings, None, None, root, environ)
    with door.connection as connection:
        _migrate(connection, door, root, dry_run=True)
        yield door.destination, connection
