"""One table, straight in."""

from __future__ import annotations

from seeding.load.copy import copy_rows
from seeding.load.progress import Silent


def test_a_single_table_by_itself(by_hand, make, planning, counts):
    plan = make()
    users = [b for b in planning.cleared(plan, block=16) if b.table == "public.users"]
    with by_hand.cursor() as cursor:
        assert copy_rows(cursor, plan.tables[0], users, Silent()) == 40
    assert counts()["users"] == 40
