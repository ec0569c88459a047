"""What would be written, in what order, from which generator: the whole run, before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.rows import Pins, TableRows, World, both
from seeding.findings import Finding
from seeding.plan.stored import Stored
from seeding.schema import Attribute, Name, Table

# What is not remembered row by row (load.fill.REMEMBERED_ROWS) needs no digest of every row.
DIGESTED_ROWS = 50_000
_SAMPLED = 64
_BLOCK = 16_384


class Origin(StrEnum):
    """Who decided on a generator."""

    FACTORY = "factory"
    INFERRED = "inferred"
    PROFILE = "profile"
    PATTERN = "pattern"
    SCHEMA = "schema"


@dataclass(frozen=True)
class PlannedColumn:
    """A column that is written: its catalog facts, its generator, and who chose it why."""

    attribute: Attribute
    generator: Column
    origin: Origin
    reason: str = ""
    arrow: pa.DataType | None = None  # what values are conformed to; None leaves them as generated

    @property
    def name(self) -> str:
        """The column's name in the database."""
        return self.attribute.name


@dataclass(frozen=True)
class PlannedTable:
    """A table's part: which columns, and the half-open range of row numbers to write."""

    table: Table
    columns: tuple[PlannedColumn, ...]
    start: int
    stop: int
    why: str = ""  # where the number of rows comes from
    factory: str = ""  # the factory class that declared it, empty where inferred
    pins: Mapping[str, Pins] = field(default_factory=dict)
    hidden: Mapping[str, Column] = field(default_factory=dict)  # declared, not written: others derive from them
    left_to_server: tuple[str, ...] = ()
    settled: Mapping[str, Pins] = field(default_factory=dict)  # values of single rows that policies want
    numbered: Mapping[str, int] = field(default_factory=dict)  # hidden keys that the server counts itself, from here

    @property
    def name(self) -> Name:
        """The table's qualified name."""
        return self.table.name

    @property
    def rows(self) -> int:
        """Rows to write."""
        return self.stop - self.start


@dataclass(frozen=True)
class Plan:
    """Tables in load order (parents first), and everything a value depends on.

    `production` are the system identifiers the profile declares production: exported files refuse those servers.
    """

    profile: str
    environment: str
    seed: int
    as_of: np.datetime64
    tables: tuple[PlannedTable, ...]
    findings: tuple[Finding, ...] = ()
    production: tuple[str, ...] = ()
    session: Mapping[str, str] = field(default_factory=dict)  # settings while rows are written
    stored: Mapping[str, Stored] = field(default_factory=dict)  # rows that are there, to be referred to
    statements: tuple[str, ...] = ()  # run before rows are written: partitions to make

    @cached_property
    def world(self) -> World:
        """The plan as generators see it."""
        return World(
            self.seed,
            self.as_of,
            {name: rows.as_parent for name, rows in self.stored.items()}
            | {
                str(t.name): TableRows(
                    str(t.name),
                    {**t.hidden, **{c.name: c.generator for c in t.columns}},
                    t.start,
                    t.stop,
                    both(t.settled, t.pins) if t.settled else t.pins,
                )
                for t in self.tables
            },
        )

    @property
    def rows(self) -> int:
        """Rows to write, over all tables."""
        return sum(t.rows for t in self.tables)

    def table(self, name: str) -> PlannedTable:
        """A planned table by its qualified name; KeyError where it is not planned."""
        for planned in self.tables:
            if str(planned.name) == name:
                return planned
        raise KeyError(name)

    @cached_property
    def digest(self) -> str:
        """32 hex digits that name the rows: structure, and the values themselves.

        The rows are looked at because a generator may hold a function, whose text a plan cannot see: all of
        them in plans of up to `DIGESTED_ROWS`, else 64 of every table from its first to its last.
        """
        digest = blake2b(digest_size=16)
        digest.update(f"{self.seed}|{self.as_of}".encode())
        for setting in sorted(self.session.items()):
            digest.update(f"|{setting!r}".encode())
        for planned in self.tables:
            digest.update(f"|{planned.name}|{planned.start}|{planned.stop}".encode())
            for name, cells in planned.settled.items():
                digest.update(f"|{name}|{cells.indices.tolist()}|{arrays.to_python(cells.values)!r}".encode())
            for trigger in planned.table.triggers:
                # What a trigger refused or made may be another matter now.
                if trigger.enabled and "INSERT" in trigger.events:
                    digest.update(f"|{trigger.definition}|{trigger.body}".encode())
            for numbers in self._looked_at(planned):
                rows = self.world.rows(str(planned.name), numbers)
                for column in planned.columns:
                    digest.update(f"|{column.name}|{column.generator!r}|".encode())
                    try:
                        digest.update(_bytes_of(arrays.decode(rows.column(column.name))))
                    except Exception as error:  # told of where the rows are written, with the table's name
                        digest.update(type(error).__name__.encode())
        return digest.hexdigest()

    def _looked_at(self, planned: PlannedTable) -> Iterator[NDArray[np.int64]]:
        if self.rows > DIGESTED_ROWS and planned.rows > _SAMPLED:
            yield planned.start + np.arange(_SAMPLED, dtype=np.int64) * (planned.rows - 1) // (_SAMPLED - 1)
            return
        for begin in range(planned.start, planned.stop, _BLOCK):
            yield np.arange(begin, min(begin + _BLOCK, planned.stop), dtype=np.int64)


def _bytes_of(array: pa.Array) -> bytes:
    """The values and nothing else: what lies in an array's buffers under a null is nobody's business."""
    storage = array.storage if isinstance(array, pa.ExtensionArray) else array
    if pa.types.is_nested(storage.type) or pa.types.is_null(storage.type):
        return repr(storage.to_pylist()).encode()
    if pa.types.is_fixed_size_binary(storage.type):
        storage = storage.cast(pa.binary())
    text = storage if pa.types.is_binary(storage.type) else storage.cast(pa.string())
    lengths = pc.fill_null(pc.binary_length(text), -1)
    values: bytes = b"".join(text.drop_null().cast(pa.binary()).to_pylist())
    counts: bytes = lengths.to_numpy().tobytes()
    return values + counts
