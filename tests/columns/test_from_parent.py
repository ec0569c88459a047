"""Values of parents, over one reference or several, null where there is no parent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from seeding.columns.arrays import decode, to_python
from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.derived import Derived
from seeding.columns.fan_out import NegativeBinomial, OneToOne
from seeding.columns.from_parent import FromParent
from seeding.columns.key import Key, Serial
from seeding.columns.reference import Reference, SelfReference
from seeding.columns.related import related
from seeding.columns.rows import Pins, Rows, TableRows, World
from seeding.columns.when import When
from seeding.errors import FactoryError


def world(users: int = 20, **columns: Column) -> World:
    pinned = Pins(np.array([0]), pa.array(["XX"]))
    tables = (
        TableRows(
            "public.users",
            {"id": Key(), "country": Choice(["IN", "US"]), "tenant": Serial(100)},
            0,
            users,
            {"country": pinned} if users else {},
        ),
        TableRows("public.orders", {"id": Key(), "user_id": Reference("users", fan_out=OneToOne())}, 0, users),
        TableRows("public.lines", {"order_id": Reference("orders", fan_out=NegativeBinomial(3)), **columns}, 0, 60),
    )
    return World(4, tables={table.name: table for table in tables})


def lines(here: World) -> Rows:
    return here.rows("public.lines", np.arange(60))


def plain(array: pa.Array) -> list[Any]:
    return to_python(decode(array))


def test_two_references_away() -> None:
    here = world(country=FromParent("order_id", "user_id.country"), user=FromParent("order_id", "user_id"))
    found = lines(here)
    users = here.rows("public.users", np.arange(20))
    country_of = dict(zip(plain(users.column("id")), plain(users.column("country")), strict=True))
    assert country_of[plain(users.column("id"))[0]] == "XX"
    assert plain(found.column("country")) == [country_of[user] for user in plain(found.column("user"))]


def test_composite_keys_come_from_one_parent() -> None:
    here = world(user_id=Reference("users"), tenant=FromParent("user_id", "tenant"))
    users = here.rows("public.users", np.arange(20))
    pairs = set(zip(plain(users.column("id")), plain(users.column("tenant")), strict=True))
    found = lines(here)
    assert set(zip(plain(found.column("user_id")), plain(found.column("tenant")), strict=True)) <= pairs


def test_no_parent_no_value() -> None:
    here = world(user_id=Reference("users", nulls=0.4), country=FromParent("user_id", "country"))
    found = lines(here)
    assert found.column("country").is_null().equals(found.column("user_id").is_null())
    nobody = world(0, user_id=Reference("users", nulls=0.4), tenant=FromParent("user_id", "tenant"))
    assert lines(nobody).column("tenant").equals(pa.nulls(60, pa.int64()))


def test_along_a_tree_to_its_root() -> None:
    def path(above: pa.Array, number: pa.Array) -> pa.Array:
        own = number.cast(pa.string())
        texts = [n if a is None else f"{a}/{n}" for a, n in zip(above.to_pylist(), own.to_pylist(), strict=True)]
        return pa.array(texts)

    here = world(
        n=Serial(0), parent=SelfReference(roots=0.1, key="n"), path=Derived(path, "parent.path", "n", with_nulls=True)
    )
    found = lines(here)
    parents = found.column("parent").to_pylist()
    paths = found.column("path").to_pylist()
    for number, (parent, text) in enumerate(zip(parents, paths, strict=True)):
        assert text == (str(number) if parent is None else f"{paths[parent]}/{number}")


def test_references_inside_another_generator() -> None:
    here = world(
        kind=Choice(["user", "order"]),
        target=When("kind", ("user",), Reference("users"), Reference("orders")),
    )
    keys = {t: set(plain(here.rows(f"public.{t}s", np.arange(20)).column("id"))) for t in ("user", "order")}
    found = lines(here)
    for kind, target in zip(plain(found.column("kind")), plain(found.column("target")), strict=True):
        assert target in keys[kind]


def test_what_is_not_there_is_named() -> None:
    here = world(a=FromParent("nothing", "x"), b=FromParent("order_id", "nothing"), c=FromParent("d", "x"), d=Serial())
    with pytest.raises(FactoryError, match=r"public.lines.a derives from 'nothing.x', but 'nothing' is not declared"):
        lines(here).column("a")
    with pytest.raises(FactoryError, match="derives from 'nothing', which the factory does not declare"):
        lines(here).column("b")
    with pytest.raises(FactoryError, match=r"public.lines.d is Serial\(\), not a reference"):
        lines(here).column("c")


def test_a_plain_name_is_the_rows_own() -> None:
    found = lines(world(n=Serial(5)))
    assert related(found, "n").equals(found.column("n"))
