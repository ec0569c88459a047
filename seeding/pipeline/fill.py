"""From a profile to rows in its database: the whole program on one screen."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from seeding.door.opening import Looked, loaded, open_door
from seeding.errors import UsageError
from seeding.generate import Unmade
from seeding.load import fill, rebuilt
from seeding.load.again import clearing
from seeding.load.indexes.choice import foreseen
from seeding.load.progress import Progress, Silent
from seeding.load.shortfall import may_fall_short, refusal, refuse_shortfalls, shortfall
from seeding.pipeline.noting import noting
from seeding.pipeline.steps import made, migrate, planned
from seeding.pipeline.wanted import Wanted, ranged, several
from seeding.plan.model import Plan, PlannedTable
from seeding.plan.selection import Selection
from seeding.profile import Profile
from seeding.report.result import SeedResult, TableResult
from seeding.report.sampler import MOST_TABLES, Sampler, table_result
from seeding.safety.pinned import pinned

if TYPE_CHECKING:
    from seeding.engine.processes import Jobs


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
    jobs: int = 1,
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
    patterns: Path | str | None = None,
) -> SeedResult:
    """Fill the profile's database and say what happened.

    `url` overrides where, `role` as whom; `count` (rows of each root table), `scale` and `seed` override how many
    and which; `mode` is what happens to rows of earlier runs; `dry_run` writes no row. `only` these tables (and what
    they cannot do without), all but `skip`, those of `schemas` get rows; `create_partitions` gives partitioned tables
    of a local database that have no partition one. Tables without a factory that cannot be filled are told of in
    the result's findings; `strict` makes them an error. `indexes` says whether indexes and foreign keys of large
    tables are built after the load (`rebuild`), stay (`keep`), or what pays and keeps nobody waiting (`auto`).
    `announce` is told the plan before anything is written. Several `workers`, processes of this machine, make the
    rows of the one transaction. With several `jobs`, as many processes of this machine,
    or with the `engine` "dask" the workers of the cluster at `scheduler`, write it in ranges of `part_rows`, a
    transaction each: what is in stays in when the run breaks, and the same call goes on.
    `patterns` is a pattern file (`seed learn`) that values follow, instead of the one that the profile names.
    `looked` is the database where it has been looked at already.
    Raises a SeedingError with nothing changed: see `seeding.errors` for the kinds.
    """
    selection = Selection(tuple(only), tuple(skip), tuple(schemas), create_partitions)
    if jobs != 1 and workers != 1:
        raise UsageError("--jobs and --workers exclude each other", hint="each job generates what it writes")
    crew = several(workers)
    on = ranged(engine, scheduler, jobs, part_rows)
    wanted = Wanted(count, scale, seed, mode, strict, selection, indexes, _path(patterns), on)
    return _run(profile, url, role, wanted, dry_run, root, environ, progress or Silent(), crew, announce, looked)


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
    samples: int = MOST_TABLES,
    patterns: Path | str | None = None,
) -> SeedResult:
    """What `seed` would write, in what order, from which generator, and the first rows of so many tables.

    Writes no row.
    """
    selection = Selection(tuple(only), tuple(skip), tuple(schemas), create_partitions)
    wanted = Wanted(count, scale, seed, strict=strict, selection=selection, indexes=indexes, patterns=_path(patterns))
    return _run(profile, url, role, wanted, True, root, environ, Silent(), None, None, samples=samples)


def _path(given: Path | str | None) -> str | None:
    return None if given is None else str(given)


def _run(  # noqa: PLR0917  # private: the two public ways in take keywords
    profile: str | Profile,
    url: str | None,
    role: str | None,
    wanted: Wanted,
    dry_run: bool,
    root: Path | None,
    environ: Mapping[str, str] | None,
    progress: Progress,
    workers: Jobs | None,
    announce: Callable[[Plan], None] | None,
    looked: Looked | None = None,
    *,
    samples: int = MOST_TABLES,
) -> SeedResult:
    begun = time.perf_counter()
    root = root or Path()
    settings = loaded(profile, root)
    asked, wanted = wanted, wanted.over(settings)
    pinned(settings)
    door = open_door(settings, url, role, root, environ, looked=looked)
    with door.connection as connection:
        if not dry_run:
            rebuilt.mend(connection, door.clearance, token=secrets.token_hex(8))
        note = noting(connection, door, settings, root=root, role=role, wanted=asked)
        migrations = migrate(connection, door, root, dry_run)
        plan = planned(connection, settings, root, wanted)
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
            first = clearing(sampler.watch(sampler.first_rows(tolerant, most=samples)), tolerant)
            unmade = [batch for batch in first if isinstance(batch, Unmade)]
            tables = [table_result(t) for t in plan.tables]
            short = [shortfall(plan.table(b.table), 0, refusal(b.error)) for b in unmade]
            return replace(
                result,
                tables=tables,
                samples=sampler.samples(),
                unsampled=max(min(sum(t.rows > 0 for t in plan.tables), MOST_TABLES) - samples, 0),
                seconds=time.perf_counter() - begun,
                findings=(*result.findings, *short),
                choice=foreseen(connection, plan, wanted=wanted.indexes, mode=wanted.mode),
            )
        if wanted.on is not None:
            from seeding.engine import loading

            on, size = wanted.on
            filled = loading.fill(
                on,
                door,
                plan,
                settings,
                url=url,
                role=role,
                root=root,
                sizes=(size, size) if size else on.sizes(plan.rows),
                environ=environ,
                indexes=wanted.indexes,
                progress=progress,
            )
            for _ in clearing(sampler.watch(sampler.first_rows(tolerant)), tolerant):
                pass
        else:
            filled = fill.fill(
                connection,
                door.clearance,
                plan,
                clearing(sampler.watch(made(plan, tolerant, workers, root)), tolerant),
                mode=wanted.mode,
                progress=progress,
                strict=wanted.strict,
                indexes=wanted.indexes,
                at_last=lambda filled: note(plan, filled),
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


def _written(table: PlannedTable, filled: fill.FillResult) -> TableResult:
    """A table's part of a run: in mode top-up fewer rows are written than planned, none where all are there."""
    name = str(table.name)
    return replace(table_result(table, filled.seconds.get(name, 0.0)), rows=filled.rows.get(name, 0))
