"""Rows made by several processes are those of one, in the same order, and a process leaves nothing behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pytest
from processes import workers

from seeding import pipeline
from seeding.database import connect
from seeding.engine.generating import attempted
from seeding.engine.processes import Jobs
from seeding.errors import FactoryError, UsageError
from seeding.factory import discover
from seeding.generate import Batch, Unmade, attempt
from seeding.plan.model import Plan
from seeding.plan.planner import make_plan
from seeding.profile import load_profile
from seeding.schema.catalog import introspect
from seeding.target import Target

TWO = Jobs(2)
COUNT = 50_000  # several errands of each table


@pytest.fixture
def planned(database: str, root: Path) -> Callable[[int], Plan]:
    """The plan for so many accounts."""

    def plan(count: int) -> Plan:
        with connect.read_only(Target.resolve(database, {})) as connection:
            schema = introspect(connection)
        return make_plan(schema, load_profile("local", root), discover(root), count=count)

    return plan


@pytest.fixture
def fails(root: Path) -> None:
    """From an account on, no slug can be made."""
    path = root / "factories" / "accounts.py"
    source = path.read_text()
    path.write_text(source.replace('f"account-{n}"', 'f"account-{n}" if n < 20_000 else 1 // 0'))


def seen(batches: Iterable[Batch | Unmade]) -> list[tuple[str, int, pa.RecordBatch | None]]:
    return [
        (one.table, 0, None) if isinstance(one, Unmade) else (str(one.table.name), one.first_row, one.data)
        for one in batches
    ]


def test_the_same_batches_in_the_same_order(planned: Callable[[int], Plan], root: Path) -> None:
    plan = planned(COUNT)
    assert seen(attempted(plan, (), TWO, root)) == seen(attempt(plan, ()))
    assert not workers()


def test_a_process_that_dies_is_replaced(planned: Callable[[int], Plan], root: Path) -> None:
    plan = planned(COUNT)
    batches = attempted(plan, (), TWO, root)
    found = [next(batches)]
    killed = workers()[0]
    os.kill(killed, signal.SIGKILL)
    found.extend(batches)
    assert seen(found) == seen(attempt(plan, ()))


def test_who_takes_no_more_leaves_no_process(planned: Callable[[int], Plan], root: Path) -> None:
    batches = attempted(planned(COUNT), (), TWO, root)
    next(batches)
    assert len(workers()) == 2
    batches.close()
    assert not workers()


@pytest.mark.usefixtures("fails")
def test_rows_that_cannot_be_made_end_their_table(planned: Callable[[int], Plan], root: Path) -> None:
    plan = planned(COUNT)
    found = list(attempted(plan, {"public.accounts"}, TWO, root))
    assert seen(found) == seen(attempt(plan, {"public.accounts"}))
    (unmade,) = (one for one in found if isinstance(one, Unmade))
    assert "ZeroDivisionError" in str(unmade.error) or isinstance(unmade.error, ZeroDivisionError)


@pytest.mark.usefixtures("fails")
def test_and_the_run_where_that_is_not_tolerated(database: str, root: Path) -> None:
    with pytest.raises(FactoryError, match=r"accounts.slug, row number \d+: ZeroDivisionError"):
        pipeline.seed(url=database, root=root, count=COUNT, workers=2)
    assert not workers()
    with connect.read_only(Target.resolve(database, {})) as connection:
        assert connection.execute("select count(*) from accounts").fetchone() == (0,)


def test_few_rows_need_no_processes(planned: Callable[[int], Plan], root: Path) -> None:
    batches = attempted(planned(100), (), TWO, root)
    next(batches)
    assert not workers()


@pytest.mark.parametrize("way", [{"format": "csv"}, {"format": "parquet", "part_rows": 16_384}], ids=["csv", "parts"])
def test_files_of_several_processes(database: str, root: Path, tmp_path: Path, way: dict[str, object]) -> None:
    for number in (1, 2):
        pipeline.export(url=database, root=root, count=COUNT, out=tmp_path / str(number), workers=number, **way)
    one, two = (
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "1", tmp_path / "2")
    )
    assert one == two
    assert len(one) > 3


@pytest.mark.parametrize("number", [0, 65])
def test_numbers_that_are_none(root: Path, number: int) -> None:
    with pytest.raises(UsageError, match=f"{number} workers are not possible"):
        pipeline.export(root=root, workers=number)
