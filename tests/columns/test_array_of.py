"""Arrays of other generators: lengths, types, independence of places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from seeding.columns.array_of import ArrayOf
from seeding.columns.arrays import to_python
from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.derived import Derived
from seeding.columns.integer import Integer
from seeding.columns.key import Key, Serial, is_synthetic
from seeding.columns.rows import Rows, TableRows, World
from seeding.errors import FactoryError


def rows(count: int = 5000, **columns: Column) -> Rows:
    spec = TableRows("public.t", columns, 0, count)
    return World(1, tables={"public.t": spec}).rows("public.t", np.arange(count))


def test_lengths_and_values() -> None:
    array = rows(a=ArrayOf(Integer(1, 6), 2, 5)).column("a")
    array.validate(full=True)
    lengths = np.bincount([len(one) for one in array.to_pylist()], minlength=6)
    assert lengths[:2].tolist() == [0, 0]
    assert (np.abs(lengths[2:] - 1250) < 180).all()
    faces = np.bincount(array.flatten().to_numpy(), minlength=7)[1:]
    assert (np.abs(faces - 5000 * 3.5 / 6) < 300).all()


def test_places_are_independent() -> None:
    found = np.array(rows(a=ArrayOf(Integer(0, 9), 2, 2)).column("a").to_pylist())
    table = np.bincount(found[:, 0] * 10 + found[:, 1], minlength=100)
    assert (np.abs(table - 50) < 40).all()


def test_elements_may_be_null_and_derive_from_their_row() -> None:
    here = rows(n=Serial(), a=ArrayOf(Derived(lambda n: n * 10, "n"), 1, 3), b=ArrayOf(Integer(1, 2, nulls=0.5), 1, 3))
    for number, one in zip(here.column("n").to_pylist(), here.column("a").to_pylist(), strict=True):
        assert set(one) == {number * 10}
    assert 0.45 < np.mean([item is None for one in here.column("b").to_pylist() for item in one]) < 0.55


@pytest.mark.parametrize(
    ("element", "kind"),
    [(Integer(1, 2), pa.int64()), (Choice(["a", "b"]), pa.string()), (Key(), pa.uuid())],
    ids=repr,
)
def test_types(element: Column, kind: pa.DataType) -> None:
    for least, most in ((0, 0), (0, 2), (1, 3)):
        for count in (0, 1, 100):
            found = rows(count, a=ArrayOf(element, least, most)).column("a")
            assert found.type == pa.list_(kind)
            assert len(found) == count


def test_uuids_of_an_array_are_different() -> None:
    found = to_python(rows(100, a=ArrayOf(Key(), 3, 3)).column("a"))
    keys = [key for one in found for key in one]
    assert len(set(keys)) == 300
    assert all(map(is_synthetic, keys))


def test_any_chunk_gives_the_same_rows() -> None:
    here = rows(200, a=ArrayOf(Choice(["x", "y", "z"]), 0, 4, nulls=0.1))
    parts = [block.column("a").to_pylist() for block in here.blocks(7)]
    assert [one for part in parts for one in part] == here.column("a").to_pylist()


@pytest.mark.parametrize("arguments", [(5, 0, 1), (Integer(1, 2), 3, 2), (Integer(1, 2), -1, 2)])
def test_what_makes_no_sense_is_refused(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(FactoryError):
        ArrayOf(*arguments)
