"""Correlated numbers: the arithmetic written down, bounds from other columns, nulls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from seeding.columns.arrays import decode, to_numpy
from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.correlated import Correlated
from seeding.columns.integer import Integer
from seeding.columns.key import Key
from seeding.columns.log_normal import LogNormal
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows, TableRows, World
from seeding.errors import FactoryError

TITLES = {"Director": 2.4, "Senior": 1.5}


def rows(count: int = 5000, **columns: Column) -> Rows:
    base = {
        "title": Choice(["Junior", "Senior", "Director"]),
        "years": Integer(0, 30),
        "maybe": Integer(1, 9, nulls=0.4),
        "amount": LogNormal(median=30, digits=2),
        "user_id": Reference("users", nulls=0.2),
    }
    users = TableRows("public.users", {"id": Key(), "country": Choice(["IN", "US"])}, 0, 20)
    spec = TableRows("public.t", {**base, **columns}, 0, count)
    return World(1, tables={"public.t": spec, "public.users": users}).rows("public.t", np.arange(count))


def test_without_noise_it_is_the_arithmetic() -> None:
    here = rows(x=Correlated(50_000, by={"title": TITLES}, slope={"years": 0.03}))
    factors = np.array([TITLES.get(title, 1.0) for title in decode(here.column("title")).to_pylist()])
    expected = 50_000 * factors * (1 + 0.03 * here.number("years"))
    assert here.number("x") == pytest.approx(expected, rel=1e-12)


def test_noise_has_its_sigma_around_the_median() -> None:
    found = np.log(rows(x=Correlated(100, noise=0.2)).number("x") / 100)
    assert np.median(found) == pytest.approx(0, abs=0.01)
    assert found.std() == pytest.approx(0.2, abs=0.01)


def test_steps_digits_and_bounds() -> None:
    here = rows(x=Correlated(1000, noise=1.0, low=500, high=2000, step=50))
    assert here.column("x").type == pa.int64()
    found = here.number("x")
    assert (found.min(), found.max()) == (500, 2000)
    assert (found % 50 == 0).all()
    assert rows(x=Correlated(3, digits=2)).column("x").type == pa.decimal128(18, 2)


@pytest.mark.parametrize("grid", [{}, {"digits": 2}, {"digits": 4}, {"step": 5, "digits": 2}])
def test_other_columns_as_bounds(grid: dict[str, Any]) -> None:
    here = rows(
        more=Correlated("amount", noise=0.5, at_least="amount", **grid),
        less=Correlated("amount", noise=0.5, at_most="amount", **grid),
    )
    amount = np.array([float(value) for value in here.column("amount").to_pylist()])
    assert (here.number("more") >= amount).all()
    assert (here.number("less") <= amount).all()
    if grid == {"digits": 2}:
        assert 0.4 < (here.number("more") == amount).mean() < 0.6


@pytest.mark.parametrize(
    "options",
    [
        {"base": "maybe"},
        {"base": 2, "slope": {"maybe": 1}},
        {"base": 2, "by": {"maybe": {1: 2.0}}},
        {"base": 2, "at_least": "maybe"},
        {"base": 2, "at_most": "maybe", "digits": 2},
    ],
    ids=repr,
)
def test_null_in_null_out(options: dict[str, Any]) -> None:
    here = rows(x=Correlated(**options))
    assert here.column("x").is_null().equals(here.column("maybe").is_null())


def test_a_parents_column() -> None:
    here = rows(x=Correlated(10, by={"user_id.country": {"IN": 1.0, "US": 3.0}}))
    assert here.column("x").is_null().equals(here.column("user_id").is_null())
    assert set(to_numpy(here.column("x").drop_null()).tolist()) == {10.0, 30.0}


def test_any_chunk_gives_the_same_rows() -> None:
    here = rows(60, x=Correlated("maybe", by={"title": TITLES}, noise=0.1, digits=2))
    parts = [block.column("x").to_pylist() for block in here.blocks(7)]
    assert [value for part in parts for value in part] == here.column("x").to_pylist()


@pytest.mark.parametrize("options", [{"noise": -1}, {"low": 2, "high": 1}, {"step": 0}])
def test_what_makes_no_sense_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(FactoryError):
        Correlated(1, **options)
