"""Blocks of rows: all of them once, in order, whatever the block."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from seeding import generate as callable_package
from seeding.columns.base import Column
from seeding.columns.key import Serial
from seeding.columns.rows import Rows
from seeding.errors import FactoryError
from seeding.generate import Batch, generate
from seeding.plan.model import Origin, Plan, PlannedColumn, PlannedTable
from seeding.schema import Attribute, Name, Table, Type, TypeKind

INT8 = Type("int8", "pg_catalog", TypeKind.BASE, "bigint")


def plan_of(*tables: tuple[str, int, int], generator: Callable[[], Column] = Serial) -> Plan:
    planned = []
    for name, start, stop in tables:
        attribute = Attribute("id", INT8, False)
        column = PlannedColumn(attribute, generator(), Origin.FACTORY, arrow=pa.int64())
        planned.append(PlannedTable(Table(Name("public", name), (attribute,)), (column,), start, stop))
    return Plan("test", "local", 1, np.datetime64("2025-07-06", "us"), tuple(planned))


PLAN = plan_of(("a", 0, 10), ("empty", 0, 0), ("b", 5, 12))


def seen(batches: list[Batch]) -> list[tuple[str, int, list[int]]]:
    return [(str(b.table.name), b.first_row, b.data.column("id").to_pylist()) for b in batches]


@pytest.mark.parametrize("block", [1, 3, 7, 10, 16_384])
def test_every_row_once_and_in_order(block: int) -> None:
    found = seen(list(generate(PLAN, block=block)))
    ids: dict[str, list[int]] = {}
    for name, first, values in found:
        assert len(values) <= block
        assert values == list(range(first + 1, first + 1 + len(values)))
        ids.setdefault(name, []).extend(values)
    assert ids == {"public.a": list(range(1, 11)), "public.b": list(range(6, 13))}


def test_the_package_can_be_called() -> None:
    assert seen(list(callable_package(PLAN, block=4))) == seen(list(generate(PLAN, block=4)))


class Counted(Serial):
    """Notes how often it was asked, and fails from a row on."""

    asked: list[int]

    def __init__(self, fails_from: int = 10**9) -> None:
        super().__init__()
        self.asked, self.fails_from = [], fails_from

    def values(self, rows: Rows) -> pa.Array:
        self.asked.append(int(rows.indices[0]))
        if rows.indices[-1] >= self.fails_from:
            raise FactoryError(f"row {self.fails_from} cannot be made")
        return super().values(rows)


def test_nobody_works_ahead_of_who_takes() -> None:
    counted = Counted()
    batches = generate(plan_of(("a", 0, 1000), generator=lambda: counted), block=10)
    next(batches)
    assert len(counted.asked) <= 2
    batches.close()
    assert len(counted.asked) <= 2


def test_an_error_comes_in_its_place() -> None:
    plan = plan_of(("a", 0, 100), generator=lambda: Counted(fails_from=45))
    found = []
    with pytest.raises(FactoryError, match="row 45 cannot be made"):
        for batch in generate(plan, block=10):
            found.append(batch.first_row)
    assert found == [0, 10, 20, 30]
