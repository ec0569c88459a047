"""What earlier runs tell the next plan."""

from __future__ import annotations

from seeding.database import marker
from seeding.load import ledger, relations


def test_keys_made_by_hand_move_the_seeded_ones_only_where_they_must(run, make, by_hand, schema):
    by_hand.execute("insert into public.metrics (day) values ('2001-01-01'), ('2001-01-02')")
    with by_hand.transaction():
        marker.stamp(by_hand, "local")

    def offset(rows):
        found = ledger.existing(by_hand, schema, append=False)["public.metrics"]
        return found.free_offset(1, rows)

    assert offset(10) == 3
    run(make(offset=3))
    by_hand.execute("insert into public.metrics (day) values ('2001-01-03')")
    assert by_hand.execute("select max(id) from public.metrics").fetchone() == (13,)
    assert offset(10) == 3  # as before: the new row lies above
    assert offset(11) == 14  # no room below it any more
    found = ledger.existing(by_hand, schema, append=True)["public.metrics"]
    assert (found.next_row, found.offset, found.taken) == (10, 3, ((1, 13),))


def test_every_entry_names_the_plan_it_follows(run, make, by_hand):
    plan = make()
    run(plan)
    assert by_hand.execute("select distinct digest from _seed.runs").fetchall() == [(plan.digest,)]


def test_only_tables_that_have_rows_are_asked_about_them(by_hand):
    by_hand.execute(
        "do $$ begin for n in 1 .. 230 loop execute format('create table public.many_%s (id int)', n); end loop; end $$"
    )
    by_hand.execute("insert into public.many_7 values (1); insert into public.many_230 values (1), (2)")
    with by_hand.cursor() as cursor:
        found = [r for n, r in relations.read(cursor).tables.items() if n.name.startswith("many_")]
        assert {str(name) for name in relations.occupied(cursor, found)} == {"public.many_7", "public.many_230"}
        assert relations.occupied(cursor, []) == set()
