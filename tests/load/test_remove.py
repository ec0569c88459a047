"""Rows of earlier runs go; rows made by hand stay, with whatever they refer to."""

from __future__ import annotations

import pyarrow as pa

from seeding.columns.key import Key, Serial
from seeding.load.fill import fill


def test_replace_removes_earlier_rows_and_spares_those_made_by_hand(run, make, by_hand, counts):
    run(make())
    by_hand.execute("insert into public.users (id, email) values (gen_random_uuid(), 'me@example.com')")
    by_hand.execute("insert into public.metrics (day) values ('2001-01-01')")
    by_hand.execute("insert into public.countries values ('ZZ', 'Zland')")
    by_hand.execute("insert into public.visits values (now(), 'ZZ')")
    mine = by_hand.execute("select id from public.metrics where day = '2001-01-01'").fetchone()[0]
    assert mine == 11  # the sequence was moved past the seeded keys
    result = run(make(users=30, orders=20, metrics=5, countries=2, visits=3, seed=2))
    assert counts() == {"users": 31, "metrics": 6, "orders": 20, "countries": 3, "visits": 4}
    assert (result.removed, result.kept, dict(result.stayed)) == (120, 4, {})
    assert by_hand.execute("select email from public.users where email like 'me@%'").fetchone()
    assert by_hand.execute("select day::text from public.metrics where id = 11").fetchone() == ("2001-01-01",)
    assert by_hand.execute("select count(*) from public.visits where country = 'ZZ'").fetchone() == (1,)


def test_rows_made_by_hand_keep_what_they_refer_to(run, make, by_hand, counts, full):
    """Over ON DELETE CASCADE, SET NULL and NO ACTION alike; the row they refer to is refreshed in place."""
    run(make())
    user = by_hand.execute("select id from public.users where email = 'person5@example.com'").fetchone()[0]
    by_hand.execute("insert into public.orders (user_id, note) values (%s, 'by hand')", (user,))
    by_hand.execute("insert into public.visits (at, country) values (now(), 'BB')")
    by_hand.execute("update public.users set role = 'developer' where id = %s", (user,))
    by_hand.execute("update public.countries set name = 'changed' where code = 'BB'")
    result = run(make())
    assert dict(result.stayed) == {"public.users": 1, "public.countries": 1}
    assert counts() == full | {"orders": 61, "visits": 8}
    assert by_hand.execute("select id, role from public.users where email = 'person5@example.com'").fetchall() == [
        (user, "admin")
    ]
    assert by_hand.execute("select name from public.countries where code = 'BB'").fetchone() == ("Bland",)
    assert by_hand.execute("select user_id from public.orders where note = 'by hand'").fetchone() == (user,)
    assert run(make()).unchanged


def test_a_row_that_had_to_stay_goes_once_nothing_refers_to_it(run, make, by_hand, counts):
    run(make())
    by_hand.execute("insert into public.visits (at, country) values (now(), 'CC')")
    assert dict(run(make(countries=2)).stayed) == {"public.countries": 1}
    assert counts()["countries"] == 3
    by_hand.execute("delete from public.visits where at is not null")
    assert dict(run(make(countries=2)).stayed) == {}
    assert counts()["countries"] == 2


def test_tables_in_a_circle(by_hand, planning, connection, clearance):
    by_hand.execute(
        """
        create table public.teams (id int primary key, lead int);
        create table public.members (id int primary key, team int not null references public.teams (id),
                                     boss int references public.members (id));
        alter table public.teams add foreign key (lead) references public.members (id);
        """
    )
    schema, listed = planning.schema_of(by_hand), planning.Listed

    def plan(seed, rows=6):
        return planning.plan_of(
            schema,
            {
                "public.teams": (3, {"id": listed([1, 2, 3], pa.int32()), "lead": listed([2, None, 6], pa.int32())}),
                "public.members": (
                    rows,
                    {
                        "id": listed([1, 2, 3, 4, 5, 6], pa.int32()),
                        "team": listed([1, 2, 3], pa.int32()),
                        "boss": listed([6, None, 2, 2, 2, 2], pa.int32()),
                    },
                ),
            },
            seed=seed,
        )

    first = fill(connection, clearance, plan(1), planning.cleared(plan(1)))
    assert first.rows == {"public.teams": 3, "public.members": 6}
    assert by_hand.execute("select id, lead from public.teams order by 1").fetchall() == [(1, 2), (2, None), (3, 6)]
    assert fill(connection, clearance, plan(1), planning.cleared(plan(1))).unchanged
    assert fill(connection, clearance, plan(2), planning.cleared(plan(2))).removed == 9
    # A hand-made member whose boss is member 4: 4's boss is 2, whose team is 2; those rows must stay.
    by_hand.execute("insert into public.members values (100, 1, 4)")
    result = fill(connection, clearance, plan(3), planning.cleared(plan(3)))
    assert dict(result.stayed) == {"public.members": 2, "public.teams": 2}
    assert by_hand.execute("select count(*) from public.members").fetchone() == (7,)
    topped = fill(connection, clearance, plan(3), planning.cleared(plan(3)), mode="top-up")
    assert topped.unchanged


def test_large_tables_are_emptied_at_once_only_where_every_row_was_seeded(run, by_hand, planning, schema):
    listed = planning.Listed

    def big(seed):
        days = listed(pa.array(range(25_000), pa.int32()).cast(pa.date32()))
        return planning.plan_of(schema, {"public.metrics": (25_000, {"id": Serial(1), "day": days})}, seed=seed)

    def file():
        return by_hand.execute("select pg_relation_filenode('public.metrics')").fetchone()

    run(big(1))
    before = file()
    result = run(big(2))
    assert result.removed == 25_000
    assert file() != before  # TRUNCATE gives a table new files
    assert result.analyzed == ("public.metrics",)
    by_hand.execute("insert into public.metrics (day) values ('3000-01-01')")
    before = file()
    result = run(big(3))
    assert (result.removed, result.kept, file()) == (25_000, 1, before)


def test_tables_that_no_longer_are_in_the_plan_lose_their_seeded_rows(run, make, counts, full):
    run(make())
    result = run(make(orders=None, visits=None))
    assert result.removed == 120
    assert counts() == full | {"orders": 0, "visits": 0}


def test_a_foreign_key_without_an_index_gets_one_for_the_while(by_hand, planning, connection, clearance):
    """Searching 5,000 rows 5,000 times would take most of a minute."""
    by_hand.execute(
        """
        create table public.users (id uuid primary key);
        create table public.children (id int primary key, user_id uuid references public.users (id));
        create table public.ddl (tag text);
        create function public.watch() returns event_trigger language plpgsql as
            'begin insert into public.ddl values (tg_tag); end';
        """
    )
    schema = planning.schema_of(by_hand)

    def plan(seed):
        children = {"id": Serial(1), "user_id": planning.Parent(5000)}
        return planning.plan_of(
            schema, {"public.users": (5000, {"id": Key()}), "public.children": (5000, children)}, seed=seed
        )

    fill(connection, clearance, plan(1), planning.cleared(plan(1)))
    by_hand.execute("insert into public.children select 9000, id from public.users limit 1")
    by_hand.execute(
        "create event trigger watch on ddl_command_end when tag in ('CREATE INDEX') execute function watch()"
    )
    result = fill(connection, clearance, plan(2), planning.cleared(plan(2)))
    assert (result.removed, result.kept, dict(result.stayed)) == (9999, 1, {"public.users": 1})
    assert by_hand.execute("select tag from public.ddl").fetchall() == [("CREATE INDEX",)]
    assert by_hand.execute("select count(*) from pg_indexes where indexname like 'seed %'").fetchone() == (0,)
