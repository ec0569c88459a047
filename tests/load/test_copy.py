"""One table, straight in."""

from __future__ import annotations

import pytest

from seeding.columns.key import Serial
from seeding.errors import LoadError
from seeding.load.blocks import encoded
from seeding.load.fill import fill


def test_blocks_that_only_the_server_can_read_go_as_text_behind_the_others(by_hand, connection, clearance, planning):
    by_hand.execute("create table public.hosts (id bigint primary key, at inet, seen daterange)")
    addresses = [f"2001:db8::{n:x}" for n in range(1, 101)]
    addresses[50] = "192.0.2/24"  # which the server reads as 192.0.2.0/24
    ranges = ["[2024-01-01,2024-02-01)", None]

    def plan(wrong=None):
        if wrong is not None:
            addresses[wrong] = "nowhere"
        columns = {"id": Serial(1), "at": planning.Listed(list(addresses)), "seen": planning.Listed(ranges)}
        return planning.plan_of(planning.schema_of(by_hand), {"public.hosts": (100, columns)})

    blocks = list(encoded(plan().tables, planning.cleared(plan(), block=16), lambda _: None))
    assert [block.binary for block in blocks] == [True] * 3 + [False] * 4
    fill(connection, clearance, plan(), planning.cleared(plan(), block=16))
    found = by_hand.execute("select at::text, seen::text from public.hosts order by id").fetchall()
    assert [at.partition("/")[0] for at, _ in found] == [a.replace("192.0.2/24", "192.0.2.0") for a in addresses]
    assert [seen for _, seen in found] == ranges * 50
    with pytest.raises(LoadError, match="hosts row 70, column at"):
        fill(connection, clearance, plan(70), planning.cleared(plan(70), block=16))
