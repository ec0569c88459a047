"""A table out of nothing: `made(10, city=City(), country=Country(of="city"))` gives the columns as lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.rows import Rows, TableRows, World

TABLE = "public.made"


class Given(Column):
    """Values written down in a test: row i has the i-th."""

    def __init__(self, values: list[Any], type: pa.DataType | None = None) -> None:  # noqa: A002
        super().__init__()
        self.array = pa.array(values, type)

    def values(self, rows: Rows) -> arrays.Values:
        return self.array.take(pa.array(rows.indices % len(self.array)))


Made = Callable[..., dict[str, list[Any]]]


@pytest.fixture
def given() -> type[Given]:
    return Given


@pytest.fixture
def made() -> Made:
    def make(count: int, *, seed: int = 0, stop: int | None = None, **columns: Column) -> dict[str, list[Any]]:
        world = World(seed, tables={TABLE: TableRows(TABLE, columns, 0, stop)})
        rows = world.rows(TABLE, np.arange(count))
        return {name: arrays.to_python(arrays.decode(rows.column(name))) for name in columns}

    return make
