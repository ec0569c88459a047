"""Pools that somebody else filled, judged whole before anything is written: one value a thousand rows would do."""

from __future__ import annotations

import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.from_faker import FromFaker
from seeding.columns.parts import parts
from seeding.errors import UnsafeValueError
from seeding.plan.model import Plan, PlannedColumn
from seeding.safety.bulk import scan


def proven(plan: Plan) -> None:
    """Raises UnsafeValueError for the first pool of Faker's with a value that could belong to someone.

    Every value that any row can get is judged here, so that a run is refused when it is planned and not after
    a million rows; what is written passes `scan` all the same.
    """
    for table in plan.tables:
        for column in table.columns:
            for part in parts(column.generator):
                if isinstance(part, FromFaker):
                    _prove(str(table.name), column, part)


def _prove(table: str, column: PlannedColumn, faker: FromFaker) -> None:
    batch = pa.RecordBatch.from_arrays([arrays.decode(faker.pool_values)], [column.name])
    try:
        scan(batch, table=table, first_row=0, types={column.name: column.attribute.type.sql})
    except UnsafeValueError as error:
        found = error.findings[0]
        raise UnsafeValueError(
            f"{table}.{column.name} is {faker!r}, and what Faker's {faker.provider} makes could belong to somebody: "
            f"{found.message}",
            [found],  # one value is enough to see why
            hint=found.hint,
        ) from None
