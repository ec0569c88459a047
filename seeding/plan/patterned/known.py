"""What is known of rows that are there already: codes read off their values, or from the file's rows of their keys."""

from __future__ import annotations

from dataclasses import dataclass

from seeding.infer.patterned.readings import KeyReading, Reading, plain
from seeding.patterns.model import ColumnShape, Patterns
from seeding.plan.patterned.codes import reading_of
from seeding.plan.patterned.typed import typed
from seeding.schema import ForeignKey, Name, Schema


@dataclass(frozen=True)
class Known:
    """The patterns beside the schema; instants are `shift` microseconds later than in the file."""

    patterns: Patterns
    schema: Schema
    shift: int

    def reading(self, key: ForeignKey, column: str, shape: ColumnShape) -> tuple[str, Reading]:
        """A column of the table that `key` refers to which is read, and how `column`'s code follows from it."""
        own = reading_of(shape, self.shift)
        rows = {Name.parse(name): rows for name, rows in self.patterns.reference.items()}.get(key.parent)
        table = self.schema.tables.get(key.parent)
        if rows is None or table is None or column not in table.by_name or len(key.parent_columns) != 1:
            return column, own
        (name,) = key.parent_columns
        if name not in rows.columns or column not in rows.columns:
            return column, own
        place = rows.columns.index(column)
        try:
            values = typed(table, table.by_name[column], [row[place] for row in rows.rows])
        except ValueError:
            return column, own
        texts = tuple(plain(row[rows.columns.index(name)]) or "" for row in rows.rows)
        return name, KeyReading(texts, tuple(own.codes(values).tolist()))
