"""Derived columns: what the function is given, what it may give back, and nulls."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from seeding.columns.base import Column
from seeding.columns.boolean import Bool
from seeding.columns.choice import Choice
from seeding.columns.date import Date
from seeding.columns.derived import Derived
from seeding.columns.integer import Integer
from seeding.columns.key import Key, Serial
from seeding.columns.log_normal import LogNormal
from seeding.columns.moment import Moment
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows, TableRows, World
from seeding.columns.subset import Subset
from seeding.errors import FactoryError

COLUMNS: dict[str, Column] = {
    "n": Serial(),
    "maybe": Integer(1, 9, nulls=0.4),
    "price": LogNormal(median=30, digits=2),
    "flag": Bool(),
    "at": Moment(),
    "day": Date(),
    "title": Choice(["junior", "senior"]),
    "id": Key(),
    "tags": Subset(["a", "b"]),
    "user_id": Reference("users", nulls=0.3),
}


def rows(count: int = 300, **columns: Column) -> Rows:
    spec = TableRows("public.t", {**COLUMNS, **columns}, 0, count)
    users = TableRows("public.users", {"id": Key(), "country": Choice(["IN", "US"])}, 0, 20)
    return World(1, tables={"public.t": spec, "public.users": users}).rows("public.t", np.arange(count))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("n", np.int64),
        ("maybe", np.int64),
        ("price", np.float64),
        ("flag", np.bool_),
        ("at", np.dtype("datetime64[us]")),
        ("day", np.dtype("datetime64[D]")),
        ("title", pa.string()),
        ("id", pa.uuid()),
        ("tags", pa.list_(pa.string())),
    ],
)
def test_what_the_function_is_given(name: str, kind: Any) -> None:
    given: list[Any] = []

    def keep(values: Any) -> Any:
        given.append(values)
        return np.ones(len(values))

    rows(x=Derived(keep, name)).column("x")
    assert isinstance(given[0], np.ndarray if not isinstance(kind, pa.DataType) else pa.Array)
    assert (given[0].dtype if isinstance(given[0], np.ndarray) else given[0].type) == kind


def test_numerics_are_the_nearest_doubles() -> None:
    here = rows(3000, same=Derived(lambda price: price, "price"))
    assert here.column("same").to_pylist() == [float(price) for price in here.column("price").to_pylist()]


def test_values() -> None:
    here = rows(
        total=Derived(lambda price, n: price * n, "price", "n", digits=2),
        shout=Derived(pc.utf8_upper, "title"),
        later=Derived(lambda at: at + np.timedelta64(1, "D"), "at"),
        due=Derived(lambda day: day + 30, "day"),
    )
    for price, n, total in zip(*(here.column(c).to_pylist() for c in ("price", "n", "total")), strict=True):
        assert isinstance(total, Decimal)
        assert abs(total - price * n) <= Decimal("0.01")
    assert here.column("shout").to_pylist() == [title.upper() for title in _plain(here, "title")]
    assert here.column("later").type == here.column("at").type
    assert here.column("due").type == pa.date32()


def _plain(here: Rows, name: str) -> list[Any]:
    array = here.column(name)
    return list((array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array).to_pylist())


def test_null_in_null_out() -> None:
    seen: list[int] = []

    def double(values: Any) -> Any:
        seen.append(len(values))
        return values * 2

    here = rows(x=Derived(double, "maybe"))
    expected = [None if value is None else 2 * value for value in here.column("maybe").to_pylist()]
    assert here.column("x").to_pylist() == expected
    assert here.column("x").type == pa.int64()
    assert seen == [300 - here.column("maybe").null_count]


def test_nulls_of_any_type() -> None:
    here = rows(
        text=Derived(lambda m, title: title, "maybe", "title"),
        key=Derived(lambda m, key: key, "maybe", "id"),
        list_=Derived(lambda m, tags: tags, "maybe", "tags"),
        when=Derived(lambda m, day: day, "maybe", "day"),
    )
    for name in ("text", "key", "list_", "when"):
        assert here.column(name).is_null().equals(here.column("maybe").is_null()), name
    assert here.column("key").type == pa.uuid()


def test_with_nulls_the_function_sees_all() -> None:
    here = rows(x=Derived(lambda maybe: maybe.fill_null(0), "maybe", with_nulls=True))
    assert here.column("x").null_count == 0
    assert here.column("x").to_pylist().count(0) == here.column("maybe").null_count


def test_a_parents_column() -> None:
    here = rows(x=Derived(pc.utf8_lower, "user_id.country"))
    assert set(here.column("x").to_pylist()) == {None, "in", "us"}
    assert here.column("x").is_null().equals(here.column("user_id").is_null())


def test_any_chunk_gives_the_same_rows() -> None:
    here = rows(60, x=Derived(lambda maybe, n: maybe + n, "maybe", "n"))
    parts = [block.column("x").to_pylist() for block in here.blocks(1)]
    assert [value for part in parts for value in part] == here.column("x").to_pylist()


@pytest.mark.parametrize(
    ("function", "match"),
    [
        (lambda n: n.missing, "the function failed: AttributeError"),
        (lambda n: n[:-1], "returned 299 values for 300 rows"),
        (lambda n: 5, "returned 5 for 300 rows"),
        (list, "returned 300 values for 300 rows"),
    ],
)
def test_functions_that_fail(function: Any, match: str) -> None:
    with pytest.raises(FactoryError, match=match):
        rows(x=Derived(function, "n")).column("x")


@pytest.mark.parametrize("make", [lambda: Derived(5, "n"), lambda: Derived(len), lambda: Derived(len, "n", digits=20)])  # type: ignore[arg-type]
def test_what_makes_no_sense_is_refused(make: Any) -> None:
    with pytest.raises(FactoryError):
        make()


def test_circles_are_named() -> None:
    here = rows(a=Derived(lambda b: b, "b"), b=Derived(lambda a: a, "a"))
    with pytest.raises(FactoryError, match="a → b → a"):
        here.column("a")


def test_its_repr_is_the_same_in_every_run() -> None:
    assert repr(Derived(lambda n: n, "n")) == "Derived(<lambda>, 'n')"
    assert repr(Derived(pc.utf8_upper, "title")) == "Derived(utf8_upper, 'title')"
