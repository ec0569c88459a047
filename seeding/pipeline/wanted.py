"""What a user may say instead of the profile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from seeding.errors import UsageError
from seeding.load.indexes.choice import INDEXES
from seeding.plan.selection import EVERYTHING, Selection
from seeding.profile import Profile

if TYPE_CHECKING:
    from seeding.engine.cluster import Engine
    from seeding.engine.processes import Jobs

MODES = ("replace", "append", "top-up")


@dataclass(frozen=True)
class Wanted:
    """What a user may say instead of the profile: how many rows, which, and what becomes of earlier ones."""

    count: int | None = None
    scale: float | None = None
    seed: int | None = None
    mode: str = "replace"
    strict: bool = False
    selection: Selection = EVERYTHING
    indexes: str = "auto"
    patterns: str | None = None  # a pattern file, instead of the one the profile names
    on: tuple[Engine | Jobs, int | None] | None = None  # who writes beside us, and how many rows a range has

    def __post_init__(self) -> None:
        if self.on is not None and self.mode != "replace":
            raise UsageError(f"{self.on[0].option} and --mode {self.mode} exclude each other", hint="leave one out")
        if self.mode not in MODES:
            raise UsageError(f"mode {self.mode!r} does not exist", hint=f"modes: {', '.join(MODES)}")
        if self.indexes not in INDEXES:
            raise UsageError(f"indexes {self.indexes!r} does not exist", hint=f"one of {', '.join(INDEXES)}")

    @property
    def asked(self) -> tuple[object, ...]:
        """The words that decide on rows, as `seeding.door.again` takes them from the command line."""
        chosen = self.selection
        tables = (chosen.only, chosen.skip, chosen.schemas, chosen.create_partitions)
        return (self.count, self.scale, self.seed, self.strict, *tables, self.indexes)

    def over(self, profile: Profile) -> Wanted:
        """What the profile says where nothing was said here."""
        return replace(self, strict=self.strict or profile.strict, selection=self.selection.over(profile))


def several(workers: int) -> Jobs | None:
    """The processes of `--workers`; None for this one alone. Raises UsageError for a number that is none."""
    if workers == 1:
        return None
    from seeding.engine.processes import Jobs

    return Jobs.of(workers, "workers")


def ranged(
    engine: str | None, scheduler: str | None, jobs: int, part_rows: int | None
) -> tuple[Engine | Jobs, int | None] | None:
    """The cluster that `--engine` and `--scheduler` name, or the processes of `--jobs`, and how many rows a range has
    where that was said; None for this process alone.

    Raises UsageError for half of it.
    """
    if engine is None and scheduler is None and jobs == 1 and part_rows is None:
        return None
    from seeding.engine.cluster import Engine
    from seeding.engine.processes import Jobs

    cluster, here = Engine.of(engine, scheduler), Jobs.of(jobs)
    if cluster is not None and here is not None:
        raise UsageError("--engine and --jobs exclude each other", hint="a cluster has as many jobs as workers")
    on = cluster or here
    if on is None and part_rows is not None:
        raise UsageError("--part-rows is for an engine or for jobs", hint="add --jobs 2, or --engine dask")
    if part_rows is not None and part_rows < 1:
        raise UsageError(f"ranges of {part_rows} rows are not possible", hint="a range has at least one row")
    return None if on is None else (on, part_rows)
