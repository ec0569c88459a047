"""Partitions that partitioned tables lack, and the statements that make them: one for whatever comes."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.schema import Name, Partitioning, Table

_HASHED = 4


def missing(table: Table) -> list[str]:
    """Statements for a table no row has a place in; empty where there is a partition."""
    cut = table.partitioning
    if cut is None:
        return []
    if not cut.partitions:
        return list(_made(table.name, cut))
    # A partition that is cut again and has no part takes no row: only where that is all there is, nothing has a place.
    nested = [_of_part(name, cut.nested[name]) for name, _ in cut.partitions if name in cut.nested]
    return [s for found in nested for s in found] if len(nested) == len(cut.partitions) and all(nested) else []


def _of_part(name: Name, cut: Partitioning) -> list[str]:
    if not cut.partitions:
        return list(_made(name, cut))
    nested = [_of_part(part, cut.nested[part]) for part, _ in cut.partitions if part in cut.nested]
    return [s for found in nested for s in found] if len(nested) == len(cut.partitions) and all(nested) else []


def _made(name: Name, cut: Partitioning) -> Iterator[str]:
    if cut.strategy != "hash":
        part = Name(name.schema, f"{name.name[:54]}_default")
        yield f"CREATE TABLE {part.sql} PARTITION OF {name.sql} DEFAULT"
        return
    for number in range(_HASHED):
        part = Name(name.schema, f"{name.name[:58]}_p{number}")
        yield f"CREATE TABLE {part.sql} PARTITION OF {name.sql} FOR VALUES WITH (MODULUS {_HASHED}, REMAINDER {number})"
