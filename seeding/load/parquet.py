"""The plan as Parquet files, for whatever reads columns: DuckDB, Spark, pandas."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from seeding.load.blocks import Batches, cleared
from seeding.load.drafts import drafts, file_names
from seeding.load.progress import Progress, Silent
from seeding.load.tables import narrated
from seeding.plan.model import Plan


def write_parquet(plan: Plan, batches: Batches, folder: Path, progress: Progress | None = None) -> list[Path]:
    """One file a table, a row group a batch: memory stays flat however many rows there are."""
    names = file_names(plan, ".parquet")
    with drafts(folder) as files:
        for planned, its_batches in narrated(plan.tables, cleared(batches), progress or Silent()):
            first = next(its_batches)
            path = files.open(folder / names[planned.name])
            with pq.ParquetWriter(path, first.batch.schema, compression="zstd") as writer:
                writer.write_batch(first.batch)
                for batch in its_batches:
                    writer.write_batch(batch.batch)
    return files.paths
