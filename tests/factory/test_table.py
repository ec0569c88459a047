from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import factory
import pydantic
import pytest

from seeding.columns.choice import Choice
from seeding.columns.email import Email
from seeding.columns.json_shape import Json
from seeding.columns.key import Key
from seeding.columns.moment import Moment
from seeding.columns.person_name import PersonName
from seeding.columns.reference import Reference
from seeding.columns.subset import Subset
from seeding.columns.username import Username
from seeding.errors import FactoryError
from seeding.factory import Row, TableFactory, factory_of, reset_sequences, values_of


class MemberFactory(TableFactory):
    class Meta:
        table = "table_tests.members"

    class Params:
        verified = factory.Trait(verified_at=datetime(2025, 7, 6, tzinfo=UTC), role="volunteer")
        admin = factory.Trait(role="admin", verified=True, email="root@example.com")
        tenant = "example.net"

    id = Key()
    full_name = PersonName()
    email = Email(of="full_name")
    username = Username(of="email")
    role = Choice({"customer": 0.9, "admin": 0.1})
    created_at = Moment(since="-2y")
    verified_at = None
    home = factory.LazyAttribute(lambda o: f"https://{o.username}.{o.tenant}/")


class PlainFactory(TableFactory):
    """Generators and plain values alone."""

    class Meta:
        table = "table_tests.plain"

    id = Key()
    full_name = PersonName()
    email = Email(of="full_name")
    skills = Subset(["sql", "python", "rust", "go"], 2)
    settings = Json({"theme": Choice(["dark", "light"])})
    active = True


class OrderFactory(TableFactory):
    class Meta:
        table = "table_tests.orders"

    id = Key()
    member_id = Reference(MemberFactory)
    placed_at = Moment(after="member_id.created_at")


@pytest.fixture(autouse=True)
def _from_the_first_row() -> None:
    reset_sequences()


def test_calling_a_factory_builds_and_needs_no_database() -> None:
    member = MemberFactory()
    assert isinstance(member, Row)
    assert isinstance(member.id, UUID)
    assert member.email.endswith(("@example.com", "@example.org", "@example.net"))
    assert list(member.keys()) == [
        "id", "full_name", "email", "username", "role", "created_at", "verified_at", "home",
    ]  # fmt: skip


def test_objects_are_consecutive_rows_and_repeat_after_a_reset() -> None:
    first = MemberFactory.build_batch(5)
    assert len({member.id for member in first}) == 5
    reset_sequences()
    assert MemberFactory.build_batch(5) == first


@pytest.mark.parametrize("made_by", [MemberFactory, PlainFactory])
def test_overrides_reach_what_derives_from_them(made_by: type[TableFactory]) -> None:
    usual = made_by(__sequence=0)
    given = made_by(full_name="Zaphod Beeblebrox")
    assert given.id == usual.id
    assert given.full_name == "Zaphod Beeblebrox"
    assert "beeblebrox" in given.email


def test_an_override_nothing_derives_from_leaves_the_rest() -> None:
    usual = PlainFactory(__sequence=0)
    given = PlainFactory(active=False)
    assert dict(given) == {**dict(usual), "active": False}


def test_none_and_enums_are_values_like_others() -> None:
    import enum

    class Role(enum.Enum):
        ADMIN = "admin"

    assert MemberFactory(role=Role.ADMIN).role is Role.ADMIN
    assert MemberFactory(full_name=None, email="a@example.com").full_name is None


def test_declarations_as_overrides() -> None:
    member = MemberFactory(role=factory.LazyAttribute(lambda o: o.username[:1]), username="zoe")
    assert member.role == "z"
    assert MemberFactory(full_name=PersonName("en_IN")).full_name


def test_arguments_of_a_generator_as_overrides() -> None:
    assert MemberFactory(email__domains=["example.org"]).email.endswith("@example.org")
    with pytest.raises(FactoryError, match=r"email__sender='x': Email takes no such argument"):
        MemberFactory(email__sender="x")


def test_traits() -> None:
    verified = MemberFactory(verified=True)
    assert (verified.role, verified.verified_at.year) == ("volunteer", 2025)
    admin = MemberFactory(admin=True)
    assert (admin.role, admin.email) == ("admin", "root@example.com")
    assert admin.username.startswith("root")
    assert "admin" not in dict(admin)


def test_params() -> None:
    assert MemberFactory().home.endswith(".example.net/")
    assert MemberFactory(tenant="example.org").home.endswith(".example.org/")


def test_mutable_values_are_the_objects_own() -> None:
    first = PlainFactory(__sequence=3)
    first.skills.append("cobol")
    first.settings["theme"] = "pink"
    second = PlainFactory(__sequence=3)
    assert "cobol" not in second.skills
    assert second.settings["theme"] in ("dark", "light")
    for _ in range(3):
        PlainFactory()
    quick = PlainFactory()  # row 3 once more, by the short way
    assert (quick.skills, quick.settings) == (second.skills, second.settings)
    assert quick.skills is not second.skills


def test_one_counter_a_table_so_that_relatives_never_make_the_same_row() -> None:
    class StaffFactory(MemberFactory):
        role = "admin"

    class OtherFactory(MemberFactory):
        class Meta:
            table = "table_tests.others"

    members = [MemberFactory(), StaffFactory(), MemberFactory()]
    assert len({m.id for m in members}) == 3
    assert members[1].role == "admin"
    assert StaffFactory(__sequence=0).id == MemberFactory(__sequence=0).id
    # Another table counts for itself, and draws for itself.
    other = OtherFactory()
    assert other.full_name == OtherFactory(__sequence=0).full_name
    assert other.id != members[0].id


def test_stubs_and_strategies_of_factory_boy() -> None:
    assert MemberFactory.stub().email
    assert MemberFactory.generate("build").email
    with pytest.raises(FactoryError, match="create\\(\\) needs a database"):
        MemberFactory.create()


def test_references_in_built_objects_are_those_of_the_bulk() -> None:
    assert OrderFactory(__sequence=4).member_id == MemberFactory(__sequence=4).id
    assert OrderFactory(__sequence=4).placed_at > MemberFactory(__sequence=4).created_at


def test_a_parent_object_stands_for_its_key() -> None:
    member = MemberFactory(created_at=datetime(2025, 12, 31, tzinfo=UTC))
    order = OrderFactory(member_id=member)
    assert order.member_id == member.id
    assert order.placed_at >= member.created_at


def test_overrides_of_a_parent_make_one() -> None:
    order = OrderFactory(member_id__created_at=datetime(2025, 12, 31, tzinfo=UTC))
    assert order.placed_at >= datetime(2025, 12, 31, tzinfo=UTC)


class MemberModel(pydantic.BaseModel):
    id: UUID
    email: str


@dataclasses.dataclass
class MemberClass:
    id: UUID
    email: str


@pytest.mark.parametrize("model", [MemberModel, MemberClass, dict])
def test_objects_of_ones_own_class(model: type) -> None:
    class Factory(TableFactory):
        class Meta:
            table = "table_tests.own"

        id = Key()
        email = Email()

    class ModelFactory(Factory):
        class Meta:
            model: Any

        Meta.model = model

    built = ModelFactory(__sequence=2)
    assert isinstance(built, model)
    assert values_of(built) == values_of(Factory(__sequence=2))
    assert ModelFactory._meta.table == "table_tests.own"


def test_rename_and_exclude() -> None:
    class Factory(TableFactory):
        class Meta:
            table = "table_tests.renamed"
            rename: ClassVar = {"class_": "class", "build_": "build"}
            exclude = ("secret",)

        class_ = Choice(["a", "b"])
        build_ = 7
        secret = Choice([1, 2, 3])
        hint = factory.LazyAttribute(lambda o: f"{o.secret}{o.class_}")

    row = Factory()
    assert set(row.keys()) == {"class", "build", "hint"}
    assert row["class"] == row.hint[1]
    assert set(Factory._meta.bulk_columns) == {"class", "build", "hint"}
    assert set(Factory._meta.hidden_columns) == {"secret"}


def test_clashes_are_refused_where_the_class_is_made() -> None:
    with pytest.raises(FactoryError, match=r"Clash\.build hides factory_boy's method") as caught:

        class Clash(TableFactory):
            class Meta:
                table = "table_tests.clash"

            build = Choice([1])

    assert 'Meta.rename = {"build_": "build"}' in caught.value.hint
    with pytest.raises(FactoryError, match="both a column and a Params entry"):

        class Vanishing(TableFactory):
            class Meta:
                table = "table_tests.clash"

            class Params:
                role = factory.Trait(id=1)

            role = Choice([1])

    with pytest.raises(FactoryError, match="two underscores"):

        class Split(TableFactory):
            class Meta:
                table = "table_tests.clash"

            utm__source = Choice([1])


def test_a_table_without_a_schema_is_in_public() -> None:
    class Factory(TableFactory):
        class Meta:
            table = "table_tests_plain"

        id = Key()

    assert Factory._meta.table == "public.table_tests_plain"
    assert factory_of("table_tests_plain") is Factory
    assert Factory.names_table


def test_a_relative_that_inherits_its_table_does_not_fill_it() -> None:
    class Relative(MemberFactory):
        role = "customer"

    assert not Relative.names_table
    assert factory_of("table_tests.members") is MemberFactory


def test_hooks_of_factory_boy_run_for_objects() -> None:
    seen: list[bool] = []

    class Factory(TableFactory):
        class Meta:
            table = "table_tests.hooks"

        id = Key()

        @factory.post_generation
        def groups(self: Row, create: bool, extracted: Any, **_: Any) -> None:
            self.groups = extracted or ["everyone"]

        @classmethod
        def _after_postgeneration(cls, instance: Any, create: bool, results: Any = None) -> None:
            seen.append(create)

    assert Factory().groups == ["everyone"]
    assert Factory(groups=["staff"]).groups == ["staff"]
    assert seen == [False, False]
    assert set(Factory._meta.bulk_columns) == {"id"}
