"""Every kind of file a plan can be written to, by the name users type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from seeding.load.blocks import Batches
from seeding.load.csv_files import write_csv
from seeding.load.parquet import write_parquet
from seeding.load.progress import Progress
from seeding.load.sql import write_sql
from seeding.plan.model import Plan

Writer = Callable[[Plan, Batches, Path, Progress | None], list[Path]]

WRITERS: Mapping[str, Writer] = {"sql": write_sql, "csv": write_csv, "parquet": write_parquet}
