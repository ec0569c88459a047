"""Foreign keys: exact fan-out, any chunk alike, forests, and what cannot be referenced."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.columns.arrays import to_python
from seeding.columns.fan_out import FanOut, Histogram, NegativeBinomial, OneToOne, Random, Spread, ZipfFanOut
from seeding.columns.key import Key, Serial
from seeding.columns.reference import Reference, SelfReference
from seeding.columns.rows import Rows, TableRows, World
from seeding.errors import FactoryError

FAN_OUTS = [
    Random(),
    OneToOne(),
    Spread(),
    ZipfFanOut(),
    NegativeBinomial(4, 0.7),
    Histogram({0: 0.4, 1: 0.3, 2: 0.2, "3-10": 0.1}),
]


def world(
    reference: Reference, children: int | None, parents: int | None, *, start: int = 0, parent_start: int = 0
) -> World:
    ends = (None if n is None else first + n for n, first in ((parents, parent_start), (children, start)))
    parent_stop, stop = ends
    return World(
        11,
        tables={
            "public.users": TableRows("public.users", {"id": Key(), "no": Serial(0)}, parent_start, parent_stop),
            "public.orders": TableRows("public.orders", {"id": Serial(), "user_id": reference}, start, stop),
        },
    )


def orders(here: World, numbers: Any = None) -> Rows:
    spec = here.tables["public.orders"]
    if numbers is None:
        numbers = np.arange(spec.start, spec.stop)
    return here.rows("public.orders", np.asarray(numbers, dtype=np.int64))


def degrees(here: World) -> np.ndarray:
    """Children of each parent, by its number (`key="no"`)."""
    numbers = orders(here).column("user_id").drop_null().to_numpy()
    parents = here.tables["public.users"]
    assert parents.stop is not None
    assert numbers.size == 0 or (numbers.min() >= parents.start and numbers.max() < parents.stop)
    return np.bincount(numbers - parents.start, minlength=parents.stop - parents.start)


@pytest.mark.parametrize("fan_out", FAN_OUTS[1:], ids=repr)
@pytest.mark.parametrize("recency", [0.0, 0.7])
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_marginals_are_exact(fan_out: FanOut, recency: float, data: st.DataObject) -> None:
    parents = data.draw(st.integers(1, 2500))
    children = data.draw(st.integers(0, parents if isinstance(fan_out, OneToOne) else 5000))
    scatter = data.draw(st.sampled_from([None, True, False]))
    starts = data.draw(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
    reference = Reference("users", key="no", fan_out=fan_out, recency=recency, scatter=scatter)
    here = world(reference, children, parents, start=starts[0], parent_start=starts[1])
    found = np.bincount(degrees(here))
    assert {d: n for d, n in enumerate(found.tolist()) if n} == dict(fan_out.degrees(children, parents))


@pytest.mark.parametrize("fan_out", FAN_OUTS, ids=repr)
@pytest.mark.parametrize("nulls", [0.0, 0.3])
def test_any_chunk_gives_the_same_rows(fan_out: FanOut, nulls: float) -> None:
    here = world(Reference("users", fan_out=fan_out, nulls=nulls), 300, 400)
    whole = orders(here).column("user_id").to_pylist()
    for size in (1, 7, 100):
        parts = [r.column("user_id").to_pylist() for r in orders(here).blocks(size)]
        assert [key for part in parts for key in part] == whole
    order = np.random.default_rng(1).permutation(300)
    assert orders(here, order).column("user_id").to_pylist() == [whole[n] for n in order]


@pytest.mark.parametrize("fan_out", FAN_OUTS, ids=repr)
def test_keys_are_those_of_parent_rows(fan_out: FanOut) -> None:
    here = world(Reference("public.users", fan_out=fan_out), 100, 150)
    parents = set(to_python(here.rows("public.users", np.arange(150)).column("id")))
    assert set(to_python(orders(here).column("user_id"))) <= parents


@pytest.mark.parametrize("fan_out", FAN_OUTS[1:], ids=repr)
def test_the_share_of_nulls_is_exact_and_leaves_the_fan_out_exact(fan_out: FanOut) -> None:
    here = world(Reference("users", key="no", fan_out=fan_out, nulls=0.25), 1000, 1200)
    assert orders(here).column("user_id").null_count == 250
    found = np.bincount(degrees(here))
    assert {d: n for d, n in enumerate(found.tolist()) if n} == dict(fan_out.degrees(750, 1200))


def test_random_nulls_are_about_their_share() -> None:
    here = world(Reference("users", nulls=0.25), 10_000, 50)
    assert 2300 < orders(here).column("user_id").null_count < 2700


@settings(deadline=None)
@given(st.integers(1, 20_000), st.floats(0.05, 1))
def test_one_to_one_children_stay_near_their_parents(parents: int, share: float) -> None:
    children = max(1, int(parents * share))
    here = world(Reference("users", key="no", fan_out=OneToOne()), children, parents)
    found = orders(here).column("user_id").to_numpy()
    assert len(set(found.tolist())) == children
    straight = np.arange(children) * (parents / children)
    assert np.abs(found - straight).max() <= 2 * 1024


def test_scattered_children_of_one_parent_lie_apart() -> None:
    for scatter, near in ((True, 0.02), (False, 0.5)):
        here = world(Reference("users", key="no", fan_out=Spread(), scatter=scatter), 5000, 1000)
        found = orders(here).column("user_id").to_numpy()
        share = (found[1:] == found[:-1]).mean()
        assert share < near if scatter else share > near


@pytest.mark.parametrize(("fan_out", "more"), [(Random(), 2.0), (NegativeBinomial(5, 1), 1.7), (OneToOne(), 1.1)])
def test_recency_prefers_late_parents(fan_out: FanOut, more: float) -> None:
    children = 4000 if isinstance(fan_out, OneToOne) else 50_000
    for recency in (0.0, 1.0):
        here = world(Reference("users", key="no", fan_out=fan_out, recency=recency), children, 5000)
        counts = degrees(here)
        ratio = counts[2500:].sum() / counts[:2500].sum()
        assert ratio > more if recency else 0.9 < ratio < 1.1


def test_rows_added_later_find_the_parents_of_their_run() -> None:
    here = world(Reference("users", key="no", fan_out=Spread()), 30, 10, start=500, parent_start=100)
    assert sorted(orders(here).column("user_id").to_pylist()) == sorted([*range(100, 110)] * 3)


def test_tables_without_an_end_pair_row_by_row() -> None:
    here = world(Reference("users", key="no", fan_out=NegativeBinomial(3)), None, None)
    assert orders(here, [0, 5, 10**9]).column("user_id").to_pylist() == [0, 5, 10**9]


@pytest.mark.parametrize("fan_out", FAN_OUTS, ids=repr)
def test_objects_beside_planned_rows_change_no_row(fan_out: FanOut) -> None:
    here = world(Reference("users", fan_out=fan_out), 100, 120)
    whole = orders(here).column("user_id").to_pylist()
    beyond = orders(here, range(64, 164)).column("user_id").to_pylist()
    assert beyond[:36] == whole[64:]
    assert None not in beyond


def test_no_parents() -> None:
    here = world(Reference("users", fan_out=Spread()), 5, 0)
    with pytest.raises(FactoryError, match=r"public.orders.user_id refers to public.users, which has no rows"):
        orders(here).column("user_id")
    for nulls in (0.5, 1.0):
        here = world(Reference("users", nulls=nulls), 5, 0)
        assert orders(here).column("user_id").to_pylist() == [None] * 5
        assert orders(here).column("user_id").type == Key().values(orders(here)).type
    assert len(orders(world(Reference("users"), 0, 0)).column("user_id")) == 0


def test_one_to_one_with_too_few_parents_names_both() -> None:
    here = world(Reference("users", fan_out=OneToOne()), 11, 10)
    with pytest.raises(FactoryError, match=r"public.orders.user_id: 11 rows for 10 of public.users"):
        orders(here).column("user_id")


def test_one_to_one_counts_only_rows_with_a_parent() -> None:
    here = world(Reference("users", key="no", fan_out=OneToOne(), nulls=0.5), 20, 10)
    assert degrees(here).tolist() == [1] * 10


def test_unknown_parent_names_the_tables_there_are() -> None:
    here = world(Reference("nobody"), 5, 5)
    with pytest.raises(FactoryError, match=r"no rows of public.nobody") as caught:
        orders(here).column("user_id")
    assert "public.users, public.orders" in caught.value.hint


@pytest.mark.parametrize("options", [{"recency": 2}, {"nulls": -1}, {"nulls": 1.5}])
def test_shares_out_of_range(options: dict[str, float]) -> None:
    with pytest.raises(FactoryError):
        Reference("users", **options)  # type: ignore[arg-type]


def tree(roots: float, count: int | None, start: int = 0) -> World:
    columns = {"id": Serial(0), "parent_id": SelfReference(roots=roots)}
    spec = TableRows("public.nodes", columns, start, None if count is None else start + count)
    return World(5, tables={"public.nodes": spec})


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 200), st.integers(0, 10**6), st.floats(0, 1))
def test_a_parent_comes_before_its_children(count: int, start: int, roots: float) -> None:
    numbers = np.arange(start, start + count)
    here = tree(roots, count, start)
    parents = here.rows("public.nodes", numbers).column("parent_id").to_pylist()
    assert parents[0] is None
    for number, parent in zip(numbers.tolist(), parents, strict=True):
        assert parent is None or start <= parent < number
    alone = [here.rows("public.nodes", numbers[n : n + 1]).column("parent_id").to_pylist()[0] for n in range(count)]
    assert alone == parents


def test_roots_have_their_share_and_every_row_a_chance() -> None:
    parents = tree(0.1, 20_000).rows("public.nodes", np.arange(20_000)).column("parent_id")
    assert 1800 < parents.null_count < 2200
    assert tree(0.0, 100).rows("public.nodes", np.arange(100)).column("parent_id").null_count == 1
    assert tree(1.0, 100).rows("public.nodes", np.arange(100)).column("parent_id").null_count == 100
    none = tree(0.0, None).rows("public.nodes", np.arange(100)).column("parent_id")
    assert none.null_count == 1
