"""Columns that would derive from each other: a generator that is kept reads what a pattern makes depend on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from seeding.columns.rows import CircleError, TableRows, World
from seeding.errors import FactoryError
from seeding.infer.patterned import code_column
from seeding.infer.patterned.coded import Read
from seeding.plan.draft import Draft
from seeding.plan.patterned.edges import Edge
from seeding.schema import Name

_ROWS = 4
# What a generator that looks at tables nobody fills may raise, besides its own FactoryError.
_FAILURES = (FactoryError, ArithmeticError, LookupError, TypeError, ValueError)


def going_round(drafts: Mapping[Name, Draft], names: Collection[Name]) -> list[Name]:
    """The tables of these with a column that cannot be made."""
    tables = {
        str(name): TableRows(str(name), {**d.hidden, **{c.name: c.generator for c in d.columns.values()}}, 0, _ROWS)
        for name, d in drafts.items()
    }
    world = World(tables=tables)
    return [name for name in names if name in drafts and _goes_round(world, drafts[name])]


def read_edges(drafts: Mapping[Name, Draft], edges: Collection[Edge], tables: Collection[Name]) -> set[Edge]:
    """The dependencies, in these tables, on codes that are read off the values of kept generators."""
    return {edge for edge in edges if edge.table in tables and _is_read(drafts, edge)}


def _goes_round(world: World, draft: Draft) -> bool:
    rows = world.rows(str(draft.table.name), np.arange(_ROWS, dtype=np.int64))
    for column in draft.columns:
        try:
            rows.column(column)
        except (CircleError, RecursionError):
            return True
        except _FAILURES:
            continue  # told of where it is planned
    return False


def _is_read(drafts: Mapping[Name, Draft], edge: Edge) -> bool:
    origin = drafts.get(edge.origin_table)
    return origin is not None and isinstance(origin.hidden.get(code_column(edge.origin_column)), Read)
