"""Rows beside rows that are there already: append, and top-up."""

from __future__ import annotations

from seeding.database import marker
from seeding.load import ledger


def test_append_adds_rows_after_the_last(run, make, by_hand, schema, counts, full):
    run(make())
    assert ledger.existing(by_hand, schema, append=True)["public.users"].next_row == 40
    more = {"orders": None, "countries": None, "visits": None, "start": 40}
    result = run(make(users=10, metrics=5, **more), mode="append")
    assert counts() == full | {"users": 50, "metrics": 15}
    assert result.rows == {"public.users": 10, "public.metrics": 5}
    assert ledger.existing(by_hand, schema, append=True)["public.users"].next_row == 50
    assert by_hand.execute("select max(id) from public.metrics").fetchone() == (45,)  # row 44, counted from 1
    result = run(make())
    assert result.removed == 135
    assert counts() == full


def test_append_to_tables_without_a_telling_key(run, make, counts):
    only = {"users": None, "metrics": None, "orders": None}
    run(make(**only))
    run(make(countries=1, visits=2, start=3, **only), mode="append")
    assert counts() == {"users": 0, "metrics": 0, "orders": 0, "countries": 4, "visits": 9}
    assert run(make(**only)).removed == 13


def test_top_up_writes_only_what_is_missing(run, make, by_hand, counts, full):
    run(make())
    by_hand.execute("delete from public.orders where id in (3, 4)")
    by_hand.execute("delete from public.metrics where id = 2")
    by_hand.execute("delete from public.visits where ctid = (select min(ctid) from public.visits where country = 'AA')")
    by_hand.execute("delete from public.visits where country = 'BB'")
    by_hand.execute("update public.users set role = 'developer' where email = 'person1@example.com'")
    result = run(make(users=45), mode="top-up")
    assert result.rows == {
        "public.users": 5, "public.metrics": 1, "public.orders": 2, "public.countries": 0, "public.visits": 2,
    }  # fmt: skip
    assert by_hand.execute("select role from public.users where email = 'person1@example.com'").fetchone() == (
        "developer",
    )
    assert run(make(users=45), mode="top-up").unchanged
    run(make())
    assert counts() == full


def test_top_up_leaves_alone_what_a_hand_already_made(run, make, by_hand):
    by_hand.execute("insert into public.countries values ('AA', 'mine')")
    with by_hand.transaction():
        marker.stamp(by_hand, "local")
    only = {"users": None, "metrics": None, "orders": None, "visits": None}
    assert run(make(**only), mode="top-up").rows == {"public.countries": 2}
    run(make(**only, countries=1), mode="top-up")
    assert by_hand.execute("select name from public.countries where code = 'AA'").fetchone() == ("mine",)
