"""A pattern's foreign keys, found in the schema: by their columns, and the column that the row number hangs on."""

from __future__ import annotations

from seeding.columns.base import Column
from seeding.columns.reference import Reference
from seeding.plan.draft import Draft
from seeding.schema import ForeignKey


def key_named(draft: Draft, columns: str) -> ForeignKey | None:
    """The foreign key of these columns, joined by commas; None where the table has none."""
    wanted = [c.strip() for c in columns.split(",")]
    for key in draft.table.foreign_keys:
        if list(key.columns) == wanted:
            return key
    for key in draft.table.foreign_keys:
        if sorted(key.columns) == sorted(wanted):
            return key
    return None


def anchor_of(draft: Draft, columns: str) -> str | None:
    """The column of a key that says which row is meant; None where none does: the key is copied from somewhere."""
    key = key_named(draft, columns)
    for column in key.columns if key is not None else ():
        planned = draft.columns.get(column)
        if planned is not None and _points(planned.generator):
            return column
    return None


def _points(generator: Column) -> bool:
    inner = getattr(generator, "column", None) or getattr(generator, "then", None)
    return isinstance(generator, Reference) or (inner is not None and _points(inner))
