"""The same rows into files."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from seeding.door.opening import loaded, open_door
from seeding.errors import UsageError
from seeding.generate import Batch, Unmade
from seeding.load.again import clearing
from seeding.load.progress import Progress, Silent
from seeding.load.segments import without_circles
from seeding.pipeline.steps import made, migrate, planned
from seeding.pipeline.wanted import Wanted, several
from seeding.plan.model import Plan
from seeding.plan.selection import Selection
from seeding.profile import Profile
from seeding.report.result import ExportResult
from seeding.safety import Cleared
from seeding.safety.pinned import pinned

if TYPE_CHECKING:
    from seeding.engine.cluster import Engine
    from seeding.engine.processes import Jobs


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
    patterns: Path | str | None = None,
    workers: int = 1,
) -> ExportResult:
    """Write what `seed` would load to files: `sql` (for `supabase db push --include-seed`), `csv`, `parquet`.

    The schema is read from the profile's database, where no row is written. With `parts` (or `part_rows`, or an
    `engine`) Parquet is a folder a table and a file a range of rows; `out` may then be a URL. The `engine` "dask"
    has the workers of the cluster at `scheduler` make them; without one, several `workers`, processes of this machine.
    `patterns` are as in `seed`.
    Raises UsageError for an unknown format.
    """
    from seeding.engine.cluster import Engine
    from seeding.load.files import WRITERS

    begun = time.perf_counter()
    if format not in WRITERS:
        raise UsageError(f"format {format!r} does not exist", hint=f"formats: {', '.join(WRITERS)}")
    on, crew = Engine.of(engine, scheduler), several(workers)
    if on is not None and crew is not None:
        raise UsageError("--engine and --workers exclude each other", hint="a cluster has workers of its own")
    in_parts = parts or part_rows is not None or on is not None
    _must_be_possible(format, out, in_parts=in_parts)
    root = root or Path()
    settings = loaded(profile, root)
    pinned(settings)
    door = open_door(settings, url, role, root, environ)
    with door.connection as connection:
        migrate(connection, door, root, dry_run=True)
        wanted = Wanted(
            count,
            scale,
            seed,
            selection=Selection(tuple(only), tuple(skip), tuple(schemas)),
            patterns=None if patterns is None else str(patterns),
        )
        plan = planned(connection, settings, root, wanted.over(settings))
    if format == "sql":
        plan = without_circles(plan)
    folder = out or root / ("supabase/seed" if format == "sql" else f"export/{settings.name}")
    paths: Sequence[Path | str]
    if in_parts:
        paths = _in_parts(plan, folder, part_rows, on or crew, root=root, progress=progress)
    else:
        paths = WRITERS[format](plan, safe(made(plan, (), crew, root)), Path(folder), progress or Silent())
    return ExportResult(paths, plan.rows, time.perf_counter() - begun, plan)


def _must_be_possible(kind: str, out: Path | str | None, *, in_parts: bool) -> None:
    if in_parts and kind != "parquet":
        raise UsageError(f"{kind} files are not written in parts", hint="add --format parquet")
    if not in_parts and "://" in str(out):
        raise UsageError(f"{kind} files go to a folder", hint="with --format parquet --parts, --out may be a URL")


def _in_parts(
    plan: Plan, out: Path | str, rows: int | None, on: Engine | Jobs | None, *, root: Path, progress: Progress | None
) -> Sequence[Path | str]:
    from seeding.load.parts import Layout, write_parts
    from seeding.load.places import place_of
    from seeding.plan.ranges import PART_ROWS

    layout, place = Layout(plan, PART_ROWS if rows is None else rows), place_of(out)
    if on is None:
        written = write_parts(layout, place, progress)
    else:
        from seeding.engine import parts

        written = parts.write_parts(on, layout, place, root, progress)
    return [place.shown(path) for path in written]


def safe(batches: Iterator[Batch | Unmade]) -> Iterator[tuple[Batch, Cleared]]:
    """Batches that hold no value that could belong to someone. Raises UnsafeValueError for the first that does."""
    for item in clearing(batches, ()):
        assert not isinstance(item, Unmade)  # nothing is tolerated
        yield item
