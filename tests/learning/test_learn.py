"""A shop's shape, learned from its counts."""

from __future__ import annotations

import pytest
from learned import Production

from seeding.patterns import ArrayShape, CategoryShape, JsonShape, NumberShape, Patterns, TextShape, TimeShape


@pytest.fixture(scope="module")
def patterns(shop: Production) -> Patterns:
    return shop.learn("--person", "users", "--reference", "countries")


def test_tables_and_people(patterns: Patterns) -> None:
    assert sorted(patterns.tables) == ["public.orders", "public.users"]
    assert patterns.people == ("public.users",)
    assert patterns.tables["public.users"].rows == 1500
    assert patterns.tables["public.users"].person == "rows"
    assert patterns.tables["public.orders"].person == "user_id public.users"
    assert [row[0] for row in patterns.reference["public.countries"].rows] == ["DE", "FR", "IN", "US"]


def test_columns(patterns: Patterns, shop: Production) -> None:
    users, orders = patterns.tables["public.users"].columns, patterns.tables["public.orders"].columns
    assert {name: shape.kind for name, shape in users.items()} == {
        "id": "other", "email": "text", "full_name": "text", "country": "category", "plan": "category",
        "age": "number", "nickname": "text", "is_active": "category", "created_at": "time",
    }  # fmt: skip
    status = orders["status"]
    assert isinstance(status, CategoryShape)
    truth = shop.run("select status, count(*)::float8 / sum(count(*)) over () from orders group by 1 order by 2 desc")
    assert status.values == tuple(value for value, _ in truth)
    assert status.shares == pytest.approx([float(part) for _, part in truth], abs=1e-4)
    age = users["age"]
    assert isinstance(age, NumberShape)
    ((nulls, low, high),) = shop.run("select avg((age is null)::int)::float8, min(age), max(age) from users")
    assert age.nulls == pytest.approx(nulls, abs=1e-4)
    assert age.step == 1
    assert low <= age.bins[0].low and age.bins[-1].high <= high
    assert sum(one.share for one in age.bins) == pytest.approx(1, abs=1e-3)
    email = users["email"]
    assert isinstance(email, TextShape)
    assert email.distinct == 1.0
    assert 0.05 < email.characters["punctuation"] < 0.2


def test_inside_of_values(patterns: Patterns) -> None:
    orders = patterns.tables["public.orders"].columns
    tags, meta = orders["tags"], orders["meta"]
    assert isinstance(tags, ArrayShape) and isinstance(tags.elements, CategoryShape)
    assert sorted(map(str, tags.elements.values)) == ["bulk", "gift", "new", "sale"]
    assert [one.low for one in tags.lengths] == [0, 1, 2, 3]
    assert isinstance(meta, JsonShape)
    assert meta.objects == 1
    kinds = {name: key.value.kind for name, key in meta.keys.items()}
    assert kinds == {"channel": "category", "items": "number", "ship": "json"}
    ship = meta.keys["ship"].value
    assert isinstance(ship, JsonShape)
    express = ship.keys["express"].value
    assert isinstance(express, CategoryShape)
    assert express.values == (False, True)


def test_what_follows_what(patterns: Patterns, shop: Production) -> None:
    orders = patterns.tables["public.orders"]
    paid = orders.columns["paid_at"]
    assert isinstance(paid, TimeShape)
    assert paid.delay is not None
    assert paid.delay.after == "created_at"
    assert paid.delay.bins[0].low >= 0 and paid.delay.bins[-1].high <= 2 * 86_400
    found = {one.column: one for one in (*orders.dependencies, *patterns.tables["public.users"].dependencies)}
    assert (found["amount"].on.through, found["amount"].on.column) == ("user_id", "plan")
    assert found["plan"].on.column == "country"
    plan, country = (patterns.tables["public.users"].columns[name] for name in ("plan", "country"))
    assert isinstance(plan, CategoryShape) and isinstance(country, CategoryShape)
    given = found["plan"].given[country.values.index("US")][plan.values.index("team")]
    ((truth,),) = shop.run("select avg((plan = 'team')::int)::float8 from users where country = 'US'")
    assert given == pytest.approx(truth, abs=1e-3)


def test_children(patterns: Patterns, shop: Production) -> None:
    fan = patterns.tables["public.orders"].references["user_id"]
    assert fan.to == "public.users"
    assert sum(one.share for one in fan.children) == pytest.approx(1, abs=1e-3)
    ((none,),) = shop.run(
        "select avg((not exists (select from orders where user_id = u.id))::int)::float8 from users u"
    )
    assert (fan.children[0].low, fan.children[0].high) == (0, 0)
    assert fan.children[0].share == pytest.approx(none, abs=1e-4)
    ((mean,),) = shop.run("select (select count(*) from orders)::float8 / count(*) from users")
    assert sum(one.share * (one.low + one.high) / 2 for one in fan.children) == pytest.approx(mean, rel=0.02)


def test_twice_is_the_same(shop: Production, tmp_path: object) -> None:
    options = ("--url", shop.url, "--person", "users", "--out", "-", "--quiet")
    assert shop.seed(*options).out == shop.seed(*options).out
