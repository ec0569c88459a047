"""Generators that keep what was tried, and those that lie apart: the same in every piece, and as they promise."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest

from seeding.columns.choice import Choice
from seeding.columns.integer import Integer
from seeding.columns.key import Key, Serial
from seeding.errors import FactoryError
from seeding.infer.generators.kept import Kept
from seeding.infer.generators.shared import Shared
from seeding.infer.generators.slot import AtMost, PerGroup, Slot, Tile
from seeding.infer.generators.tried import Present, Tried

PAIRS = [("a", 1), ("b", 2), ("c", 3)]
COLUMNS = {
    "name": Tried([name for name, _ in PAIRS], together="check"),
    "size": Tried([size for _, size in PAIRS], together="check"),
    "maybe": Present(Serial(), [True, False, True], together="check"),
    "once": Tried(list(range(400)), together="key", once=True),
    "cage": Integer(1, 9),
    "animal": PerGroup(Choice(["lion", "zebra"]), by=("cage",)),
    "owner": Shared(Key(), of="public.clubs.owner_id", count=3),
    "even": Kept(Serial(), list(range(1, 800, 2)), among={}, tried=800),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_values_do_not_depend_on_the_pieces(rows_of, name: str) -> None:
    assert rows_of(COLUMNS, name) == rows_of(COLUMNS, name, chunk=7)


def test_columns_tried_together_stay_together(rows_of) -> None:
    names, sizes, maybe = (rows_of(COLUMNS, column) for column in ("name", "size", "maybe"))
    assert set(zip(names, sizes, strict=True)) == set(PAIRS)
    assert {name for name, value in zip(names, maybe, strict=True) if value is None} == {"b"}


def test_what_is_given_once_is_given_once(rows_of) -> None:
    assert len(set(rows_of(COLUMNS, "once", 400))) == 400
    with pytest.raises(FactoryError, match="400 values for it passed key"):
        rows_of(COLUMNS, "once", 401)


def test_rows_of_a_group_agree(rows_of) -> None:
    pairs = set(zip(rows_of(COLUMNS, "cage"), rows_of(COLUMNS, "animal"), strict=True))
    assert len(pairs) == 9
    assert {animal for _, animal in pairs} == {"lion", "zebra"}


def test_owners_are_few(rows_of) -> None:
    assert len(set(rows_of(COLUMNS, "owner"))) == 3


def test_rows_are_picked_by_number(rows_of) -> None:
    assert rows_of(COLUMNS, "even", 4) == [2, 4, 6, 8]
    with pytest.raises(FactoryError, match="room for 400 rows"):
        rows_of(COLUMNS, "even", 401)


@pytest.mark.parametrize("kind", ["integer", "numeric", "date", "timestamp", "timestamptz"])
def test_slots_lie_apart(rows_of, kind: str) -> None:
    columns = {"begin": Slot(kind, "begin"), "end": Slot(kind, "end")}
    slots = sorted(zip(rows_of(columns, "begin"), rows_of(columns, "end"), strict=True))
    assert all(begin < end for begin, end in slots)
    assert all(end < begin for (_, end), (begin, _) in pairwise(slots))


def test_a_slot_is_as_wide_as_it_says(rows_of) -> None:
    columns = {part: Slot("timestamp", part) for part in ("begin", "end", "width")}
    begin, end, width = (rows_of(columns, part) for part in columns)
    assert [b + w for b, w in zip(begin, width, strict=True)] == end
    assert all(w < datetime.timedelta(hours=10) for w in width)


@pytest.mark.parametrize("shape", ["box", "circle", "polygon"])
def test_tiles_are_of_one_kind(rows_of, shape: str) -> None:
    assert len(set(rows_of({"c": Tile(shape)}, "c"))) == 200


def test_refused() -> None:
    for make in (lambda: Tried([], together="x"), lambda: Tile("star")):
        with pytest.raises(FactoryError):
            make()


def test_a_table_has_room_for_so_many(rows_of) -> None:
    assert rows_of({"c": AtMost(Serial(), 2)}, "c", 2) == [1, 2]
    with pytest.raises(FactoryError, match="room for 2 rows"):
        rows_of({"c": AtMost(Serial(), 2)}, "c", 3)
