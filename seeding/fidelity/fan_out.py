"""How many children the parents of a foreign key have, counted in the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import sql

from seeding.fidelity.axes import counts_of
from seeding.fidelity.columns import step_score, steps
from seeding.fidelity.expressions import bucket
from seeding.fidelity.model import FanOut
from seeding.patterns import ReferenceShape
from seeding.schema import ForeignKey, Table

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]


def fan_out(connection: Connection, table: Table, key: ForeignKey, shape: ReferenceShape) -> FanOut:
    """The share of parents with so many children, by the file's bins."""
    axis = counts_of(shape.children, shape.groups)
    number = sql.SQL("children::float8")
    expression = bucket(axis, number, None, lambda code: code)
    assert expression is not None
    columns = [sql.Identifier(name) for name in key.columns]
    there = sql.SQL(" and ").join(sql.SQL("{} is not null").format(column) for column in columns)
    rows = connection.execute(
        sql.SQL(
            "with counted as (select count(*) as children from {child} where {there} group by {columns}),"
            " parents as (select greatest((select count(*) from {parent}) - (select count(*) from counted), 0) as none)"
            " select {code}, count(*) from counted group by 1"
            " union all select {none}, none from parents cross join (select 0::int8 as children) as zero"
        ).format(
            child=sql.SQL(table.name.sql),
            there=there,
            columns=sql.SQL(", ").join(columns),
            parent=sql.SQL(key.parent.sql),
            code=expression,
            none=expression,
        )
    ).fetchall()
    counts: dict[int, int] = {}
    for code, n in rows:
        counts[code] = counts.get(code, 0) + n
    return FanOut(str(table.name), ",".join(key.columns), shape.to, steps(axis, counts), step_score(axis, counts))
