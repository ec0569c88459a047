"""Subsets: never an item twice, weights that show, every length."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.columns.choice import Choice
from seeding.columns.rows import Rows, TableRows, World
from seeding.columns.subset import Subset
from seeding.errors import FactoryError


def rows(generator: Subset, count: int = 10_000) -> Rows:
    spec = TableRows("public.t", {"s": generator}, 0, count)
    return World(1, tables={"public.t": spec}).rows("public.t", np.arange(count))


def lists(generator: Subset, count: int = 10_000) -> list[list[Any]]:
    array = rows(generator, count).column("s")
    array.validate(full=True)
    found: list[list[Any]] = array.to_pylist()
    return found


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 40), st.data())
def test_lengths_and_no_repeats(size: int, data: st.DataObject) -> None:
    least = data.draw(st.integers(0, size))
    most = data.draw(st.integers(least, size))
    found = lists(Subset([f"item {n}" for n in range(size)], least, most), 300)
    for one in found:
        assert least <= len(one) <= most
        assert len(set(one)) == len(one)


def test_every_length_and_item_is_equally_likely() -> None:
    found = lists(Subset(list("abcdefgh"), 1, 4))
    lengths = np.bincount([len(one) for one in found], minlength=5)[1:]
    assert (np.abs(lengths - 2500) < 5 * np.sqrt(2500)).all()
    items = Counter(item for one in found for item in one)
    assert all(abs(count - 25_000 / 8) < 350 for count in items.values())  # 2,048 orders, not 10,000


def test_heavy_items_come_oftener_and_first() -> None:
    found = lists(Subset({"heavy": 8, "b": 1, "c": 1, "never": 0}, 1, 2))
    assert Counter(one[0] for one in found)["heavy"] / 10_000 == pytest.approx(0.8, abs=0.03)
    assert not any("never" in one for one in found)
    assert lists(Subset(["a", "b"], 2, 2, weights=[1, 0.0001]), 50) == [["a", "b"]] * 50


def test_the_items_may_depend_on_another_column() -> None:
    spoken = {"DE": {"de": 1, "en": 0.0001}, "JP": {"ja": 1, "en": 0.0001}, "FR": ["fr", "fr2"]}
    given = Choice(["DE", "JP", "FR", "CH", None])
    for default in (None, ["it", "rm"]):
        columns = {"country": given, "s": Subset(spoken, 1, 2, of="country", default=default)}
        spec = TableRows("public.t", columns, 0, 2_000)
        here = World(1, tables={"public.t": spec}).rows("public.t", np.arange(2_000))
        found = list(zip(here.column("country").to_pylist(), here.column("s").to_pylist(), strict=True))
        assert {tuple(s) for c, s in found if c == "DE"} == {("de",), ("de", "en")}
        assert {tuple(s) for c, s in found if c == "JP"} == {("ja",), ("ja", "en")}
        assert {tuple(s) for c, s in found if c == "FR"} == {("fr",), ("fr2",), ("fr", "fr2"), ("fr2", "fr")}
        others = {None if s is None else tuple(sorted(s)) for c, s in found if c in ("CH", None)}
        assert others == ({None} if default is None else {("it",), ("rm",), ("it", "rm")})
        parts = [block.column("s").to_pylist() for block in here.blocks(7)]
        assert [one for part in parts for one in part] == here.column("s").to_pylist()


def test_types() -> None:
    assert rows(Subset([1, 2, 3])).column("s").type == pa.list_(pa.int64())
    assert rows(Subset(["a"])).column("s").type == pa.list_(pa.string())
    assert lists(Subset(["a"], 0, 0), 3) == [[], [], []]
    assert lists(Subset(["a", "b"]), 0) == []


def test_any_chunk_gives_the_same_rows() -> None:
    here = rows(Subset(list("abcdef"), 0, 3), 200)
    parts = [block.column("s").to_pylist() for block in here.blocks(7)]
    assert [one for part in parts for one in part] == here.column("s").to_pylist()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Subset(["a"], 0, 2),
        lambda: Subset(["a", "b"], 2, 1),
        lambda: Subset(["a"], -1),
        lambda: Subset("abc", 1, 2),
        lambda: Subset(["a", "b"], weights=[1]),
        lambda: Subset({"a": -1}),
        lambda: Subset({"a": 0, "b": 1}, 2, 2),
        lambda: Subset(["a", 1]),
        lambda: Subset(["a", "b"], of="country"),
        lambda: Subset(["a", "b"], default=["c"]),
        lambda: Subset({}, of="country"),
        lambda: Subset({"DE": ["de", "en"], "JP": ["ja"]}, 1, 2, of="country"),
        lambda: Subset({"DE": "de"}, of="country"),
    ],
)
def test_what_makes_no_sense_is_refused(make: Any) -> None:
    with pytest.raises(FactoryError):
        make()
