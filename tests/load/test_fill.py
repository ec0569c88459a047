"""Plans into real databases: all rows or none, whatever happens on the way."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from uuid import uuid4

import pyarrow as pa
import pytest

from seeding.columns.key import Serial, is_synthetic
from seeding.database import marker
from seeding.errors import GuardError, LoadError, UnsafeValueError, UsageError
from seeding.load.fill import fill


def test_an_empty_local_database_is_filled_and_marked(run, make, by_hand, counts, full):
    result = run(make())
    assert counts() == full
    assert {t.removeprefix("public."): n for t, n in result.rows.items()} == full
    assert (result.removed, result.kept, result.unchanged, result.stamped) == (0, 0, False, True)
    assert marker.read(by_hand).environment == "local"
    ids = [row[0] for row in by_hand.execute("select id from public.users").fetchall()]
    assert all(is_synthetic(i) for i in ids)


def test_the_same_plan_again_writes_nothing_and_asks_for_no_rows(run, make, by_hand, connection, clearance):
    run(make())
    before = by_hand.execute("select xmin, id from public.users order by id").fetchall()
    result = fill(connection, clearance, make(), iter(lambda: pytest.fail("rows were made"), None))
    assert result.unchanged
    assert by_hand.execute("select xmin, id from public.users order by id").fetchall() == before


@pytest.mark.parametrize(
    "change",
    [
        "update public.users set role = 'developer' where email = 'person3@example.com'",
        "delete from public.visits where country is null",
        "update public.metrics set value = 99 where id = 3",
    ],
)
def test_a_seeded_row_changed_by_hand_comes_back(run, make, by_hand, change, counts, everything, full):
    run(make())
    original = everything()
    by_hand.execute(change)
    if "visits" in change:
        assert counts() != full
    result = run(make())
    assert not result.unchanged
    now = everything()
    del original["users"], now["users"]  # created_at is the server's
    assert now == original


def test_partitions_generated_columns_and_types_without_a_codec(by_hand, planning, connection, clearance):
    by_hand.execute(
        """
        create table public.events (
            day date not null, n int not null, address inet, twice int generated always as (n * 2) stored,
            detail json, primary key (day, n)
        ) partition by range (day);
        create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
        create table public.events_rest partition of public.events default;
        create table public.marks (id int primary key, day date, n int, foreign key (day, n) references public.events);
        """
    )
    schema, listed = planning.schema_of(by_hand), planning.Listed

    def plan(seed, rows):
        days = listed(pa.array(range(19_700, 19_800), pa.int32()).cast(pa.date32()))
        return planning.plan_of(
            schema,
            {
                "public.events": (
                    rows,
                    {
                        "day": days,
                        "n": Serial(seed),
                        "address": listed(["192.0.2.1", None]),
                        "detail": listed(['{"a":1}']),
                    },
                )
            },
            seed=seed,
        )

    fill(connection, clearance, plan(1, 90), planning.cleared(plan(1, 90), block=40))
    by_hand.execute("insert into public.marks select 1, day, n from public.events where n = 5")
    by_hand.execute("insert into public.events (day, n) values ('2024-06-01', 1000)")
    result = fill(connection, clearance, plan(1, 80), planning.cleared(plan(1, 80)))
    assert (result.removed, result.kept, dict(result.stayed)) == (89, 1, {"public.events": 1})
    by_hand.execute("delete from public.marks")
    result = fill(connection, clearance, plan(2, 10), planning.cleared(plan(2, 10)))
    assert (result.removed, result.kept, dict(result.stayed)) == (80, 1, {})
    assert by_hand.execute("select count(*), sum(twice) from public.events where n < 1000").fetchone() == (10, 130)


def test_keys_left_to_the_server(by_hand, planning, connection, clearance):
    by_hand.execute(
        """
        create table public.a (id bigserial primary key, name text);
        create table public.b (id uuid primary key default gen_random_uuid(), name text);
        create table public.c (id int generated always as identity primary key, name text unique deferrable);
        """
    )
    schema, names = planning.schema_of(by_hand), {"name": planning.Listed(["x", "y", "z"])}

    def plan(seed):
        tables = {"public.a": (6, names), "public.b": (6, names), "public.c": (3, names)}
        return planning.plan_of(schema, tables, seed=seed)

    fill(connection, clearance, plan(1), planning.cleared(plan(1)))
    for table in "abc":
        by_hand.execute(f"insert into public.{table} (name) values ('by hand')")
    assert fill(connection, clearance, plan(1), planning.cleared(plan(1)), mode="top-up").unchanged
    assert fill(connection, clearance, plan(1), planning.cleared(plan(1))).unchanged
    fill(connection, clearance, plan(2), planning.cleared(plan(2)))
    by_hand.execute("delete from public.c where name = 'x'")
    fill(connection, clearance, plan(2), planning.cleared(plan(2)), mode="top-up")
    result = fill(connection, clearance, plan(3), planning.cleared(plan(3)))
    assert (result.removed, result.kept) == (15, 3)
    for table, rows in {"a": 7, "b": 7, "c": 4}.items():
        assert by_hand.execute(f"select count(*) from public.{table}").fetchone() == (rows,)


def test_a_batch_without_proof_is_refused(connection, clearance, make, counts):
    from seeding.generate import generate

    plan = make()
    with pytest.raises(UnsafeValueError, match="cleared"):
        fill(connection, clearance, plan, generate(plan))
    assert counts()["users"] == 0


def test_an_unknown_mode(connection, clearance, make, planning):
    with pytest.raises(UsageError, match="upsert"):
        fill(connection, clearance, make(), planning.cleared(make()), mode="upsert")


def test_a_plan_for_another_environment(connection, clearance, make, planning):
    with pytest.raises(GuardError, match="staging"):
        fill(connection, clearance, make(environment="staging"), planning.cleared(make()))


def test_the_guard_is_asked_again_inside_the_transaction(run, make, by_hand, counts):
    by_hand.execute("insert into public.countries values ('ZZ', 'Zland')")
    with pytest.raises(GuardError, match="not marked local"):
        run(make())
    assert counts()["users"] == 0
    with by_hand.transaction():
        marker.stamp(by_hand, "production")
    with pytest.raises(GuardError, match="production"):
        run(make())


def test_a_connection_in_a_transaction_is_refused(connection, clearance, make, planning):
    connection.execute("select 1")
    with pytest.raises(LoadError, match="in a transaction already"):
        fill(connection, clearance, make(), planning.cleared(make()))
    connection.rollback()


def test_two_runs_at_once_are_refused(run, make, by_hand):
    with by_hand.transaction():
        by_hand.execute("select pg_advisory_xact_lock(%s)", (0x5EED0001,))
        with pytest.raises(LoadError, match="another run"):
            run(make())


def test_row_level_security_that_applies_to_us(by_hand, planning, clearance, make):
    plan = make()
    role = f"weak_{uuid4().hex[:12]}"
    by_hand.execute("alter table public.users enable row level security")
    with by_hand.transaction():
        marker.stamp(by_hand, "local")
    by_hand.execute(f"create role {role}")
    try:
        by_hand.execute(f"grant all on schema public, _seed to {role}")
        by_hand.execute(f"grant all on all tables in schema public, _seed to {role}")
        by_hand.execute(f"grant execute on function pg_control_system() to {role}")
        by_hand.execute(f"set role {role}")
        with pytest.raises(LoadError, match="row-level security"):
            fill(by_hand, clearance, plan, planning.cleared(plan))
    finally:
        by_hand.execute("reset role")
        by_hand.execute(f"drop owned by {role}; drop role {role}")


def test_a_killed_backend_leaves_nothing(connection, clearance, make, planning, by_hand, counts):
    plan = make()
    reached = threading.Event()

    def killing():
        for batch in planning.cleared(plan, block=8):
            yield batch
            if batch.table == "public.orders" and not reached.is_set():
                reached.set()
                by_hand.execute("select pg_terminate_backend(%s)", (connection.info.backend_pid,))

    with pytest.raises(LoadError, match=r"the server went away .*nothing was written"):
        fill(connection, clearance, plan, killing())
    assert reached.is_set()
    assert set(counts().values()) == {0}
    assert marker.read(by_hand) is None


def test_what_making_the_rows_raises_is_raised(connection, clearance, make, planning, counts):
    plan = make()

    def failing():
        for batch in planning.cleared(plan, block=8):
            if batch.first_row == 16:
                raise KeyError("a generator's own mistake")
            yield batch

    with pytest.raises(KeyError, match="own mistake"):
        fill(connection, clearance, plan, failing())
    assert set(counts().values()) == {0}
    assert connection.info.transaction_status.name == "IDLE"
    assert fill(connection, clearance, plan, planning.cleared(plan)).rows["public.users"] == 40


def test_ctrl_c_rolls_back_and_is_raised(connection, clearance, make, planning, counts):
    class Interrupted(SimpleNamespace):
        def started(self, table, rows):
            pass

        def advanced(self, table, rows):
            if table == "public.orders":
                raise KeyboardInterrupt

        def finished(self, table, rows, seconds):
            pass

    with pytest.raises(KeyboardInterrupt):
        fill(connection, clearance, make(), planning.cleared(make(), block=8), progress=Interrupted())
    assert set(counts().values()) == {0}
    assert connection.info.transaction_status.name == "IDLE"


def test_rows_that_do_not_come_are_missed(connection, clearance, make, planning, counts):
    batches = [b for b in planning.cleared(make(), block=8) if not (b.table == "public.users" and b.first_row == 32)]
    with pytest.raises(LoadError, match="32 rows came, 40 are planned"):
        fill(connection, clearance, make(), batches)
    assert set(counts().values()) == {0}


def test_progress_is_told(connection, clearance, make, planning):
    seen = []

    class Told:
        def started(self, table, rows):
            seen.append(("started", table, rows))

        def advanced(self, table, rows):
            seen.append(("advanced", table, rows))

        def finished(self, table, rows, seconds):
            assert seconds >= 0
            seen.append(("finished", table, rows))

    fill(connection, clearance, make(), planning.cleared(make(), block=16), progress=Told())
    assert [s for s in seen if s[1] == "public.users"] == [
        ("started", "public.users", 40),
        ("advanced", "public.users", 16),
        ("advanced", "public.users", 16),
        ("advanced", "public.users", 8),
        ("finished", "public.users", 40),
    ]
