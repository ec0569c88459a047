"""Schema, profile and factories, made one plan; and every contradiction between them."""

from __future__ import annotations

import pytest

from seeding.columns import Choice, Constant, Email, Integer, Key, Reference, SelfReference, Serial, Uniform
from seeding.columns.fan_out import Spread
from seeding.errors import FactoryError, ProfileError, SchemaError
from seeding.factory import TableFactory
from seeding.findings import Severity
from seeding.generate import generate
from seeding.load.fill import REMEMBERED_ROWS
from seeding.plan.existing import Existing
from seeding.plan.model import DIGESTED_ROWS, Origin, Plan
from seeding.plan.planner import make_plan
from seeding.profile import Per, TableSettings


class UserFactory(TableFactory):
    class Meta:
        table = "users"

    id = Key()
    email = Email()
    name = Choice(["Ann", "Bob"])


class OrderFactory(TableFactory):
    class Meta:
        table = "orders"

    id = Serial()
    user_id = Reference(UserFactory, fan_out=Spread(mean=2))
    total = Uniform(1, 100, digits=2)


FACTORIES = {"public.users": UserFactory, "public.orders": OrderFactory}


def column(plan: Plan, table: str, name: str) -> object:
    return next(c for c in plan.table(f"public.{table}").columns if c.name == name)


def values(plan: Plan, table: str, name: str) -> list[object]:
    return [
        v for b in generate(plan) if str(b.table.name) == f"public.{table}" for v in b.data.column(name).to_pylist()
    ]


def test_a_key_that_a_factory_leaves_to_its_default_is_known_to_children(by_hand, orders) -> None:
    class Factory(TableFactory):
        class Meta:
            table = "users"

        email = Email()

    users = by_hand.table("users", "id uuid not null default gen_random_uuid()", "email text not null")
    plan = make_plan(by_hand.schema(users, orders), by_hand.profile(), FACTORIES | {"public.users": Factory})
    key = column(plan, "users", "id")
    assert (key.origin, repr(key.generator)) == (Origin.INFERRED, "Key()")
    assert set(values(plan, "orders", "user_id")) == set(values(plan, "users", "id"))


def test_parents_come_first_and_children_follow_them(by_hand, users, orders) -> None:
    plan = make_plan(by_hand.schema(orders, users), by_hand.profile(), FACTORIES)
    assert [(str(t.name), t.rows, t.why, t.factory) for t in plan.tables] == [
        ("public.users", 10, "profiles/test.toml count", "UserFactory"),
        ("public.orders", 20, "per public.users", "OrderFactory"),
    ]
    assert plan.rows == 30
    assert plan.findings == ()
    assert plan.table("public.users").left_to_server == ("age",)
    assert set(values(plan, "orders", "user_id")) == set(values(plan, "users", "id"))


def test_a_table_that_is_not_planned_has_no_part(by_hand, users) -> None:
    with pytest.raises(KeyError, match=r"public\.nowhere"):
        make_plan(by_hand.schema(users), by_hand.profile(), {}).table("public.nowhere")


def test_tables_without_a_factory_are_inferred(by_hand, users, orders) -> None:
    plan = make_plan(by_hand.schema(users, orders), by_hand.profile())
    assert {c.origin for t in plan.tables for c in t.columns} == {Origin.INFERRED}
    assert isinstance(column(plan, "orders", "user_id").generator, Reference)
    assert all(c.reason for t in plan.tables for c in t.columns)


@pytest.mark.parametrize(
    ("how", "rows"),
    [
        ({}, (10, 20)),
        ({"count": 7}, (7, 14)),
        ({"scale": 2.5}, (25, 50)),
        ({"count": 4, "scale": 0.5}, (2, 4)),
        ({"count": 0}, (0, 0)),
    ],
)
def test_how_many(how, rows, by_hand, users, orders) -> None:
    plan = make_plan(by_hand.schema(users, orders), by_hand.profile(), FACTORIES, **how)
    assert tuple(t.rows for t in plan.tables) == rows


def test_the_seed_of_the_run_wins_over_the_profile(by_hand, users) -> None:
    def emails(profile_seed: int, seed: int | None) -> list[object]:
        return values(
            make_plan(by_hand.schema(users), by_hand.profile(seed=profile_seed), FACTORIES_OF_USERS, seed=seed),
            "users", "email",
        )  # fmt: skip

    assert emails(1, None) == emails(2, 1) != emails(2, None)


FACTORIES_OF_USERS = {"public.users": UserFactory}


# ---------------------------------------------------------------------------------------- the profile over it


def test_nulls_weights_and_fan_out_of_the_profile(by_hand, users, orders) -> None:
    settings = {
        "users": TableSettings(nulls={"name": 1.0}, weights={"email": {"a@example.com": 1}}),
        "public.orders": TableSettings(per={"users": Per(mean=3, distribution="spread")}),
    }
    plan = make_plan(by_hand.schema(users, orders), by_hand.profile(tables=settings), FACTORIES)
    assert values(plan, "users", "name") == [None] * 10
    assert values(plan, "users", "email") == ["a@example.com"] * 10
    assert plan.table("public.orders").rows == 30
    assert column(plan, "orders", "user_id").generator.fan_out == Spread(mean=3)
    changed = {c.name for t in plan.tables for c in t.columns if c.origin is Origin.PROFILE}
    assert changed == {"name", "email", "user_id"}
    assert "test.toml" in column(plan, "users", "name").reason
    # The factory itself, which tests build objects with, stays as it is.
    assert UserFactory._meta.bulk_columns["name"].nulls == 0


def test_nulls_in_a_tree_are_its_roots(by_hand) -> None:
    class NodeFactory(TableFactory):
        class Meta:
            table = "nodes"

        id = Key()
        parent_id = SelfReference(roots=0.1)

    nodes = by_hand.table("nodes", "id uuid not null", "parent_id uuid", parents={"parent_id": "nodes"})
    plan = make_plan(
        by_hand.schema(nodes),
        by_hand.profile(tables={"nodes": TableSettings(nulls={"parent_id": 1.0})}),
        {"public.nodes": NodeFactory},
    )
    assert values(plan, "nodes", "parent_id") == [None] * 10


@pytest.mark.parametrize(
    ("settings", "says", "hint"),
    [
        ({"user": TableSettings()}, '[tables."user"]: the database has no such table', "did you mean public.users?"),
        ({"users": TableSettings(nulls={"nam": 0.1})}, "nulls.nam: not a column that is filled", "did you mean name?"),
        ({"users": TableSettings(weights={"nam": {"a": 1}})}, "weights.nam: not a column", "did you mean name?"),
        ({"users": TableSettings(nulls={"age": 0.1})}, "nulls.age: not a column that is filled", "known: id, email"),
        ({"users": TableSettings(nulls={"email": 0.1})}, "nulls.email = 0.1: the column is NOT NULL", ""),
        (
            {"orders": TableSettings(per={"user": Per(mean=1)})},
            "public.orders does not reference public.user", "did you mean public.users?",
        ),
        (
            {"users": TableSettings(per={"orders": Per(mean=1)})},
            "public.users does not reference public.orders", "known: none",
        ),
    ],
)  # fmt: skip
def test_a_profile_that_points_nowhere_is_refused(settings, says, hint, by_hand, users, orders) -> None:
    with pytest.raises(ProfileError) as caught:
        make_plan(by_hand.schema(users, orders), by_hand.profile(tables=settings), FACTORIES)
    assert says in caught.value.message
    assert hint in caught.value.hint
    assert "profiles/test.toml" in caught.value.message


def test_tables_may_be_left_out(by_hand, users, orders) -> None:
    profile = by_hand.profile(tables={"orders": TableSettings(skip=True)})
    plan = make_plan(by_hand.schema(users, orders), profile, FACTORIES)
    assert [str(t.name) for t in plan.tables] == ["public.users"]


# --------------------------------------------------------------------------------------------- the factories


def test_a_factory_for_a_table_that_is_not_there(by_hand, orders) -> None:
    with pytest.raises(FactoryError, match=r"test_planner\.UserFactory is for public\.users, which") as caught:
        make_plan(by_hand.schema(orders), by_hand.profile(), FACTORIES)
    assert caught.value.hint.startswith(("did you mean", "known: public.orders"))


def test_a_factory_that_misses_a_required_column(by_hand) -> None:
    users = by_hand.table("users", "id uuid not null", "email text not null", "name text", "role text not null")
    with pytest.raises(FactoryError, match=r"UserFactory does not declare role: NOT NULL without a default") as caught:
        make_plan(by_hand.schema(users), by_hand.profile(), FACTORIES_OF_USERS)
    assert "role = " in caught.value.hint


def test_what_has_a_default_may_be_left_to_the_server(by_hand) -> None:
    users = by_hand.table(
        "users", "id uuid not null", "email text not null", "name text", "role text not null default 'a'"
    )
    plan = make_plan(by_hand.schema(users), by_hand.profile(), FACTORIES_OF_USERS)
    assert plan.table("public.users").left_to_server == ("role",)


def test_a_factory_for_a_column_that_is_not_there(by_hand) -> None:
    users = by_hand.table("users", "id uuid not null", "email text not null", "nme text")
    with pytest.raises(FactoryError, match=r"UserFactory\.name: public\.users has no column 'name'") as caught:
        make_plan(by_hand.schema(users), by_hand.profile(), FACTORIES_OF_USERS)
    assert "did you mean nme?" in caught.value.hint


def test_a_factory_for_a_column_the_server_generates(by_hand) -> None:
    users = by_hand.table("users", "id uuid not null", "email text not null", "name text generated")
    with pytest.raises(FactoryError, match=r"UserFactory\.name: the server generates public\.users\.name"):
        make_plan(by_hand.schema(users), by_hand.profile(), FACTORIES_OF_USERS)


def test_a_database_without_tables(by_hand) -> None:
    with pytest.raises(SchemaError, match="no table to fill") as caught:
        make_plan(by_hand.schema(), by_hand.profile())
    assert "apply your migrations first" in caught.value.hint


# ------------------------------------------------------------------------------------- what cannot be filled


def test_a_table_we_may_not_insert_into_is_a_warning(by_hand, users) -> None:
    locked = by_hand.table("locked", "id uuid not null", insertable=False)
    plan = make_plan(by_hand.schema(users, locked), by_hand.profile())
    assert [str(t.name) for t in plan.tables] == ["public.users"]
    (finding,) = plan.findings
    assert (finding.rule, finding.where, finding.severity) == ("plan-privilege", "public.locked", Severity.WARNING)
    assert finding.hint == 'grant insert on "public"."locked" to the role that seeds'


def test_what_needs_an_unfilled_parent_is_left_out_with_all_below_it(by_hand, users, orders) -> None:
    items = by_hand.table("items", "id uuid not null", "order_id bigint not null", parents={"order_id": "orders"})
    notes = by_hand.table("notes", "id uuid not null", "order_id bigint", parents={"order_id": "orders"})
    profile = by_hand.profile(tables={"users": TableSettings(skip=True)})
    plan = make_plan(by_hand.schema(users, orders, items, notes), profile)
    assert [str(t.name) for t in plan.tables] == ["public.notes"]
    assert [(f.rule, f.where) for f in plan.findings] == [
        ("plan-parent", "public.orders"),
        ("plan-parent", "public.items"),
    ]
    assert "needs rows of public.users (user_id), which is not filled" in plan.findings[0].message
    assert values(plan, "notes", "order_id") == [None] * 10
    assert column(plan, "notes", "order_id").reason == "public.orders is not filled"


# ---------------------------------------------------------------------------------------- earlier runs' rows


def test_rows_go_on_where_earlier_runs_ended(by_hand, users, orders) -> None:
    def plan(existing: dict[str, Existing]) -> Plan:
        return make_plan(by_hand.schema(users, orders), by_hand.profile(), FACTORIES, existing=existing)

    first = plan({})
    second = plan({"public.users": Existing(next_row=10), "public.orders": Existing(next_row=20, taken=((1, 20),))})
    assert [(t.start, t.stop) for t in second.tables] == [(10, 20), (20, 40)]
    assert values(first, "orders", "id") == list(range(1, 21))
    assert values(second, "orders", "id") == list(range(21, 41))
    assert not set(values(first, "users", "email")) & set(values(second, "users", "email"))
    assert set(values(second, "orders", "user_id")) == set(values(second, "users", "id"))


def test_serial_keys_keep_clear_of_rows_made_by_hand(by_hand, users, orders) -> None:
    existing = {"public.orders": Existing(taken=((5, 5), (100, 110)))}
    plan = make_plan(by_hand.schema(users, orders), by_hand.profile(), FACTORIES, existing=existing)
    assert values(plan, "orders", "id") == list(range(111, 131))


def test_pinned_rows_belong_to_the_first_run_only(by_hand, users) -> None:
    profile = by_hand.profile(tables={"users": TableSettings(rows=[{"email": "dev@example.com", "age": 40}])})
    plan = make_plan(by_hand.schema(users), profile, FACTORIES_OF_USERS)
    assert values(plan, "users", "email")[0] == "dev@example.com"
    assert values(plan, "users", "age") == [40] + [None] * 9
    existing = {"public.users": Existing(next_row=10)}
    plan = make_plan(by_hand.schema(users), profile, FACTORIES_OF_USERS, existing=existing)
    assert "dev@example.com" not in values(plan, "users", "email")
    assert plan.table("public.users").left_to_server == ("age",)


def test_a_pinned_column_nobody_else_fills_must_be_nullable(by_hand) -> None:
    users = by_hand.table(
        "users", "id uuid not null", "email text not null", "name text", "age integer not null default 1"
    )
    profile = by_hand.profile(tables={"users": TableSettings(rows=[{"age": 40}])})
    with pytest.raises(ProfileError, match="age is NOT NULL and only pinned rows give it"):
        make_plan(by_hand.schema(users), profile, FACTORIES_OF_USERS)
    assert make_plan(by_hand.schema(users), profile, FACTORIES_OF_USERS, count=1).rows == 1


# ---------------------------------------------------------------------------------------------- the digest


def digest(by_hand, users, factory: type[TableFactory], **how) -> str:
    return make_plan(by_hand.schema(users), by_hand.profile(), {"public.users": factory}, **how).digest


def test_the_digest_names_the_rows(by_hand, users) -> None:
    first = digest(by_hand, users, UserFactory)
    assert first == digest(by_hand, users, UserFactory)
    assert len({first, *(digest(by_hand, users, UserFactory, **how) for how in ({"seed": 2}, {"count": 11}))}) == 3


def test_the_digest_sees_a_rare_value_in_the_middle(by_hand, users) -> None:
    def declared(rare: str) -> type[TableFactory]:
        class PersonFactory(TableFactory):
            class Meta:
                table = "users"

            id = Key()
            email = Email()
            # Longer than what is shown of a generator's arguments, so only the rows tell them apart.
            name = Choice({**{f"usual {n}": 1000 for n in range(20)}, rare: 10})

        return PersonFactory

    assert digest(by_hand, users, declared("a"), count=30_000) != digest(by_hand, users, declared("b"), count=30_000)
    assert REMEMBERED_ROWS <= DIGESTED_ROWS


def test_the_digest_looks_beneath_nothing(by_hand) -> None:
    kinds = by_hand.table(
        "users", "id bigint not null", "at timestamptz", "tags text[]", "doc jsonb", "price numeric(6,2)", "ok boolean",
        "day date", "key uuid",
    )  # fmt: skip
    plan = make_plan(by_hand.schema(kinds), by_hand.profile())
    assert plan.digest == make_plan(by_hand.schema(kinds), by_hand.profile()).digest
    empty = by_hand.profile(tables={"users": TableSettings(nulls=dict.fromkeys(["at", "tags", "doc", "price"], 1.0))})
    assert make_plan(by_hand.schema(kinds), empty).digest != plan.digest


def test_constants_and_integers_fill_what_they_fit(by_hand, users) -> None:
    class AgedFactory(UserFactory):
        class Meta:
            table = "users"

        name = Constant("Ann")
        age = Integer(20, 20)

    plan = make_plan(by_hand.schema(users), by_hand.profile(count=2), {"public.users": AgedFactory})
    assert values(plan, "users", "name") == ["Ann"] * 2
    assert values(plan, "users", "age") == [20] * 2
