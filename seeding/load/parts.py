"""The plan as folders of Parquet files, a folder a table and a file a range: the same files whoever writes them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import IO
from urllib.parse import quote

import pyarrow.parquet as pq

from seeding.errors import LoadError, UsageError
from seeding.generate import BLOCK, make
from seeding.load.places import DRAFT, Place
from seeding.load.progress import Progress, Silent
from seeding.plan.model import Plan
from seeding.plan.ranges import PART_ROWS, Range, ranges, ranges_of
from seeding.safety import Cleared, scan

_PART = re.compile(r"part-\d{5,}\.parquet")


@dataclass(frozen=True)
class Layout:
    """Which file holds which rows. `rows` is how many a part has, all but the last of a table."""

    plan: Plan
    rows: int = PART_ROWS

    def __post_init__(self) -> None:
        if self.rows < 1:
            raise UsageError(f"parts of {self.rows} rows are not possible", hint="a part has at least one row")
        folders = [folder.casefold() for folder in self.folders.values()]
        for name, folder in self.folders.items():
            if folders.count(folder.casefold()) > 1:
                raise UsageError(
                    f"{name} differs from another table in upper and lower case only, and many stores do not",
                    hint=f'export one of them: --skip "{name}"',
                )

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """A folder for every table that gets rows: `public.users`, with odd characters as in a URL."""
        return {str(t.name): f"{_escaped(t.name.schema)}.{_escaped(t.name.name)}" for t in self.plan.tables if t.rows}

    @property
    def ranges(self) -> Iterator[Range]:
        """Every part, in the plan's order."""
        return ranges(self.plan, self.rows)

    @property
    def paths(self) -> list[str]:
        """Every file, in the plan's order."""
        return [self.path(part) for part in self.ranges]

    def path(self, part: Range) -> str:
        """The file of one part; names in their order are parts in theirs."""
        last = -(-self._rows[part.table] // self.rows) - 1
        digits = max(5, len(str(last)))
        return f"{self.folders[part.table]}/part-{part.number:0{digits}}.parquet"

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {str(t.name): t.rows for t in self.plan.tables}


def write_part(layout: Layout, part: Range, place: Place) -> int:
    """Make, judge and write the rows of one part; the file's size.

    Raises UnsafeValueError, with nothing written, where a value could be somebody's.
    """

    def write(file: IO[bytes]) -> None:
        rows = cleared(layout.plan, part)
        first = next(rows).batch
        with pq.ParquetWriter(file, first.schema, compression="zstd") as writer:
            writer.write_batch(first)
            for batch in rows:
                writer.write_batch(batch.batch)

    return place.put(layout.path(part), write)


def cleared(plan: Plan, part: Range) -> Iterator[Cleared]:
    """The rows of a range, block after block, each of which holds no value that could be somebody's."""
    planned = plan.table(part.table)
    types = {c.name: c.attribute.type.sql for c in planned.columns}
    for begin in range(part.begin, part.end, BLOCK):
        data = make(plan, planned, begin, min(begin + BLOCK, part.end)).data
        yield scan(data, table=part.table, first_row=begin, types=types)


def write_parts(layout: Layout, place: Place, progress: Progress | None = None) -> Sequence[str]:
    """Every part, one after the other; their paths."""
    told = progress or Silent()
    clear_away(layout, place)
    for planned in layout.plan.tables:
        if not planned.rows:
            continue
        begun = time.perf_counter()
        told.started(str(planned.name), planned.rows)
        for part in ranges_of(planned, layout.rows):
            write_part(layout, part, place)
            told.advanced(str(planned.name), part.rows)
        told.finished(str(planned.name), planned.rows, time.perf_counter() - begun)
    return layout.paths


def clear_away(layout: Layout, place: Place) -> None:
    """Parts of an earlier export, and drafts of one that broke: a folder never holds the parts of two."""
    for folder in layout.folders.values():
        place.remove([f"{folder}/{name}" for name in place.sizes(folder) if _PART.fullmatch(name) or _is_draft(name)])


def settle(layout: Layout, place: Place, written: Mapping[str, int]) -> None:
    """Remove drafts of writers that died, and raise LoadError where a file that was `written` is not in the place.

    `written` has the size of every file, by its path.
    """
    found: dict[str, int] = {}
    for folder in layout.folders.values():
        sizes = place.sizes(folder)
        place.remove([f"{folder}/{name}" for name in sizes if _is_draft(name)])
        found |= {f"{folder}/{name}": size for name, size in sizes.items()}
    for path, size in written.items():
        if found.get(path) != size:
            raise LoadError(
                f"{place.shown(path)} was written by a worker, and is not there for this machine",
                hint="workers write to their own disks: give a folder that all machines share, or a URL",
            )


def _is_draft(name: str) -> bool:
    return name.startswith(".part-") and name.endswith(DRAFT)


def _escaped(name: str) -> str:
    return quote(name, safe="").replace(".", "%2E")
