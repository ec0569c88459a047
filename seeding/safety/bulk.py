"""The door on the way out: every batch passes here, and only what passed can be loaded.

Only the texts that `prefilter` names are judged, exactly; clean batches have none, and are the normal case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from seeding.errors import UnsafeValueError
from seeding.findings import Finding
from seeding.safety.kind import Place
from seeding.safety.prefilter import suspects
from seeding.safety.single import Digits, finding_of, problems
from seeding.safety.texts import Texts, texts_of

MOST_FINDINGS = 100
"""A refused batch lists this many findings; a generator that is wrong is wrong in every row."""

_PROOF: Final = object()


class Cleared:
    """A batch that passed: no value in it could belong to a real person or company.

    Only `scan` makes one, so that whatever writes rows can ask for it and needs no check of its own.
    """

    __slots__ = ("_batch", "_first_row", "_table")

    def __init__(self, proof: object, batch: pa.RecordBatch, table: str, first_row: int) -> None:
        if proof is not _PROOF:
            raise TypeError("Cleared is what seeding.safety.scan returns; it cannot be made by hand")
        object.__setattr__(self, "_batch", batch)
        object.__setattr__(self, "_table", table)
        object.__setattr__(self, "_first_row", first_row)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a cleared batch does not change: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a cleared batch does not change: {name}")

    def __reduce__(self) -> str:
        raise TypeError("a proof of passage cannot be copied to another process; scan the batch there")

    def __repr__(self) -> str:
        return f"Cleared({self.table}, rows {self.first_row} to {self.first_row + self.batch.num_rows - 1})"

    @property
    def batch(self) -> pa.RecordBatch:
        """The batch, as it was scanned."""
        batch: pa.RecordBatch = self._batch  # type: ignore[attr-defined]
        return batch

    @property
    def table(self) -> str:
        """The table it was scanned for."""
        table: str = self._table  # type: ignore[attr-defined]
        return table

    @property
    def first_row(self) -> int:
        """The number of its first row in that table."""
        first_row: int = self._first_row  # type: ignore[attr-defined]
        return first_row


def scan(batch: pa.RecordBatch, *, table: str, first_row: int, types: Mapping[str, str]) -> Cleared:
    """Let `batch` pass, or raise `UnsafeValueError` with a finding for each value that could be somebody's.

    `table` and `first_row` (the number of the batch's first row in the table) only say where a finding is;
    `types` gives PostgreSQL's name of each column's type (`text` where it is missing). The same rules as
    `inspect`, at about a microsecond for a row of eight texts.
    """
    columns = zip(batch.schema.names, batch.columns, strict=True)
    findings: list[Finding] = []
    for name, column in columns:
        for texts in texts_of(column, Place.of(name, types.get(name, "text"))):
            most = MOST_FINDINGS - len(findings)
            findings.extend(_judge(texts, suspects(texts), f"{table}.{name}", first_row, most))
    if findings:
        more = " at least" if len(findings) >= MOST_FINDINGS else ""
        count = f"{len(findings)} values" if len(findings) > 1 else "a value"
        raise UnsafeValueError(
            f"refusing to write {table}:{more} {count} could belong to somebody; first: {findings[0].where}:"
            f" {findings[0].message}",
            findings,
            hint=findings[0].hint,
        )
    return Cleared(_PROOF, batch, table, first_row)


def _judge(texts: Texts, indices: npt.NDArray[np.int64], where: str, first_row: int, most: int) -> Iterator[Finding]:
    if len(indices) == 0:
        return
    rows = texts.rows(indices)
    clean = set()  # a suspect that is none often comes in every other row ("ASP.NET" among skills)
    for value, row in zip(texts.values.take(indices).to_pylist(), rows.tolist(), strict=True):
        if most <= 0:
            return
        if row < 0 or value in clean:
            continue  # -1: a word of the dictionary that no row of this batch uses
        found = list(problems(Digits(value) if texts.number else value, texts.place))
        if not found:
            clean.add(value)
        for kind, problem in found:
            yield finding_of(kind, problem, f"{where} row {first_row + row}")
            most -= 1
