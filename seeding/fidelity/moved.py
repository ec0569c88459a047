"""A pattern file as if it had been learned later: what a profile's own `as_of` makes of it."""

from __future__ import annotations

import datetime

from seeding.patterns import Patterns, TableShape, TimeShape


def moved(patterns: Patterns, by: datetime.timedelta) -> Patterns:
    """The patterns with every instant so much later."""
    if not by:
        return patterns
    tables = {name: _table(table, by) for name, table in patterns.tables.items()}
    return patterns.model_copy(update={"as_of": patterns.as_of + by, "tables": tables})


def _table(table: TableShape, by: datetime.timedelta) -> TableShape:
    columns = {
        name: _time(shape, by) if isinstance(shape, TimeShape) else shape for name, shape in table.columns.items()
    }
    return table.model_copy(update={"columns": columns})


def _time(shape: TimeShape, by: datetime.timedelta) -> TimeShape:
    bins = tuple(b.model_copy(update={"low": b.low + by, "high": b.high + by}) for b in shape.bins)
    return shape.model_copy(update={"bins": bins})
