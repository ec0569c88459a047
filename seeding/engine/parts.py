"""Parquet files made by many machines or processes: each range by whichever is free, the files as one machine's."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from seeding.engine.cluster import Engine, must_be_ours, versions
from seeding.engine.crew import crew
from seeding.engine.luggage import Luggage, packed, unpacked
from seeding.engine.processes import Jobs
from seeding.load.parts import Layout, clear_away, settle, write_part
from seeding.load.places import Place
from seeding.load.progress import Progress, Silent
from seeding.plan.ranges import Range


def write_parts(
    on: Engine | Jobs, layout: Layout, place: Place, root: Path, progress: Progress | None = None
) -> Sequence[str]:
    """Every part of the layout, written by a cluster's workers or by processes of this machine; their paths.

    Raises what a worker raised: UnsafeValueError for a value that could be somebody's, LoadError where a place
    cannot be written to. Parts that were complete by then stay.
    """
    luggage = packed(layout.plan, root)
    told = progress or Silent()
    rows = {str(t.name): t.rows for t in layout.plan.tables if t.rows}
    left = dict(rows)
    written: dict[str, int] = {}
    begun = time.perf_counter()
    with crew(on, root) as workers:
        clear_away(layout, place)
        try:
            carried = workers.kept(luggage, "plan")
            for name, count in rows.items():
                told.started(name, count)
            for part, size in workers.each(made, layout.ranges, _key, carried, place, layout.rows, versions()):
                written[layout.path(part)] = size
                told.advanced(part.table, part.rows)
                left[part.table] -= part.rows
                if not left[part.table]:
                    told.finished(part.table, rows[part.table], time.perf_counter() - begun)
        except BaseException:
            settle(layout, place, {})
            raise
        settle(layout, place, written)
    return layout.paths


def made(part: Range, luggage: Luggage, place: Place, rows: int, wanted: Mapping[str, str]) -> int:
    """In a worker: one part; the file's size."""
    must_be_ours("a worker that came later", versions(), wanted)
    return write_part(Layout(unpacked(luggage), rows), part, place)


def _key(part: Range) -> str:
    return f"{part.table}-{part.number}"
