"""What the server says when it cannot, as people read it."""

from __future__ import annotations

import psycopg
import pytest

from seeding.columns.key import Key, Serial
from seeding.errors import GuardError, LoadError, UnsafeValueError
from seeding.findings import Finding
from seeding.load.clean import clean
from seeding.load.fill import fill
from seeding.load.lock import lock
from seeding.load.relations import read
from seeding.load.shortfall import refusal


@pytest.fixture
def table(by_hand, planning):
    """A table and its plan; `spoil` makes a trigger raise there."""
    by_hand.execute("create table public.things (id int primary key, name text, parent int references public.things)")
    plan = planning.plan_of(
        planning.schema_of(by_hand), {"public.things": (5, {"id": Serial(1), "name": planning.Listed(["a", "b"])})}
    )

    def spoil(raised: str) -> None:
        by_hand.execute(
            f"""
            create function public.spoil() returns trigger language plpgsql as $$ begin
                if new.id = 3 then raise {raised}; end if; return new;
            end $$;
            create trigger spoil before insert on public.things for each row execute function public.spoil();
            """
        )

    return plan, spoil


FAR = """
create table public.parted (id int, name text not null) partition by list (name);
create table public.near partition of public.parted for values in ('a');
create foreign data wrapper nowhere; create server far foreign data wrapper nowhere;
create foreign table public.beyond partition of public.parted default server far;
"""


def test_a_partition_on_another_server_is_not_written_to(by_hand, planning, connection, clearance):
    by_hand.execute(FAR)
    plan = planning.plan_of(
        planning.schema_of(by_hand), {"public.parted": (2, {"id": Serial(1), "name": planning.Listed(["a", "a"])})}
    )
    with pytest.raises(GuardError, match=r"another server.*beyond \(foreign server far\)") as refused:
        fill(connection, clearance, plan, planning.cleared(plan))
    assert "detach" in refused.value.hint
    assert by_hand.execute("select count(*) from public.near").fetchone() == (0,)
    by_hand.execute("alter table public.parted detach partition public.beyond")
    assert fill(connection, clearance, plan, planning.cleared(plan)).rows == {"public.parted": 2}
    # Put back, it is no table to remove rows from either.
    by_hand.execute("alter table public.parted attach partition public.beyond default")
    with pytest.raises(GuardError, match="another server"):
        clean(connection, clearance, planning.schema_of(by_hand))
    assert by_hand.execute("select count(*) from public.near").fetchone() == (2,)


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("exception using errcode = 'disk_full', message = 'no space left on device'", "the server's disk is full"),
        ("exception using errcode = 'out_of_memory', message = 'out of memory'", "the server ran out of something"),
        ("exception using errcode = 'query_canceled', message = 'statement timeout'", "cancelled: statement timeout"),
        ("exception using errcode = 'lock_not_available', message = 'lock timeout'", "another session holds a lock"),
        ("exception 'things are wrong'", "public.things row 2: things are wrong; nothing was written"),
        (
            "exception using errcode = 'check_violation', message = 'too odd', table = 'other', schema = 'elsewhere'",
            r"elsewhere.other \(written by a trigger while public.things was filled\): too odd",
        ),
    ],
)
def test_errors_of_every_kind(table, raised, said, connection, clearance, planning, by_hand):
    plan, spoil = table
    spoil(raised)
    with pytest.raises(LoadError, match=said) as caught:
        fill(connection, clearance, plan, planning.cleared(plan))
    assert isinstance(caught.value.__cause__, psycopg.Error)
    assert by_hand.execute("select count(*) from public.things").fetchone() == (0,)


def test_a_lock_held_elsewhere_is_not_waited_for_for_ever(table, by_hand, database):
    with psycopg.connect(database) as other:
        other.execute("lock table public.things in row exclusive mode")
        with by_hand.transaction(), by_hand.cursor() as cursor:
            before = cursor.execute("show lock_timeout").fetchone()
            with pytest.raises(psycopg.errors.LockNotAvailable), by_hand.transaction():
                lock(cursor, read(cursor).tables.values(), patience="10ms")
            assert cursor.execute("show lock_timeout").fetchone() == before
        other.rollback()
        with by_hand.transaction(), by_hand.cursor() as cursor:
            lock(cursor, read(cursor).tables.values(), patience="1min")  # autovacuum may be at it
            assert cursor.execute("show lock_timeout").fetchone() == before


def test_a_missing_self_reference_is_named(by_hand, planning, connection, clearance, table):
    schema = planning.schema_of(by_hand)
    plan = planning.plan_of(
        schema, {"public.things": (5, {"id": Serial(1), "parent": planning.Listed([None, 1, 2, 99, 4])})}
    )
    with pytest.raises(
        LoadError, match=r"public.things row 3, column parent: the parent public.things has no row with id 99"
    ):
        fill(connection, clearance, plan, planning.cleared(plan))


def test_a_composite_key_is_located(by_hand, planning, connection, clearance):
    by_hand.execute("create table public.pairs (a int, b text, primary key (a, b))")
    plan = planning.plan_of(
        planning.schema_of(by_hand),
        {"public.pairs": (4, {"a": planning.Listed([1, 1, 2, 1]), "b": planning.Listed(["x", "y", "x", "y"])})},
    )
    with pytest.raises(LoadError, match=r"public.pairs row 3, columns a, b: duplicate key"):
        fill(connection, clearance, plan, planning.cleared(plan))


def test_no_privilege_says_what_to_do(by_hand, planning, connection, clearance, database):
    by_hand.execute("create table public.things (id int primary key)")
    plan = planning.plan_of(planning.schema_of(by_hand), {"public.things": (2, {"id": Serial(1)})})
    connection.execute("set default_transaction_read_only = on")
    connection.commit()
    with pytest.raises(LoadError, match="read-only transaction"):
        fill(connection, clearance, plan, planning.cleared(plan))


def test_a_table_that_changed_meanwhile(by_hand, planning, connection, clearance, table, run, everything, refused):
    plan, _ = table
    by_hand.execute("alter table public.things rename column name to title")
    with pytest.raises(LoadError, match=r"public.things is not what it was when the plan was made"):
        fill(connection, clearance, plan, planning.cleared(plan))


# --- the row, by the columns of the constraint ---------------------------------------------------


@pytest.fixture
def refused(run, everything, by_hand):
    """The message of the LoadError that a plan ends in; nothing may have changed."""

    def message(plan) -> str:
        before = everything()
        with pytest.raises(LoadError) as caught:
            run(plan)
        assert everything() == before
        assert by_hand.execute("select to_regclass('_seed.runs')").fetchone() == (None,)
        return str(caught.value)

    return message


def test_a_duplicate_is_named(schema, planning, refused):
    emails = planning.Listed([*planning.EMAILS[:17], "person3@example.com", *planning.EMAILS[20:40]])
    plan = planning.plan_of(schema, {"public.users": (30, {"id": Key(), "email": emails})})
    message = refused(plan)
    assert message.startswith("public.users row 17, column email: duplicate key")
    assert "person3@example.com" in message


def test_a_check_is_named(schema, planning, refused):
    roles = planning.Listed([*["customer"] * 20, "nobody"])
    plan = planning.plan_of(
        schema, {"public.users": (30, {"id": Key(), "email": planning.Listed(planning.EMAILS), "role": roles})}
    )
    message = refused(plan)
    assert message.startswith("public.users row 20, column role: ")
    assert "users_role_check" in message


def test_a_missing_value_is_named(schema, planning, refused):
    plan = planning.plan_of(schema, {"public.metrics": (5, {"id": Serial(1)})})
    message = refused(plan)
    assert message.startswith("public.metrics row 0, column day: null value")


def test_a_missing_parent_is_named(schema, planning, refused):
    visits = planning.Listed(["AA", "QQ"])
    plan = planning.plan_of(
        schema,
        {
            "public.countries": (2, {"code": planning.Listed(["AA", "BB"]), "name": planning.Listed(["A"])}),
            "public.visits": (6, {"country": visits}),
        },
    )
    message = refused(plan)
    assert message.startswith(
        "public.visits row 1, column country: the parent public.countries has no row with code QQ"
    )


def test_a_value_the_type_does_not_take_is_named(by_hand, planning, connection, clearance):
    by_hand.execute("create table public.hosts (id int primary key, address inet)")
    schema = planning.schema_of(by_hand)
    addresses = planning.Listed([*["192.0.2.1"] * 8, "not an address"])
    plan = planning.plan_of(schema, {"public.hosts": (9, {"id": Serial(1), "address": addresses})})
    with pytest.raises(LoadError, match=r"public.hosts row 8, column address: invalid input syntax for type inet"):
        fill(connection, clearance, plan, planning.cleared(plan))


def test_an_exclusion_is_named(by_hand, planning, connection, clearance):
    by_hand.execute("create table public.stays (id int primary key, days int4range, exclude using gist (days with &&))")
    schema = planning.schema_of(by_hand)
    days = planning.Listed(["[1,5)", "[5,9)", "[8,10)"])
    plan = planning.plan_of(schema, {"public.stays": (3, {"id": Serial(1), "days": days})})
    with pytest.raises(LoadError, match=r"public.stays row 2: conflicting key value violates exclusion"):
        fill(connection, clearance, plan, planning.cleared(plan))


def test_the_refused_row_of_a_staged_table_is_named(run, make, by_hand, schema, planning):
    run(make())
    by_hand.execute("insert into public.visits (at, country) values (now(), 'BB')")
    by_hand.execute(
        "insert into public.countries values ('EE', 'Eland'); create unique index on public.countries (name)"
    )
    names = planning.Listed(["Aland", "Bland", "Eland"])
    plan = planning.plan_of(
        schema, {"public.countries": (3, {"code": planning.Listed(["AA", "BB", "CC"]), "name": names})}
    )
    with pytest.raises(LoadError, match=r"public.countries row 2"):
        run(plan)


def test_a_value_that_a_row_which_stays_already_has(run, make, by_hand):
    run(make())
    by_hand.execute(
        "insert into public.orders (user_id) select id from public.users where email = 'person5@example.com'"
    )
    with pytest.raises(LoadError, match=r"public.users row 5, column email: duplicate key") as caught:
        run(make(seed=2))
    assert "fill with the earlier run's seed" in caught.value.hint


def test_what_could_belong_to_somebody_is_told_by_column_and_kind():
    found = Finding("safety-asn", "public.hops.peer row 0", '"AS1***" is the number of a real one', "use 64496")
    why = refusal(UnsafeValueError("refusing to write public.hops: 9 values", [found], hint="use 64496"))
    assert why.said == (
        'a generated value could belong to somebody: public.hops.peer row 0 "AS1***" is the number of a real one'
    )
    assert why.hint == "declare a factory for the table, and use 64496"
