"""Keys that do not speak for themselves are known again by the ledger."""

from __future__ import annotations

from uuid import UUID

import pyarrow as pa

from seeding.columns.arrays import UUID_TYPE
from seeding.columns.key import Key
from seeding.load.fill import fill


def test_pinned_keys_without_the_mark_are_known_again(by_hand, planning, connection, clearance):
    by_hand.execute("create table public.people (id uuid primary key, name text)")
    schema = planning.schema_of(by_hand)
    pinned = UUID("00000000-0000-4000-8000-000000000001").bytes

    class Pinned(Key):
        def values(self, rows):
            made = super().values(rows).storage.to_pylist()
            storage = pa.array(
                [pinned if n == 2 else v for n, v in zip(rows.indices, made, strict=True)], pa.binary(16)
            )
            return pa.ExtensionArray.from_storage(UUID_TYPE, storage)

    def plan(rows):
        return planning.plan_of(schema, {"public.people": (rows, {"id": Pinned(), "name": planning.Listed(["x"])})})

    fill(connection, clearance, plan(5), planning.cleared(plan(5)))
    by_hand.execute("insert into public.people values (gen_random_uuid(), 'by hand')")
    result = fill(connection, clearance, plan(4), planning.cleared(plan(4)))
    assert (result.removed, result.kept) == (5, 1)
    assert by_hand.execute("select count(*) from public.people").fetchone() == (5,)


def test_scattered_whole_numbers_are_known_again(by_hand, planning, connection, clearance):
    by_hand.execute("create table public.numbers (id int primary key)")
    schema = planning.schema_of(by_hand)

    def plan(step):
        numbers = planning.Listed(pa.array(range(0, 200 * step, step), pa.int32()))
        return planning.plan_of(schema, {"public.numbers": (200, {"id": numbers})}, seed=step)

    fill(connection, clearance, plan(3), planning.cleared(plan(3), block=7))
    by_hand.execute("insert into public.numbers values (1), (1001)")
    result = fill(connection, clearance, plan(5), planning.cleared(plan(5)))
    assert (result.removed, result.kept) == (200, 2)
