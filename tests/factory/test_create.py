from __future__ import annotations

import dataclasses
import datetime
import threading
from typing import Any
from uuid import UUID

import factory
import psycopg
import pydantic
import pytest

from seeding.columns.choice import Choice
from seeding.columns.email import Email
from seeding.columns.from_parent import FromParent
from seeding.columns.key import Key
from seeding.columns.moment import Moment
from seeding.columns.person_name import PersonName
from seeding.columns.reference import Reference, SelfReference
from seeding.errors import FactoryError
from seeding.factory import Row, TableFactory, current_session, use_session
from seeding.testing import ConnectionSession

Connection = psycopg.Connection[Any]

TABLES = """
create table teams (
    id serial primary key,
    name text not null,
    made_at timestamptz not null default now()
);
create table members (
    id uuid primary key,
    team_id int not null references teams,
    full_name text not null,
    email text not null unique,
    role text not null default 'customer',
    number int generated always as identity,
    created_at timestamptz not null,
    shout text generated always as (upper(full_name)) stored
);
create table visits (
    id bigserial primary key,
    member_id uuid not null references members,
    team_id int not null references teams,
    at timestamptz not null
);
create table copies (id uuid primary key, parent_id uuid not null, name text not null);
create table nodes (id uuid primary key, parent_id uuid references nodes, name text not null);
"""


class TeamFactory(TableFactory):
    class Meta:
        table = "teams"

    name = factory.Sequence(lambda n: f"team {n}")


class MemberFactory(TableFactory):
    class Meta:
        table = "members"

    class Params:
        old = factory.Trait(created_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))

    id = Key()
    team_id = Reference(TeamFactory)
    full_name = PersonName()
    email = Email(of="full_name")
    created_at = Moment(since="-1y")


class VisitFactory(TableFactory):
    class Meta:
        table = "visits"
        exclude = ("member",)

    member = factory.SubFactory(MemberFactory)
    member_id = factory.SelfAttribute("member.id")
    team_id = factory.SelfAttribute("member.team_id")
    at = factory.LazyAttribute(lambda o: o.member.created_at + datetime.timedelta(days=1))


class NodeFactory(TableFactory):
    class Meta:
        table = "nodes"

    id = Key()
    parent_id = SelfReference()
    name = Choice(["leaf", "twig"])


@pytest.fixture
def tables(db: Connection) -> Connection:
    db.execute(TABLES)
    return db


class Counting:
    """A session that says how many statements it was worth."""

    def __init__(self, connection: Connection) -> None:
        self.inner = ConnectionSession(connection)
        self.statements: list[tuple[str, int]] = []

    def insert(self, table: str, rows: Any) -> Any:
        self.statements.append((table, len(rows)))
        return self.inner.insert(table, rows)


def count(db: Connection, table: str) -> int:
    row = db.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])


def test_create_inserts_and_gives_back_what_the_server_stored(tables: Connection) -> None:
    team = TeamFactory.create()
    assert (team.id, team.name) == (1, "team 0")
    assert team.made_at == tables.execute("select now()").fetchone()[0]  # type: ignore[index]
    assert tables.execute("select name from teams").fetchall() == [("team 0",)]


def test_create_makes_the_parents_it_needs(tables: Connection) -> None:
    member = MemberFactory.create(team_id__name="ours", role="admin")
    assert tables.execute("select name from teams").fetchall() == [("ours",)]
    assert (member.role, member.number, member.shout) == ("admin", 1, member.full_name.upper())
    assert member.team_id == 1


def test_create_takes_a_parent_or_its_key(tables: Connection) -> None:
    team = TeamFactory.create()
    assert MemberFactory.create(team_id=team).team_id == team.id
    assert MemberFactory.create(team_id=team.id).team_id == team.id
    assert count(tables, "teams") == 1


def test_sub_factories_create_through_each_other(tables: Connection) -> None:
    visit = VisitFactory.create(member__role="volunteer", member__team_id__name="theirs")
    assert visit.at > tables.execute("select created_at from members").fetchone()[0]  # type: ignore[index]
    assert tables.execute("select role from members").fetchall() == [("volunteer",)]
    assert tables.execute("select name from teams").fetchall() == [("theirs",)]


def test_traits_of_created_objects(tables: Connection) -> None:
    assert MemberFactory.create(old=True).created_at.year == 2020


def test_trees(tables: Connection) -> None:
    root = NodeFactory.create()
    child = NodeFactory.create(parent_id=root)
    assert (root.parent_id, child.parent_id) == (None, root.id)
    assert NodeFactory.create(parent_id__name="grown").parent_id is not None


def test_every_test_begins_at_the_first_row(tables: Connection) -> None:
    assert TeamFactory.create().name == "team 0"
    assert MemberFactory.create().id == MemberFactory.build(__sequence=0, team_id=1).id


def test_every_test_begins_at_the_first_row_again(tables: Connection) -> None:
    assert TeamFactory.create().name == "team 0"
    assert MemberFactory.create().id == MemberFactory.build(__sequence=0, team_id=1).id


def test_a_batch_is_a_statement_a_table(tables: Connection) -> None:
    team = TeamFactory.create()
    counting = Counting(tables)
    with use_session(counting):
        members = MemberFactory.create_batch(300, team_id=team.id)
    assert counting.statements == [("public.members", 300)]
    stored = dict(tables.execute("select id, number from members").fetchall())
    assert {m.id: m.number for m in members} == stored
    assert len(stored) == 300


def test_a_batch_makes_its_parents_in_batches_where_keys_are_generated_here(tables: Connection) -> None:
    counting = Counting(tables)
    team = TeamFactory.create()
    with use_session(counting):
        visits = VisitFactory.create_batch(50, member__team_id=team.id)
    assert counting.statements == [("public.members", 50), ("public.visits", 50)]
    assert [v.id for v in visits] == list(range(1, 51))


def test_a_batch_waits_for_keys_only_the_server_knows(tables: Connection) -> None:
    visits = VisitFactory.create_batch(7)
    assert (count(tables, "teams"), count(tables, "members"), count(tables, "visits")) == (7, 7, 7)
    assert sorted(v.team_id for v in visits) == list(range(1, 8))


def test_trees_in_a_batch(tables: Connection) -> None:
    nodes = NodeFactory.create_batch(20, parent_id__name="grown")
    assert count(tables, "nodes") == 40
    assert len({n.parent_id for n in nodes}) == 20


def test_children_made_after_their_parent_go_in_after_it(tables: Connection) -> None:
    class HostFactory(MemberFactory):
        visits = factory.RelatedFactoryList(VisitFactory, "member", size=3)

        @factory.post_generation
        def loud(self: Row, create: bool, extracted: Any, **_: Any) -> None:
            self.heard = self.shout  # the server's: what waits goes in first

    team = TeamFactory.create()
    hosts = HostFactory.create_batch(4, team_id=team.id)
    assert (count(tables, "members"), count(tables, "visits")) == (4, 12)
    assert [h.heard for h in hosts] == [h.full_name.upper() for h in hosts]


def test_objects_that_refer_back_and_forth(tables: Connection) -> None:
    tables.execute("alter table teams add captain uuid references members")

    class LedTeamFactory(TeamFactory):
        captain = factory.SubFactory(MemberFactory, team_id=factory.SubFactory(TeamFactory))

    led = LedTeamFactory.create_batch(5)
    assert (count(tables, "teams"), count(tables, "members")) == (10, 5)
    assert all(isinstance(team.captain, UUID) for team in led)


def test_a_batch_that_fails_leaves_nothing_waiting(tables: Connection) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation), tables.transaction():
        MemberFactory.create_batch(2, team_id__name="x", email="same@example.com")
    assert TeamFactory.create_batch(3)[2].id is not None
    assert count(tables, "teams") == 3


class TeamModel(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(frozen=True)
    id: int
    name: str


@dataclasses.dataclass(frozen=True)
class TeamClass:
    id: int
    name: str


@pytest.mark.parametrize("model", [TeamModel, TeamClass, dict])
@pytest.mark.parametrize("size", [1, 5])
def test_objects_of_ones_own_class(tables: Connection, model: type, size: int) -> None:
    class ModelFactory(TeamFactory):
        class Meta:
            model: Any

        Meta.model = model

    made = ModelFactory.create_batch(size) if size > 1 else [ModelFactory.create()]
    assert all(isinstance(team, model) for team in made)
    ids = [team["id"] if isinstance(team, dict) else team.id for team in made]
    assert ids == list(range(1, size + 1))


def test_typed_parents_in_a_batch(tables: Connection) -> None:
    class TypedTeamFactory(TeamFactory):
        class Meta:
            model = TeamModel

    members = MemberFactory.create_batch(3, team_id=factory.SubFactory(TypedTeamFactory))
    assert sorted(m.team_id for m in members) == [1, 2, 3]


def test_columns_that_derive_from_the_parent_that_was_made(tables: Connection) -> None:
    class CopyFactory(TableFactory):
        class Meta:
            table = "copies"

        id = Key()
        parent_id = Reference(NodeFactory)
        name = FromParent("parent_id", "name")

    assert CopyFactory.create(parent_id__name="made by hand").name == "made by hand"


def test_a_factory_without_a_table(tables: Connection) -> None:
    class PointFactory(TableFactory):
        class Meta:
            model = dict

        x = 1

    assert PointFactory() == {"x": 1}
    with pytest.raises(FactoryError, match="PointFactory has no table to create rows in"):
        PointFactory.create()


def test_other_threads_create_through_the_fixture_as_well(tables: Connection) -> None:
    made: list[Any] = []
    thread = threading.Thread(target=lambda: made.append(TeamFactory.create()))
    thread.start()
    thread.join()
    assert made[0].id == 1


def test_the_innermost_session_counts(tables: Connection) -> None:
    outer = current_session()
    with use_session(Counting(tables)) as inner:
        assert current_session() is inner
    assert current_session() is outer


def test_without_a_session_nothing_is_created() -> None:
    with pytest.raises(FactoryError, match="needs a database") as caught:
        TeamFactory.create()
    assert '"db" fixture' in caught.value.hint
