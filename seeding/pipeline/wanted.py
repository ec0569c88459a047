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
    def asked(self) -> tuple[object, ...]:
        """The words that decide on rows, as `seeding.door.again` takes them from the command line."""
        chosen = self.selection
        tables = (chosen.only, chosen.skip, chosen.schemas, chosen.create_partitions)
        return (self.count, self.scale, self.seed, self.strict, *tables, self.indexes)

    def over(self, profile: Profile) -> Wanted:
        """What the profile says where nothing was said here."""
        return replace(self, strict=self.strict or profile.strict, selection=self.selection.over(profile))


def ranged(engine: str | None, scheduler: str | None, part_rows: int | None) -> tuple[Engine, int] | None:
    """The cluster that `--engine` and `--scheduler` name, and how many rows a range has; None for this machine alone.

    Raises UsageError for half of it.
    """
    if engine is None and scheduler is None and part_rows is None:
        return None
    from seeding.engine.cluster import Engine
    from seeding.plan.ranges import PART_ROWS

    on = Engine.of(engine, scheduler)
    if on is None and part_rows is not None:
        raise UsageError("--part-rows is for an engine", hint="add --engine dask")
    if part_rows is not None and part_rows < 1:
        raise UsageError(f"ranges of {part_rows} rows are not possible", hint="a range has at least one row")
    return None if on is None else (on, part_rows or PART_ROWS)
