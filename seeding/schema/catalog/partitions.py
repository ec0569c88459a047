"""Rows about partitions, as the trees they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from seeding.schema.model import Check, Name, Partitioning

Item = TypeVar("Item")


def partitionings(rows: Sequence[Any]) -> Mapping[int, Partitioning]:
    """How each partitioned table is cut, by its oid; partitions that are cut again hold theirs."""
    children: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.parent is not None:
            children[row.parent].append(row)

    def cut(row: Any) -> Partitioning:
        pieces = children[row.oid]
        return Partitioning(
            strategy=row.strategy,
            key=row.key,
            columns=tuple(row.columns),
            partitions=tuple((Name(p.schema, p.name), p.bound) for p in pieces),
            nested={Name(p.schema, p.name): cut(p) for p in pieces if p.strategy is not None},
        )

    return {row.oid: cut(row) for row in rows if row.strategy is not None}


def roots(rows: Sequence[Any]) -> Mapping[int, int]:
    """The table people fill that each partition, at any depth, is reached through, by oid."""
    parents = {row.oid: row.parent for row in rows if row.parent is not None}

    def root(oid: int) -> int:
        while oid in parents:
            oid = parents[oid]
        return oid

    return {oid: root(oid) for oid in parents}


def merged(own: Sequence[Item], further: Sequence[Item], key: Callable[[Item], Hashable]) -> tuple[Item, ...]:
    """A table's constraints and those of its partitions, each once: a row has to please whichever takes it."""
    found = {key(item): item for item in (*reversed(further), *reversed(own))}
    known = {key(item) for item in own}
    return (*own, *(item for name, item in reversed(found.items()) if name not in known))


def their_own(
    pieces: Sequence[tuple[Any, Sequence[Check]]], keys: Collection[str], order: Sequence[str]
) -> tuple[Check, ...]:
    """Checks that partitions have and their parent has not, as checks of the parent.

    One that every partition has holds for every row. Another holds for the rows of its partition only: it is
    asked of a row that the partition's bound (`within`) lets in. `keys` are the columns rows are placed by, `order`
    is the table's.
    """
    leaves = [{check.expression for check in checks} for row, checks in pieces if row.strategy is None]
    everywhere = set.intersection(*leaves) if leaves else set()
    return tuple(
        check
        if check.expression in everywhere or row.within is None
        else replace(
            check,
            expression=f"((NOT {row.within}) OR {check.expression})",
            columns=tuple(c for c in order if c in keys or c in check.columns),
        )
        for row, checks in pieces
        for check in checks
    )
