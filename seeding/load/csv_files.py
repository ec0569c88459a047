"""The plan as CSV files that `COPY … FROM … (FORMAT csv, HEADER)` and every spreadsheet read (RFC 4180)."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from seeding.load.blocks import Batches, cleared
from seeding.load.drafts import drafts, file_names
from seeding.load.encode import as_text
from seeding.load.encode.rows import contents
from seeding.load.progress import Progress, Silent
from seeding.load.tables import narrated
from seeding.plan.model import Plan, PlannedTable
from seeding.safety import Cleared


def write_csv(plan: Plan, batches: Batches, folder: Path, progress: Progress | None = None) -> list[Path]:
    """One file a table, UTF-8, with a header. Every value is quoted; NULL is nothing at all, an empty text `""`."""
    names = file_names(plan, ".csv")
    with drafts(folder) as files:
        for planned, its_batches in narrated(plan.tables, cleared(batches), progress or Silent()):
            with files.open(folder / names[planned.name]).open("wb") as file:
                file.write(contents(_lines([_quoted(pa.array([c.name])) for c in planned.columns])))
                for batch in its_batches:
                    file.write(contents(_rows(planned, batch)))
    return files.paths


def _rows(planned: PlannedTable, batch: Cleared) -> pa.Array:
    columns = zip(batch.batch.columns, planned.columns, strict=True)
    return _lines([_quoted(as_text(values, c.attribute.type)) for values, c in columns])


def _quoted(text: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")


def _lines(columns: list[pa.Array]) -> pa.Array:
    joined = pc.binary_join_element_wise(*columns, ",", null_handling="replace", null_replacement="")
    return pc.binary_join_element_wise(joined, "\n", "").cast(pa.binary())
