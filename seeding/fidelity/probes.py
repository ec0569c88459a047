"""What is counted in the one pass over a table: expressions by name, what it joins, axes to read the counts by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from psycopg import sql

from seeding.fidelity.axes import Axis, axis_of
from seeding.fidelity.expressions import DURATIONS, Expression, bucket
from seeding.patterns import ColumnShape, Patterns, TableShape
from seeding.schema import ForeignKey, Schema, Table, Type

LENGTH, WORDS, DELAY, WEEKDAY, HOUR = "length", "words", "delay", "weekday", "hour"
BESIDE = "beside"


@dataclass
class Probes:
    """A probe's name says what it is of: `value:total`, `code:total`, `hour:created_at`, `from:2`."""

    table: Table
    shape: TableShape
    patterns: Patterns
    schema: Schema
    expressions: dict[str, Expression] = field(default_factory=dict)
    joins: dict[str, Expression] = field(default_factory=dict)
    axes: dict[str, Axis] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)  # column → why nothing of it is counted

    @property
    def source(self) -> Expression:
        """What follows FROM."""
        return sql.SQL(" ").join([sql.SQL("{} as t").format(sql.SQL(self.table.name.sql)), *self.joins.values()])

    def add(self, name: str, axis: Axis, value: Expression, type_: Type | None, *, codes: bool = False) -> bool:
        """Count `value` by the buckets of `axis`, or by its codes. False where the type has no such buckets."""
        to: Callable[[int], int] = axis.code if codes else _same
        expression = bucket(axis, value, type_, to)
        if expression is None:
            return False
        self.expressions[name] = expression
        self.axes[name] = axis
        return True

    def joined(self, key: ForeignKey) -> str:
        """The alias of the row that a key refers to."""
        label = ",".join(key.columns)
        if label not in self.joins:
            alias = f"j{len(self.joins)}"
            self.joins[label] = sql.SQL("left join {} as {} on {}").format(
                sql.SQL(key.parent.sql),
                sql.Identifier(alias),
                equal((alias, key.parent_columns), ("t", key.columns)),
            )
        return f"j{list(self.joins).index(label)}"


def column(alias: str, name: str) -> Expression:
    """A column of a joined table; the table itself is `t`."""
    return sql.SQL("{}.{}").format(sql.Identifier(alias), sql.Identifier(name))


def equal(first: tuple[str, tuple[str, ...]], second: tuple[str, tuple[str, ...]]) -> Expression:
    """The condition that columns of two tables are the same."""
    sides = zip(first[1], second[1], strict=True)
    same = [sql.SQL("{} = {}").format(column(first[0], a), column(second[0], b)) for a, b in sides]
    return sql.SQL(" and ").join(same)


def foreign_key(table: Table, columns: str) -> ForeignKey | None:
    """A table's key by its columns as the file writes them."""
    return next((key for key in table.foreign_keys if ",".join(key.columns) == columns), None)


def axis_for(shape: ColumnShape, type_: Type) -> Axis:
    """A column's buckets; durations and times of day are in seconds."""
    return axis_of(shape, duration=type_.base.name in DURATIONS)


def _same(number: int) -> int:
    return number
