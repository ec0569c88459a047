"""References of single objects: parents made, parents given, and the bulk rule for the rest."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from seeding.columns.choice import Choice
from seeding.columns.fan_out import NegativeBinomial
from seeding.columns.from_parent import FromParent
from seeding.columns.key import Key, Serial
from seeding.columns.moment import Moment
from seeding.columns.reference import Reference, SelfReference
from seeding.columns.rows import World
from seeding.columns.single import use_world
from seeding.errors import FactoryError
from seeding.factory import TableFactory, use_session

LATE = datetime.datetime(2025, 12, 31, 23, tzinfo=datetime.UTC)


class OwnerFactory(TableFactory):
    class Meta:
        table = "single.owners"

    id = Key()
    role = Choice(["customer", "admin"])
    created_at = Moment()


class PetFactory(TableFactory):
    class Meta:
        table = "single.pets"

    id = Serial()
    owner_id = Reference(OwnerFactory, fan_out=NegativeBinomial(3))
    sitter_id = Reference("single.owners", nulls=0.5)
    created_at = Moment(after="owner_id.created_at")
    owner_role = FromParent("owner_id", "role")
    mother_id = SelfReference(roots=0.2)


class Recorder:
    """A session that keeps what it is given."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, Mapping[str, Any]]] = []

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        self.rows += [(table, row) for row in rows]
        return rows


@pytest.fixture
def session() -> Iterator[Recorder]:
    with use_session(Recorder()) as recorder:
        assert isinstance(recorder, Recorder)
        yield recorder


def planned(owners: int, pets: int) -> World:
    tables = {}
    for made_by, count in ((OwnerFactory, owners), (PetFactory, pets)):
        rows = made_by._meta.table_rows(World())
        tables[rows.name] = type(rows)(rows.name, rows.columns, 0, count)
    return World(3, tables=tables)


def test_build_has_the_key_of_the_bulk_row() -> None:
    here = planned(20, 60)
    bulk = here.rows("single.pets", np.arange(60)).column("owner_id").to_pylist()
    with use_world(here):
        assert [PetFactory.build(__sequence=number).owner_id for number in range(60)] == bulk


def test_alone_each_object_has_its_own_parent() -> None:
    pets = PetFactory.build_batch(5)
    assert len({pet.owner_id for pet in pets}) == 5
    for pet in pets:
        owner = OwnerFactory.build(__sequence=pet.id - 1)
        assert pet.owner_id == owner.id
        assert pet.owner_role == owner.role
        assert pet.created_at >= owner.created_at


def test_create_inserts_a_parent_first(session: Recorder) -> None:
    pet = PetFactory.create(sitter_id=None)
    (owners, owner), (pets, row) = session.rows
    assert (owners, pets) == ("single.owners", "single.pets")
    assert row["owner_id"] == owner["id"] == pet.owner_id
    assert row["owner_role"] == owner["role"]
    assert row["created_at"] >= owner["created_at"]
    assert row["mother_id"] is None


def test_overrides_reach_the_parent(session: Recorder) -> None:
    pet = PetFactory.create(owner_id__role="admin", owner_id__created_at=LATE, sitter_id=None)
    assert session.rows[0][1]["role"] == "admin"
    assert pet.owner_role == "admin"
    assert pet.created_at >= LATE
    built = PetFactory.build(owner_id__role="admin", owner_id__created_at=LATE)
    assert built.owner_role == "admin"
    assert built.created_at >= LATE


def test_a_parent_object_stands_for_its_key(session: Recorder) -> None:
    owner = OwnerFactory.build(role="admin", created_at=LATE)
    pet = PetFactory.create(owner_id=owner, sitter_id=owner)
    assert [table for table, _ in session.rows] == ["single.pets"]
    assert pet.owner_id == pet.sitter_id == owner.id
    assert pet.owner_role == "admin"
    assert pet.created_at >= LATE


def test_null_parents_are_not_created(session: Recorder) -> None:
    for _ in range(20):
        PetFactory.create()
    sitters = [row["sitter_id"] for table, row in session.rows if table == "single.pets"]
    assert None in sitters
    assert set(sitters) != {None}
    owners = [row["id"] for table, row in session.rows if table == "single.owners"]
    assert len(owners) == 20 + sum(sitter is not None for sitter in sitters)
    assert set(sitters) - {None} <= set(owners)


def test_no_parent_no_parents_values() -> None:
    pet = PetFactory.build(owner_id=None)
    assert pet.owner_role is None
    assert pet.created_at is None


def test_a_tree_grows_where_asked(session: Recorder) -> None:
    pet = PetFactory.create(mother_id__mother_id__owner_role="matriarch", sitter_id=None)
    pets = [row for table, row in session.rows if table == "single.pets"]
    assert len(pets) == 3
    assert pets[0]["owner_role"] == "matriarch"
    assert pets[0]["mother_id"] is None
    assert pets[1]["mother_id"] == pets[0]["id"]
    assert pet.mother_id == pets[1]["id"]


def test_overrides_without_a_factory_are_refused() -> None:
    class LooseFactory(TableFactory):
        class Meta:
            table = "single.loose"

        other_id = Reference("single.nobody")

    with pytest.raises(FactoryError, match=r"no factory for single.nobody, so nothing takes role"):
        LooseFactory.build(other_id__role="x")
