"""Rows that are there already, as a parent's rows: what is filled refers to them, and nothing is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.rows import Rows, TableRows
from seeding.schema import Name


@dataclass(frozen=True)
class Stored:
    """Rows of a table by column, in the order of its key; `seeded` where earlier runs made some of them."""

    name: Name
    columns: Mapping[str, pa.Array] = field(default_factory=dict)
    seeded: bool = False

    @property
    def rows(self) -> int:
        """How many were read."""
        return max((len(values) for values in self.columns.values()), default=0)

    @property
    def as_parent(self) -> TableRows:
        """The rows as generators see them."""
        columns: Mapping[str, Column] = {name: There(values) for name, values in self.columns.items()}
        return TableRows(str(self.name), columns, 0, self.rows)


class There(Column):
    """Values that rows of the database have, by row number."""

    def __init__(self, stored: pa.Array | Sequence[object]) -> None:
        super().__init__()
        self.stored = stored if isinstance(stored, pa.Array) else pa.array(stored)

    def values(self, rows: Rows) -> pa.Array:
        """The values of these rows."""
        return self.stored.take(pa.array(rows.indices))
