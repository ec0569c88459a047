"""What the server says when it cannot, as people read it."""

from __future__ import annotations

import psycopg
import pytest

from seeding.columns.key import Serial
from seeding.errors import LoadError
from seeding.load.fill import fill
from seeding.load.lock import lock
from seeding.load.relations import read


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
            lock(cursor, read(cursor).tables.values(), patience="10ms")
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


def test_a_table_that_changed_meanwhile(by_hand, planning, connection, clearance, table):
    plan, _ = table
    by_hand.execute("alter table public.things rename column name to title")
    with pytest.raises(LoadError, match=r"public.things is not what it was when the plan was made"):
        fill(connection, clearance, plan, planning.cleared(plan))
