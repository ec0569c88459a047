from __future__ import annotations

import threading
from typing import Any

import factory
import numpy as np
import pyarrow as pa
import pytest

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.block import fresh
from seeding.columns.choice import Choice
from seeding.columns.rows import Rows, World
from seeding.columns.single import current_world, use_world
from seeding.factory import TableFactory


class Numbered(Column):
    """A text with the row number in it; with `of`, another column's value in front."""

    made: list[int]

    def __init__(self, *, of: str | None = None) -> None:
        super().__init__()
        self.of = of
        self.made = []

    def values(self, rows: Rows) -> pa.Array:
        self.made.append(len(rows))
        before = rows.column(self.of).to_pylist() if self.of else [""] * len(rows)
        return pa.array([f"{text}{number}" for text, number in zip(before, rows.indices.tolist(), strict=True)])


def a_factory() -> type[TableFactory]:
    class Factory(TableFactory):
        class Meta:
            table = "single_tests.things"

        first = Numbered()
        second = Numbered(of="first")
        third = Numbered(of="second")
        other = Choice([1, 2, 3])

    return Factory


def test_objects_share_blocks() -> None:
    made_by = a_factory()
    objects = [made_by(__sequence=n) for n in range(64)]
    assert [o.first for o in objects] == [str(n) for n in range(64)]
    assert made_by._meta.base_declarations["first"].made == [64]


@pytest.mark.parametrize("number", [0, 63, 64, 511, 512, 1023, 1024, 10**9])
def test_every_row_number_has_its_block(number: int) -> None:
    assert a_factory()(__sequence=number).first == str(number)


def test_only_what_derives_from_an_override_is_made_again() -> None:
    made_by = a_factory()
    made_by(__sequence=5)
    counts = {n: len(c.made) for n, c in made_by._meta.base_declarations.items() if isinstance(c, Numbered)}
    thing = made_by(__sequence=5, first="x")
    assert (thing.second, thing.third) == ("x5", "x55")
    thing = made_by(__sequence=5, other=9)
    assert (thing.second, thing.third) == ("55", "555")
    again = {n: len(c.made) for n, c in made_by._meta.base_declarations.items() if isinstance(c, Numbered)}
    assert {n: again[n] - counts[n] for n in counts} == {"first": 0, "second": 1, "third": 1}


def test_an_override_that_changes_nothing_changes_nothing() -> None:
    made_by = a_factory()
    assert made_by(__sequence=5, first="5") == made_by(__sequence=5)


def test_the_world_decides() -> None:
    made_by = a_factory()
    numbers = range(50)
    here = [made_by(__sequence=n).other for n in numbers]
    with use_world(World(seed=9)):
        there = [made_by(__sequence=n).other for n in numbers]
    assert here != there
    assert here == [made_by(__sequence=n).other for n in numbers]


def test_a_world_everywhere_is_seen_by_other_threads() -> None:
    seen: list[int] = []

    def look() -> None:
        seen.append(current_world().seed)

    def in_a_thread() -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    with use_world(World(seed=1)):
        in_a_thread()
    with use_world(World(seed=2), everywhere=True), use_world(World(seed=3)):
        in_a_thread()
        look()
    in_a_thread()
    assert seen == [0, 2, 3, 0]


def test_columns_in_an_ordinary_factory() -> None:
    class Plain(factory.Factory):
        class Meta:
            model = dict

        first = Numbered()
        second = Numbered(of="first")

    assert Plain(__sequence=4) == {"first": "4", "second": "44"}
    assert Plain(__sequence=4, first="x")["second"] == "x4"


def test_fresh_copies_what_can_change() -> None:
    value: dict[str, Any] = {"a": [1, {"b": []}]}
    copy = fresh(value)
    copy["a"][1]["b"].append(1)
    assert value == {"a": [1, {"b": []}]}


def test_python_values_of_a_column() -> None:
    micros = np.array([0, 1, -1, 1_751_760_000_000_001], dtype=np.int64)
    moments = arrays.to_python(pa.array(micros).cast(arrays.TIMESTAMP))
    assert [m.isoformat() for m in moments] == [
        "1970-01-01T00:00:00+00:00",
        "1970-01-01T00:00:00.000001+00:00",
        "1969-12-31T23:59:59.999999+00:00",
        "2025-07-06T00:00:00.000001+00:00",
    ]
    raw = pa.ExtensionArray.from_storage(arrays.UUID_TYPE, pa.array([bytes(range(16)), None], pa.binary(16)))
    first, none = arrays.to_python(raw)
    assert (first.bytes, none) == (bytes(range(16)), None)
