"""References that no foreign key declares: which tables a column may point at by its name, and how it does."""

from __future__ import annotations

from seeding.columns.base import Column
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.soft import SoftReference
from seeding.schema import Table


def key_for(column: ColumnFacts, table: Table) -> str | None:
    """The key of one column that another table of the same schema is known by; None where it has none."""
    own = column.table.name
    key = table.primary_key
    if table.name == own or table.name.schema != own.schema or table.referenced_only:
        return None
    return key.columns[0] if key is not None and len(key.columns) == 1 else None


def soft_reference(table: Table, key: str, otherwise: Column) -> SoftReference:
    """The key of one of its rows, and what `otherwise` makes where the table is not filled."""
    parent = str(table.name)
    return SoftReference(parent, otherwise) if key == "id" else SoftReference(parent, otherwise, key=key)
