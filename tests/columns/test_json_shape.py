"""Documents: valid JSON for every type of generator, whatever is in the texts."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.columns.array_of import ArrayOf
from seeding.columns.arrays import as_arrow, to_python
from seeding.columns.base import Column
from seeding.columns.birth_date import BirthDate
from seeding.columns.boolean import Bool
from seeding.columns.choice import Choice
from seeding.columns.constant import Constant
from seeding.columns.derived import Derived
from seeding.columns.integer import Integer
from seeding.columns.interval import Interval
from seeding.columns.json_shape import Json, Sometimes
from seeding.columns.json_text import piece
from seeding.columns.key import Key, Serial
from seeding.columns.moment import Moment
from seeding.columns.normal import Normal
from seeding.columns.rows import Rows, TableRows, World
from seeding.columns.subset import Subset
from seeding.columns.uniform import Uniform
from seeding.errors import FactoryError


def rows(count: int = 500, **columns: Column) -> Rows:
    spec = TableRows("public.t", columns, 0, count)
    return World(1, tables={"public.t": spec}).rows("public.t", np.arange(count))


def documents(shape: Any, count: int = 500, **columns: Column) -> list[Any]:
    array = rows(count, **columns, doc=Json(shape)).column("doc")
    assert array.type == pa.json_()
    array.storage.validate(full=True)
    return [json.loads(text) for text in array.storage.to_pylist()]


SHAPE = {
    "theme": Choice(["dark", "light"]),
    "alerts": Bool(0.8),
    "plan": {"name": Choice({"free": 3, "pro": 1}), "seats": Integer(1, 20), "price": Uniform(0, 99, digits=2)},
    "tags": Subset(["a", 'b"', "c\\"], 0, 3),
    "scores": ArrayOf(Integer(0, 9), 0, 3),
    "id": Key(),
    "at": Moment(),
    "born": BirthDate(),
    "took": Interval("1s", "9s"),
    "weight": Normal(70, 10),
    "version": 2,
    "note": None,
    "list": [1, "two", Bool(), {"deep": Integer(1, 3)}],
    "coupon": Sometimes(Choice(["A", "B"]), 0.3),
    "extra": Sometimes({"n": Integer(1, 10**9)}, 0.5),
}


def test_every_type_of_generator() -> None:
    for document in documents(SHAPE):
        assert document["theme"] in ("dark", "light")
        assert isinstance(document["alerts"], bool)
        assert 1 <= document["plan"]["seats"] <= 20
        assert 0 <= document["plan"]["price"] <= 99
        assert set(document["tags"]) <= {"a", 'b"', "c\\"}
        assert all(0 <= score <= 9 for score in document["scores"])
        assert UUID(document["id"]).version == 4
        assert datetime.datetime.fromisoformat(document["at"]).tzinfo == datetime.UTC
        datetime.date.fromisoformat(document["born"])
        assert document["took"] % 1_000_000 == 0
        assert isinstance(document["weight"], float)
        assert (document["version"], document["note"]) == (2, None)
        assert document["list"][:2] == [1, "two"]
        assert document["list"][3]["deep"] in (1, 2, 3)
        assert document.get("coupon", "A") in ("A", "B")


def test_keys_that_are_sometimes_there() -> None:
    found = documents(SHAPE, 5000)
    assert 0.27 < np.mean(["coupon" in document for document in found]) < 0.33
    assert 0.47 < np.mean(["extra" in document for document in found]) < 0.53
    bare = documents({"a": Sometimes(Integer(1, 9), 0.5), "b": Sometimes(3, 0.5)}, 400)
    assert {tuple(sorted(document)) for document in bare} == {(), ("a",), ("b",), ("a", "b")}
    assert documents({"a": Sometimes(1, 0.0)}, 5) == [{}] * 5
    assert documents({"a": Sometimes(1, 1.0)}, 5) == [{"a": 1}] * 5


def test_nulls_are_json_nulls() -> None:
    found = documents({"a": Integer(1, 5, nulls=0.5), "b": Choice(["x"], nulls=0.5), "c": Bool(nulls=0.5)}, 2000)
    for key in "abc":
        assert 0.45 < np.mean([document[key] is None for document in found]) < 0.55


def test_generators_inside_have_draws_of_their_own() -> None:
    found = documents({"a": Integer(0, 9), "b": Integer(0, 9), "c": [Integer(0, 9), Integer(0, 9)]}, 2000)
    for other in (lambda d: d["b"], lambda d: d["c"][0], lambda d: d["c"][1]):
        assert np.mean([document["a"] == other(document) for document in found]) < 0.15


def test_they_may_derive_from_the_row() -> None:
    found = documents({"twice": Derived(lambda n: n * 2, "n")}, 50, n=Serial())
    assert [document["twice"] for document in found] == [2 * n for n in range(1, 51)]


@pytest.mark.parametrize("shape", [{}, [], {"a": {}}, "text", 5, None, Decimal("1.5"), [[1], {"b": [None]}]])
def test_constants(shape: Any) -> None:
    expected = json.loads(json.dumps(shape, default=float))
    assert documents(shape, 3) == [expected] * 3
    assert documents(shape, 1) == [expected]
    assert documents(shape, 0) == []


def test_a_document_may_be_any_value() -> None:
    assert all(isinstance(document, list) for document in documents(ArrayOf(Choice(["x"]), 0, 2)))
    assert set(documents(Choice([1, 2]), 100)) == {1, 2}


@settings(deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=10))
def test_any_text_survives(texts: list[str]) -> None:
    clean = texts
    array = pa.array(clean, pa.string())
    assert [json.loads(text) for text in piece(array).of(len(clean)).to_pylist()] == clean
    sliced = pa.array([*clean, "x", *clean]).slice(len(clean), len(clean) + 1)
    assert [json.loads(text) for text in piece(sliced).of(len(sliced)).to_pylist()] == ["x", *clean]
    encoded = array.dictionary_encode()
    assert [json.loads(text) for text in piece(encoded).of(len(clean)).to_pylist()] == clean
    assert documents({text: Constant(text) for text in clean}, 2) == [{text: text for text in clean}] * 2


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array([1.5, float("nan"), float("inf"), None]), [1.5, None, None, None]),
        (pa.array([1e300, -1e-300, 0.1]), [1e300, -1e-300, 0.1]),
        (pa.array([2**63 - 1, -(2**63), None]), [2**63 - 1, -(2**63), None]),
        (pa.array([[1, None], None, []], pa.list_(pa.int64())), [[1, None], None, []]),
        (pa.array([["a", None], None, []], pa.list_(pa.string())), [["a", None], None, []]),
        (pa.array([[[1], [2, 3]], [[]]]), [[[1], [2, 3]], [[]]]),
        (pa.array([[[1], [2, 3]], [[]], None]).slice(1), [[[]], None]),
        (pa.array([True, None, False]), [True, None, False]),
        (pa.nulls(2), [None, None]),
        (pa.array([Decimal("1.50"), None]), [1.5, None]),
        (pa.array([datetime.time(8, 30)]), ["08:30:00.000000"]),
        (pa.array([0, None], pa.timestamp("us")), ["1970-01-01T00:00:00.000000", None]),
        (pa.array([0], pa.timestamp("ms", tz="Asia/Kolkata")), ["1970-01-01T00:00:00.000000+00:00"]),
    ],
    ids=str,
)
def test_arrays_of_any_type(array: pa.Array, expected: list[Any]) -> None:
    assert [json.loads(text) for text in piece(array).of(len(array)).to_pylist()] == expected


def test_uuids() -> None:
    keys = rows(100, id=Key()).column("id")
    assert [json.loads(text) for text in piece(keys).of(100).to_pylist()] == [str(key) for key in to_python(keys)]
    part = pa.ExtensionArray.from_storage(keys.type, as_arrow(keys.storage).slice(7, 3))
    assert [json.loads(text) for text in piece(part).of(3).to_pylist()] == [str(key) for key in to_python(keys)[7:10]]


def test_any_chunk_gives_the_same_rows() -> None:
    here = rows(100, doc=Json(SHAPE))
    for size in (1, 7):
        parts = [block.column("doc").storage.to_pylist() for block in here.blocks(size)]
        assert [text for part in parts for text in part] == here.column("doc").storage.to_pylist()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Json(Sometimes(1)),
        lambda: Json([Sometimes(1)]),
        lambda: Json({1: 2}),
        lambda: Json({"a": float("nan")}),
        lambda: Sometimes(1, 1.5),
    ],
)
def test_what_makes_no_sense_is_refused(make: Any) -> None:
    with pytest.raises(FactoryError):
        make()
