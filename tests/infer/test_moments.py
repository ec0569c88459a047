"""Moments of small tables are made once, and never taken from a world where they would be others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from seeding.columns import Key, Moment, Reference
from seeding.columns.arrays import Values
from seeding.columns.instants import instants_of
from seeding.columns.rows import Rows, TableRows, World
from seeding.infer.generators.moments import all_moments
from seeding.infer.generators.since import SinceParents


class Counted(Moment):
    """Notes how often it is asked."""

    asked = 0

    def values(self, rows: Rows) -> Values:
        type(self).asked += 1
        return super().values(rows)


def world(seed: int = 1) -> World:
    own = Counted("-1y")
    tables = (
        TableRows("public.teams", {"id": Key(), "created_at": own}, 0, 20),
        TableRows(
            "public.people",
            {
                "id": Key(),
                "team_id": Reference("public.teams"),
                "created_at": SinceParents(Moment("-1y"), "team_id.created_at", within="5d"),
            },
            0,
            50,
        ),
        TableRows("public.notes", {"id": Key()}, 0, 90),
    )
    return World(seed=seed, tables={table.name: table for table in tables})


def people(of: World) -> list[int]:
    return all_moments(of, of.table("public.people"), "created_at")[0].tolist()


def test_worlds_with_the_same_tables_share_them() -> None:
    first, before = world(), Counted.asked
    found = people(first)
    assert Counted.asked > before
    before = Counted.asked
    notes = TableRows("public.notes", {"id": Key()}, 0, 7)
    assert people(replace(first, tables={**first.tables, "public.notes": notes})) == found
    assert Counted.asked == before


def test_others_do_not() -> None:
    first = world()
    found = people(first)
    assert people(world(seed=2)) != found
    teams = TableRows("public.teams", {"id": Key(), "created_at": Counted("-1d")}, 0, 20)
    moved = people(replace(first, tables={**first.tables, "public.teams": teams}))
    assert moved != found
    rows = first.rows("public.people", np.arange(50))
    assert instants_of(rows.column("created_at"))[0].tolist() == found
