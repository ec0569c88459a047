"""The first rows of every table, caught as they pass: what a person looks at to believe the rest."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.generate import Batch, Unmade, make
from seeding.plan.model import Plan, PlannedTable
from seeding.report.result import Sample, TableResult

KEPT = 3
# Making rows of every table of a large schema takes longer than planning them, and nobody reads so many.
MOST_TABLES = 100


class Sampler:
    """Watches the batches of one run."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._samples: dict[str, Sample] = {}

    def watch(self, batches: Iterator[Batch | Unmade]) -> Iterator[Batch | Unmade]:
        """The same batches; the first rows of each table are kept."""
        for batch in batches:
            if isinstance(batch, Batch):
                self._keep(batch)
            yield batch

    def first_rows(self, tolerant: Collection[str] = (), *, most: int = MOST_TABLES) -> Iterator[Batch | Unmade]:
        """Only the first rows of each table, made for looking at; `Unmade` for a `tolerant` one that makes none.

        Of more than `most` tables, the first in load order.
        """
        tables = [replace(t, stop=min(t.start + KEPT, t.stop)) for t in self._plan.tables if t.rows]
        for table in tables[:most]:
            try:
                yield make(self._plan, table, table.start, table.stop)
            except Exception as error:
                if str(table.name) not in tolerant:
                    raise
                yield Unmade(str(table.name), error)

    def samples(self) -> tuple[Sample, ...]:
        """What was kept, in load order."""
        return tuple(self._samples.values())

    def _keep(self, batch: Batch) -> None:
        name = str(batch.table.name)
        if name in self._samples or not len(batch.data):
            return
        head = batch.data.slice(0, KEPT)
        columns = [texts(column) for column in head.columns]
        self._samples[name] = Sample(name, tuple(head.schema.names), tuple(zip(*columns, strict=True)))


def table_result(table: PlannedTable, seconds: float = 0.0) -> TableResult:
    """A planned table's line in the closing table."""
    slow = [c.name for c in table.columns if c.generator.rowwise]
    shown = ", ".join(slow[:3]) + (" …" if len(slow) > 3 else "")
    note = f"{len(slow)} column{'s' if len(slow) > 1 else ''} row by row: {shown}" if slow else ""
    return TableResult(str(table.name), table.rows, seconds, table.factory, note)


def texts(column: pa.Array) -> list[str | None]:
    """A column's values as people read them in psql.

    >>> texts(pa.array([0.09, 413.0, None], pa.float32()))
    ['0.09', '413', None]
    """
    column = arrays.decode(column)
    if pa.types.is_float32(column.type):
        # Read as a double, 0.09 in four bytes is 0.09000000357627869.
        return [None if v is None else as_text(np.float32(v)) for v in column.to_pylist()]
    return [as_text(v) for v in arrays.to_python(column)]


def as_text(value: Any) -> str | None:
    """A value as people read it in psql: None for NULL."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, float | np.floating):
        return str(value).removesuffix(".0")
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "{" + ", ".join("NULL" if v is None else str(as_text(v)) for v in value) + "}"
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return str(value)
