"""Where a row's code comes from that another column depends on: its own row, or the row a reference points at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from seeding.columns.constant import Constant
from seeding.columns.draws import Indices
from seeding.columns.rows import Rows
from seeding.infer.patterned.readings import Reading

UNKNOWN = -1
NOBODY = -2


@dataclass(frozen=True)
class Source:
    """A hidden column of codes: of this row or, with `through`, of the row that this reference points at.

    Rows that are there already have no codes: there the `reading` of their values says which they would have.
    """

    codes: str
    through: str = ""
    column: str = ""  # the column that `reading` reads
    reading: Reading | None = None

    def read(self, rows: Rows) -> Indices:
        """Each row's code; NOBODY where there is no parent, UNKNOWN where nobody knows."""
        if not self.through:
            return codes(rows, self.codes)
        reference = rows.spec.columns.get(self.through)
        if reference is None or isinstance(reference, Constant):
            return np.full(len(rows), UNKNOWN, dtype=np.int64)
        parents = rows.parents(self.through)
        found = self.of(parents)
        if reference.nulls:
            found = np.where(rows.column(self.through).is_null().to_numpy(zero_copy_only=False), NOBODY, found)
        return found

    def of(self, parents: Rows) -> Indices:
        """The codes of these rows themselves."""
        if self.codes in parents.spec.columns:
            return codes(parents, self.codes)
        if self.reading is not None and self.column in parents.spec.columns:
            return self.reading.codes(parents.column(self.column))
        return np.full(len(parents), UNKNOWN, dtype=np.int64)


def codes(rows: Rows, name: str) -> Indices:
    """The codes of the same rows in a hidden column."""
    found: pa.Array = rows.column(name)
    numbers: Indices = found.to_numpy(zero_copy_only=False)
    return numbers
