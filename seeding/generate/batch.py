"""Rows on their way out: one block of one table, as Arrow."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from seeding.plan.model import PlannedTable


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows `first_row … first_row + len(data)` of a planned table, columns in the plan's order."""

    table: PlannedTable
    first_row: int
    data: pa.RecordBatch


@dataclass(frozen=True, slots=True)
class Unmade:
    """Instead of further rows of a table (by its qualified name): what kept its generators from making them."""

    table: str
    error: Exception
