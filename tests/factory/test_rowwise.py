from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any, ClassVar

import factory
import factory.fuzzy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.email import Email
from seeding.columns.key import Key
from seeding.columns.moment import Moment
from seeding.columns.person_name import PersonName
from seeding.columns.reference import Reference
from seeding.columns.rows import Pins, Rows, TableRows, World
from seeding.columns.single import use_world
from seeding.columns.username import Username
from seeding.errors import FactoryError
from seeding.factory import TableFactory
from seeding.factory.rowwise import Cycle


class PersonFactory(TableFactory):
    class Meta:
        table = "rowwise.people"
        exclude = ("initials",)
        rename: ClassVar = {"class_": "class"}

    class Params:
        domain = "example.org"
        senior = factory.Trait(level="senior", salary=factory.LazyFunction(lambda: random.randint(90, 99)))

    id = Key()
    full_name = PersonName()
    email = Email(of="full_name")
    username = Username(of="email")
    class_ = Choice(["a", "b", "c"])
    level = "junior"
    salary = factory.fuzzy.FuzzyInteger(10, 80)
    bonus = factory.fuzzy.FuzzyDecimal(1, 9, precision=2)
    initials = factory.LazyAttribute(lambda o: "".join(part[0] for part in o.full_name.split()))
    badge = factory.LazyAttributeSequence(lambda o, n: f"{o.initials}-{n}-{o.class_}")
    number = factory.Sequence(lambda n: n * 10)
    website = factory.LazyAttribute(lambda o: f"https://{o.username}.{o.domain}")
    luck = factory.LazyFunction(lambda: random.choice(["heads", "tails"]))
    twice = factory.LazyAttribute(lambda o: f"{random.randint(0, 10**9)} {o.luck} {random.randint(0, 10**9)}")
    job = factory.Faker("job")
    colour = factory.Iterator(["red", "green", "blue"])
    address = factory.Dict({"city": factory.fuzzy.FuzzyChoice(["Pune", "Oslo"]), "role": Choice(["home", "work"])})
    tags = factory.List([factory.fuzzy.FuzzyText(length=4), "fixed"])
    title = factory.Maybe("is_doctor", yes_declaration="Dr.", no_declaration=None)
    is_doctor = Choice([True, False])
    created_at = Moment(since="-1y")
    copy_of_email = factory.SelfAttribute("email")


class VisitFactory(TableFactory):
    class Meta:
        table = "rowwise.visits"
        exclude = ("person",)

    id = Key()
    person = factory.SubFactory(PersonFactory)
    person_id = factory.SelfAttribute("person.id")
    person_name = factory.LazyAttribute(lambda o: o.person.full_name)
    person_luck = factory.LazyAttribute(lambda o: o.person.luck)
    host_id = factory.SubFactory(PersonFactory)
    guide_id = Reference(PersonFactory)
    note = factory.fuzzy.FuzzyText(length=6)


def in_bulk(made_by: type[TableFactory], numbers: list[int], world: World | None = None) -> list[dict[str, Any]]:
    """The rows a plan would write, by the database's column names."""
    world = world or World()
    spec = made_by._meta.table_rows(world)
    rows = Rows(world, spec, np.array(numbers, dtype=np.int64))
    columns = {n: arrays.to_python(arrays.decode(rows.column(n))) for n in made_by._meta.bulk_columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def singly(made_by: type[TableFactory], number: int, **overrides: Any) -> dict[str, Any]:
    return dict(made_by(__sequence=number, **overrides))


def a_world(seed: int, people: int = 40, visits: int = 90) -> World:
    tables = {}
    for made_by, count in ((PersonFactory, people), (VisitFactory, visits)):
        columns = {**made_by._meta.hidden_columns, **made_by._meta.bulk_columns}
        tables[made_by._meta.table] = TableRows(made_by._meta.table, columns, 0, count)
    return World(seed=seed, tables=tables)


@pytest.mark.parametrize("made_by", [PersonFactory, VisitFactory])
def test_an_object_is_its_row_in_bulk(made_by: type[TableFactory]) -> None:
    numbers = [0, 1, 63, 64, 65, 511, 512, 100_000]
    assert [singly(made_by, n) for n in numbers] == in_bulk(made_by, numbers)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**63 - 1), st.lists(st.integers(0, 89), min_size=1, max_size=12))
def test_an_object_is_its_row_in_bulk_in_any_plan_and_any_chunking(seed: int, numbers: list[int]) -> None:
    world = a_world(seed)
    for made_by in (PersonFactory, VisitFactory):
        wanted = [n % world.tables[made_by._meta.table].stop for n in numbers]
        with use_world(world):
            alone = [singly(made_by, n) for n in wanted]
        assert in_bulk(made_by, wanted, world) == alone
        assert [row for n in wanted for row in in_bulk(made_by, [n], world)] == alone


def test_sub_factories_point_at_rows_of_the_parent_table() -> None:
    world = a_world(7)
    people = {row["id"]: row for row in in_bulk(PersonFactory, list(range(40)), world)}
    for visit in in_bulk(VisitFactory, list(range(90)), world):
        assert visit["person_name"] == people[visit["person_id"]]["full_name"]
        assert visit["person_luck"] == people[visit["person_id"]]["luck"]
        assert visit["host_id"] in people


def test_rows_differ_and_repeat() -> None:
    first = in_bulk(PersonFactory, list(range(200)))
    assert len({row["twice"] for row in first}) == 200
    assert {row["luck"] for row in first} == {"heads", "tails"}
    assert first == in_bulk(PersonFactory, list(range(200)))


def test_another_seed_gives_other_draws() -> None:
    assert in_bulk(PersonFactory, [0], a_world(1))[0]["twice"] != in_bulk(PersonFactory, [0], a_world(2))[0]["twice"]


def test_an_override_changes_only_what_derives_from_it() -> None:
    plain, changed = singly(PersonFactory, 3), singly(PersonFactory, 3, luck="edge")
    assert changed["twice"].split()[1] == "edge"
    assert changed["twice"].split()[::2] == plain["twice"].split()[::2]
    assert {k for k in plain if plain[k] != changed[k]} == {"luck", "twice"}


def test_the_global_generators_are_left_as_they_were() -> None:
    state, fuzzy_state = random.getstate(), factory.random.get_random_state()
    in_bulk(PersonFactory, [0, 1])
    singly(PersonFactory, 5)
    assert random.getstate() == state
    assert factory.random.get_random_state() == fuzzy_state


def test_pinned_rows_are_what_others_derive_from() -> None:
    class Factory(TableFactory):
        class Meta:
            table = "rowwise.pinned"

        first = factory.Sequence(lambda n: f"row {n}")
        second = factory.LazyAttribute(lambda o: o.first.upper())

    columns = Factory._meta.bulk_columns
    pins = {"first": Pins(np.array([1], dtype=np.int64), arrays.from_python("by hand"))}
    world = World(tables={"rowwise.pinned": TableRows("rowwise.pinned", columns, 0, 3, pins)})
    assert [row["second"] for row in in_bulk(Factory, [0, 1, 2], world)] == ["ROW 0", "BY HAND", "ROW 2"]


def test_what_is_rowwise_says_so() -> None:
    columns = PersonFactory._meta.bulk_columns
    assert {name for name, column in columns.items() if column.rowwise} == {
        "salary", "bonus", "badge", "number", "website", "luck", "twice", "address", "tags", "title", "copy_of_email",
    }  # fmt: skip
    assert repr(columns["number"]) == "factory.Sequence(…)"
    assert repr(columns["colour"]) == "factory.Iterator(['red', 'green', 'blue'])"


def test_a_trait_switched_on_by_a_subclass_counts_in_bulk() -> None:
    class SeniorFactory(PersonFactory):
        class Meta:
            table = "rowwise.seniors"

        senior = True

    rows = in_bulk(SeniorFactory, [0, 1, 2])
    assert [row["level"] for row in rows] == ["senior"] * 3
    assert all(90 <= row["salary"] <= 99 for row in rows)
    assert "senior" not in rows[0]
    assert rows[1] == singly(SeniorFactory, 1)


def test_dicts_inside_one_row_do_not_repeat_each_other() -> None:
    class Factory(TableFactory):
        class Meta:
            table = "rowwise.homes"

        home = factory.Dict({"n": Choice(list(range(1000)))})
        work = factory.Dict({"n": Choice(list(range(1000)))})

    assert sum(row["home"] == row["work"] for row in in_bulk(Factory, list(range(50)))) < 5


def test_a_plain_factory_makes_a_part_of_the_row() -> None:
    class AddressFactory(factory.Factory):
        class Meta:
            model = dict

        street = factory.Sequence(lambda n: f"{n} High Street")
        city = factory.fuzzy.FuzzyChoice(["Pune", "Oslo", "Lima"])

    class Factory(TableFactory):
        class Meta:
            table = "rowwise.parts"

        address = factory.SubFactory(AddressFactory)

    rows = in_bulk(Factory, list(range(20)))
    assert rows[7]["address"]["street"] == "7 High Street"
    assert {row["address"]["city"] for row in rows} == {"Pune", "Oslo", "Lima"}
    assert [singly(Factory, n) for n in range(20)] == rows


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, "one"], "must be of one type"),
        ([object()], "must be of one type"),
    ],
)
def test_values_no_column_can_hold_are_refused(values: list[Any], said: str) -> None:
    class Factory(TableFactory):
        class Meta:
            table = "rowwise.odd"

        odd = factory.Sequence(lambda n: values[n % len(values)])

    with pytest.raises(FactoryError, match=said):
        in_bulk(Factory, list(range(len(values))))


def test_an_object_is_no_value() -> None:
    class Factory(TableFactory):
        class Meta:
            table = "rowwise.objects"

        person = factory.LazyFunction(lambda: PersonFactory(__sequence=1))

    with pytest.raises(FactoryError, match="a column's value is an object"):
        in_bulk(Factory, [0])


def test_overrides_of_a_parent_cannot_be_generated_in_bulk() -> None:
    class Factory(TableFactory):
        class Meta:
            table = "rowwise.overriding"
            exclude = ("person",)

        person = factory.SubFactory(PersonFactory, level="boss")
        person_id = factory.SelfAttribute("person.id")

    with pytest.raises(FactoryError, match="cannot be generated in bulk"):
        in_bulk(Factory, [0])
    assert Factory.build().person_id is not None


def test_cycles_are_finite() -> None:
    with pytest.raises(FactoryError, match="more than 10 elements"):
        Cycle(factory.Iterator(range(11), cycle=False), longest=10)
    with pytest.raises(FactoryError, match="over nothing"):
        Cycle(factory.Iterator([]))


def test_a_getter_is_applied() -> None:
    class Factory(TableFactory):
        class Meta:
            table = "rowwise.getter"

        price = factory.Iterator([(1, "a"), (2, "b")], getter=lambda pair: Decimal(pair[0]))

    assert [row["price"] for row in in_bulk(Factory, [0, 1, 2])] == [Decimal(1), Decimal(2), Decimal(1)]


def test_threads_take_turns_with_the_global_generators() -> None:
    numbers = list(range(600))
    alone = in_bulk(VisitFactory, numbers)
    chunks = [numbers[begin : begin + 50] for begin in range(0, 600, 50)]
    with ThreadPoolExecutor(4) as pool:
        made = [row for rows in pool.map(lambda chunk: in_bulk(VisitFactory, chunk), chunks) for row in rows]
    assert made == alone


def test_transformers_transform_what_is_given() -> None:
    class Factory(TableFactory):
        class Meta:
            table = "rowwise.transformed"

        code = factory.Transformer(factory.Sequence(lambda n: f"c{n}"), transform=str.upper)

    assert [row["code"] for row in in_bulk(Factory, [0, 1])] == ["C0", "C1"]
    assert singly(Factory, 1)["code"] == "C1"
    assert Factory(code="given").code == "GIVEN"
    assert Factory(code=factory.Transformer.Force("given")).code == "given"


class _Broken(Column):
    def values(self, rows: Rows) -> Any:
        return [{}["nothing"]] * len(rows)


def test_what_a_function_raises_is_told_with_the_row_and_the_place() -> None:
    class Factory(TableFactory):
        class Meta:
            table = "rowwise.broken"

        share = factory.Sequence(lambda n: 1 // (n - 5))
        own = _Broken()

    with pytest.raises(FactoryError, match=r"^rowwise.broken.share, row number 5: ZeroDivisionError: ") as caught:
        in_bulk(Factory, list(range(9)))
    line = Factory._meta.declarations["share"].inner.function.__code__.co_firstlineno
    assert caught.value.hint == f"raised at {__file__}:{line}"
    rows = Rows(World(), Factory._meta.table_rows(World()), np.array([0]))
    with pytest.raises(FactoryError, match=r"^rowwise.broken.own = _Broken\(\): KeyError: 'nothing'") as caught:
        rows.column("own")
    assert caught.value.hint.startswith(f"raised at {__file__}:")
