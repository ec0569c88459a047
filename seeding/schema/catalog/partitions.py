"""Rows about partitions, as the trees they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from seeding.schema.model import Name, Partitioning


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
