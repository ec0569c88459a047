from __future__ import annotations

import inspect
from decimal import Decimal

import numpy as np
import pytest

from seeding.columns.boolean import Bool
from seeding.columns.choice import Choice
from seeding.columns.city import City
from seeding.columns.constant import Constant
from seeding.columns.from_parent import FromParent
from seeding.columns.integer import Integer
from seeding.columns.key import Key, Serial
from seeding.columns.moment import Moment
from seeding.columns.person_name import PersonName
from seeding.columns.reference import Reference
from seeding.columns.region import Region
from seeding.columns.rows import TableRows, World
from seeding.columns.title import Title
from seeding.errors import FactoryError
from seeding.infer.capacity import capacity
from seeding.infer.generators.beside import Beside, Otherwise
from seeding.infer.generators.brazil import Cnpj, Cpf
from seeding.infer.generators.card import CardNumber
from seeding.infer.generators.carried import Carried
from seeding.infer.generators.combined import CombinedChoice, CombinedReference
from seeding.infer.generators.counted import CountedInterval, Numbered
from seeding.infer.generators.each_once import EachOnce
from seeding.infer.generators.fit import Clipped, Fit
from seeding.infer.generators.geometry import Geometry
from seeding.infer.generators.joint import JointReference
from seeding.infer.generators.known_first import FavouredReference, KnownFirst
from seeding.infer.generators.matching import CommonValue, MatchingReference
from seeding.infer.generators.nhs import NhsNumber
from seeding.infer.generators.ordered import Ordered
from seeding.infer.generators.other import OtherReference
from seeding.infer.generators.pattern import Pattern
from seeding.infer.generators.period_start import PeriodStart
from seeding.infer.generators.ranked import RankedChoice, RankedReference
from seeding.infer.generators.soft import SoftReference
from seeding.infer.generators.terms import Terms
from seeding.infer.generators.text_form import ArrayText, Joined, PointRange, RangeText, RowText, VectorText
from seeding.infer.generators.tree import PreviousRow, RootedReference

ALONE = [
    EachOnce([f"v{n}" for n in range(100)]),
    CardNumber(),
    CardNumber(whole=True),
    NhsNumber(),
    NhsNumber(whole=True),
    Cpf(),
    Cpf("digits"),
    Cpf("whole"),
    Cnpj(),
    Cnpj("whole"),
    CountedInterval(),
    Numbered(Title(), 30),
    Terms(),
    Terms(unique=True),
    Clipped(Title(), 12),
    Fit(Title(), Pattern("[a-z]{5}"), shortest=30, longest=40, matching=("[A-Z]",)),
    Joined("x", Integer(1, 9)),
    RowText(Integer(1, 9), Choice(['a"b', "c,d", "e\\f"])),
    ArrayText(Key(), 0, 3),
    RangeText("date"),
    RangeText("timestamptz", apart=True),
    PointRange(Choice(["a"])),
    VectorText(7),
    VectorText(7, sparse=True),
    Beside("city", City(), Region(of="city")),
    Otherwise(Constant(None), Bool()),
    SoftReference("public.nothing", Integer(1, 9)),
    Geometry(unique=True),
    Geometry("MULTIPOLYGON", srid=3857, dims="Z"),
    Geometry("LINESTRING", srid=25832),
]


@pytest.mark.parametrize("column", ALONE, ids=repr)
def test_a_value_depends_on_its_row_alone(rows_of, column) -> None:
    whole = rows_of({"c": column}, "c", 100)
    assert rows_of({"c": column}, "c", 100, chunk=1) == whole
    assert rows_of({"c": column}, "c", 100, chunk=33) == whole


@pytest.mark.parametrize("column", ALONE, ids=repr)
def test_arguments_are_remembered_for_the_repr(column) -> None:
    parameters = inspect.signature(type(column).__init__).parameters
    _, kwargs = column._arguments
    assert set(kwargs) <= set(parameters)
    assert repr(column).startswith(type(column).__name__)


def world(**tables: tuple[int, dict[str, object]]) -> World:
    return World(
        seed=5,
        tables={f"public.{n}": TableRows(f"public.{n}", columns, 0, count) for n, (count, columns) in tables.items()},
    )


def values(made: World, table: str, *columns: str) -> list[tuple[object, ...]]:
    spec = made.tables[f"public.{table}"]
    rows = made.rows(f"public.{table}", np.arange(spec.stop, dtype=np.int64))
    return list(zip(*[rows.column(c).to_pylist() for c in columns], strict=True))


def test_combined_keys_never_repeat_and_fill_the_grid() -> None:
    among = ("a_id", "b_id", "kind")
    columns = {
        "a_id": CombinedReference("a", among=among),
        "b_id": CombinedReference("b", among=among),
        "kind": CombinedChoice(["x", "y"], among=among),
    }
    made = world(a=(5, {"id": Serial()}), b=(3, {"id": Serial(100)}), ab=(30, columns))
    found = values(made, "ab", *among)
    assert len(set(found)) == 30
    assert {a for a, _, _ in found} == {1, 2, 3, 4, 5}
    assert {b for _, b, _ in found} == {100, 101, 102}
    assert capacity(columns, {"public.a": 5, "public.b": 3}) == (30, "a_id")
    with pytest.raises(FactoryError, match="30 combinations"):
        values(world(a=(5, {"id": Serial()}), b=(3, {"id": Serial()}), ab=(31, columns)), "ab", "a_id")


def test_matching_references_agree() -> None:
    tenants = {"id": Key()}
    people = {"id": Serial(), "tenant_id": Reference("tenants")}
    tasks = {
        "tenant_id": CommonValue(("public.people", "tenant_id"), ("public.projects", "tenant_id")),
        "person_id": MatchingReference("people", match={"tenant_id": "tenant_id"}),
        "project_id": MatchingReference("projects", match={"tenant_id": "tenant_id"}),
        "tenant_of_person": FromParent("person_id", "tenant_id"),
        "tenant_of_project": FromParent("project_id", "tenant_id"),
    }
    made = world(tenants=(9, tenants), people=(40, people), projects=(20, people), tasks=(200, tasks))
    found = values(made, "tasks", "tenant_id", "tenant_of_person", "tenant_of_project", "person_id")
    assert all(own == theirs == others and person for own, theirs, others, person in found)
    assert len({person for *_, person in found}) > 15


def test_matching_by_several_texts() -> None:
    forms = {"term": Choice(["spring", "autumn"]), "code": Choice(["A1", "B2"]), "title": Serial()}
    columns = {
        "term": Choice(["spring", "autumn"]),
        "code": Choice(["A1", "B2"]),
        "title": MatchingReference("form", key="title", match={"term": "term", "code": "code"}),
        "their_term": FromParent("title", "term"),
    }
    found = values(world(form=(50, forms), entry=(60, columns)), "entry", "term", "their_term", "title")
    assert all(term == theirs and title for term, theirs, title in found)


def test_rows_of_a_group_take_different_parents_in_turn() -> None:
    shops = {"id": Serial(), "tenant_id": Reference("tenants")}
    goods = {"id": Serial(), "tenant_id": Reference("tenants")}
    stock = {
        "tenant_id": CommonValue(("public.shops", "tenant_id"), ("public.goods", "tenant_id"), once=True),
        "shop_id": RankedReference("shops", match={"tenant_id": "tenant_id"}, by=("tenant_id",)),
        "good_id": RankedReference("goods", match={"tenant_id": "tenant_id"}, by=("tenant_id",), after=("shop_id",)),
        "tenant_of_shop": FromParent("shop_id", "tenant_id"),
        "tenant_of_good": FromParent("good_id", "tenant_id"),
    }
    made = world(tenants=(9, {"id": Key()}), shops=(30, shops), goods=(50, goods), stock=(60, stock))
    found = values(made, "stock", "tenant_id", "tenant_of_shop", "tenant_of_good", "shop_id", "good_id")
    assert all(own == shop == good for own, shop, good, *_ in found)
    assert len({(shop, good) for *_, shop, good in found}) == 60


def test_options_in_turn_within_a_group() -> None:
    columns = {
        "tenant_id": Choice(["a", "b", "c"]),
        "purpose": RankedChoice(["cash", "bank", "stock", "tax"], by=("tenant_id",)),
    }
    found = values(world(t=(9, columns)), "t", "tenant_id", "purpose")
    most = max(sum(tenant == other for other, _ in found) for tenant, _ in found)
    assert most <= 4 and len(set(found)) == 9


@pytest.mark.parametrize(("unit", "months"), [("month", 1), ("quarter", 3), ("year", 12)])
def test_periods_begin_on_their_first_day(rows_of, unit: str, months: int) -> None:
    days = rows_of({"d": PeriodStart(unit, unique=True), "e": PeriodStart(unit)}, "d")
    assert len(set(days)) == len(days)
    assert all(day.day == 1 and (day.month - 1) % months == 0 for day in days)


def test_a_parent_nobody_agrees_with_is_null() -> None:
    made = world(
        p=(5, {"id": Serial(), "tag": Constant("x")}),
        t=(20, {"tag": Choice(["x", "y"]), "p_id": MatchingReference("p", match={"tag": "tag"})}),
    )
    assert {(tag, p is None) for tag, p in values(made, "t", "tag", "p_id")} == {("x", False), ("y", True)}


def test_other_references_never_meet() -> None:
    columns = {"home": Reference("team"), "away": OtherReference("team", unlike="home")}
    found = values(world(team=(4, {"id": Serial()}), game=(500, columns)), "game", "home", "away")
    assert all(home != away for home, away in found)
    assert len(set(found)) == 12


def test_trees_without_null_and_chains() -> None:
    columns = {"id": Serial(), "up": RootedReference(), "before": PreviousRow()}
    found = values(world(t=(100, columns)), "t", "id", "up", "before")
    assert all(up <= own for own, up, _ in found)
    assert [before for *_, before in found] == [None, *range(1, 100)]


def test_soft_references_where_the_table_is_filled() -> None:
    columns = {"p_id": SoftReference("public.p", Integer(100, 109))}
    assert {v for (v,) in values(world(p=(3, {"id": Serial()}), t=(50, columns)), "t", "p_id")} == {1, 2, 3}
    assert min(v for (v,) in values(world(t=(50, columns)), "t", "p_id")) >= 100


@pytest.mark.parametrize(
    ("column", "holds"),
    [
        (Ordered("number", above=("a",)), lambda a, b, v: a <= v <= a + 100),
        (Ordered("number", above=("a",), gap=1), lambda a, b, v: a < v),
        (Ordered("number", below=("a",)), lambda a, b, v: 0 <= v <= a),
        (Ordered("number", above=("a",), below=("b",)), lambda a, b, v: a <= v <= b),
        (Ordered("number", above=("a", "b"), gap=1, high=Decimal(500)), lambda a, b, v: b < v <= 500),
        (Ordered("number", below=("a", "b"), digits=2), lambda a, b, v: 0 <= v <= a and v == round(v, 2)),
    ],
)  # fmt: skip
def test_ordered_numbers(rows_of, column, holds) -> None:
    columns = {"a": Integer(1, 100), "b": Integer(200, 300), "v": column}
    a, b, v = (rows_of(columns, name) for name in "abv")
    assert all(holds(*row) for row in zip(a, b, v, strict=True))


def test_ordered_moments_and_nulls(rows_of) -> None:
    columns = {
        "start": Moment("-1y", nulls=0.5),
        "end": Ordered("moment", above=("start",), room=48),
        "day": Ordered("date", below=("end",), gap=1),
    }
    start, end, day = (rows_of(columns, name) for name in ("start", "end", "day"))
    assert all(s is None or s <= e for s, e in zip(start, end, strict=True))
    assert all(d < e.date() for d, e in zip(day, end, strict=True))


def test_card_numbers_fail_the_luhn_check(rows_of) -> None:
    for number in rows_of({"c": CardNumber()}, "c"):
        digits = [int(d) for d in reversed(number)]
        doubled = [d * 2 - 9 * (d > 4) for d in digits[1::2]]
        assert len(number) == 16
        assert (sum(digits[::2]) + sum(doubled)) % 10


def test_numbers_tell_rows_apart_within_the_length(rows_of) -> None:
    texts = rows_of({"c": Numbered(PersonName(), 16)}, "c", 3000)
    assert len(set(texts)) == 3000
    assert max(map(len, texts)) <= 16


def test_terms_are_unique_beyond_every_list(rows_of) -> None:
    texts = rows_of({"c": Terms(unique=True)}, "c", 5000)
    assert len({text.lower() for text in texts}) == 5000


def test_what_stands_beside_nothing_agrees(rows_of) -> None:
    columns = {"a": Beside("city", City(), City(country=None)), "b": Beside("city", City(), Region(of="city"))}
    again = {"x": Beside("city", City(), Region(of="city")), "y": Beside("city", City(), Region(of="city"))}
    assert rows_of(columns, "b") == rows_of(again, "x") == rows_of(again, "y")


@pytest.mark.parametrize(
    ("columns", "counts", "room"),
    [
        ({"a": Serial()}, {}, None),
        ({"a": EachOnce(["x", "y"])}, {}, (2, "a")),
        ({"a": Pattern("[A-Z]", unique=True), "b": Pattern("[a-z]{9}")}, {}, (26, "a")),
        ({"a": Integer(1, 5, unique=True)}, {}, (5, "a")),
    ],
)
def test_capacity(columns, counts, room) -> None:
    assert capacity(columns, counts) == room


@pytest.mark.parametrize("column", [Cpf("digits"), Cnpj("digits"), NhsNumber(), CardNumber()], ids=repr)
def test_no_number_comes_twice(rows_of, column) -> None:
    values = rows_of({"c": column}, "c", 20_000)
    assert len(set(values)) == 20_000


def test_there_are_only_so_many_nhs_numbers_for_tests(rows_of) -> None:
    assert NhsNumber().count == 909_091
    with pytest.raises(FactoryError, match="kept for tests"):
        rows_of({"c": NhsNumber()}, "c", 909_092)


def test_keys_that_share_several_columns_take_rows_that_agree() -> None:
    kinds = {"lot": Reference("lots"), "kind": Choice(["dark", "flat", "bias"])}
    cameras = {"lot": Reference("lots"), "camera": Choice(["a", "b", "c", "d"])}
    sensors = {"camera": Choice(["b", "c", "d", "e"]), "id": Serial()}
    parents = [
        ("public.kinds", {"lot": "lot", "kind": "kind"}),
        ("public.cameras", {"lot": "lot", "camera": "camera"}),
        ("public.sensors", {"camera": "camera", "sensor": "id"}),
    ]
    frames = {
        "lot": JointReference("kinds", key="lot", parents=parents),
        "kind": FromParent("lot", "kind"),
        "camera": JointReference("cameras", key="camera", parents=parents, place=1),
        "sensor": JointReference("sensors", parents=parents, place=2),
        "lot_of_camera": FromParent("camera", "lot"),
        "camera_of_sensor": FromParent("sensor", "camera"),
    }
    lots = {"id": Serial()}
    made = world(lots=(12, lots), kinds=(20, kinds), cameras=(15, cameras), sensors=(30, sensors), frames=(40, frames))
    found = values(made, "frames", "lot", "lot_of_camera", "camera", "camera_of_sensor", "kind", "sensor")
    assert all(lot == other and camera == own for lot, other, camera, own, *_ in found)
    assert len({(lot, camera, kind, sensor) for lot, _, camera, _, kind, sensor in found}) > 25


def test_combinations_that_are_to_be_told_apart_come_once() -> None:
    places = {"a": Choice(["x", "y"]), "b": Choice(["p", "q"]), "id": Serial()}
    parents = [("public.p", {"a": "a", "b": "b"}), ("public.q", {"a": "a", "b": "b", "q_id": "id"})]
    columns = {
        "a": JointReference("p", key="a", parents=parents, apart=[("a", "b")]),
        "b": FromParent("a", "b"),
        "q_id": JointReference("q", parents=parents, place=1, apart=[("a", "b")]),
    }
    made = world(p=(30, places), q=(30, places), t=(4, columns))
    assert len(set(values(made, "t", "a", "b"))) == 4


def test_keys_that_share_several_columns_say_where_nothing_agrees() -> None:
    parents = [("public.p", {"a": "a", "b": "b"}), ("public.q", {"b": "b", "a": "a"})]
    columns = {"a": JointReference("p", key="a", parents=parents), "b": FromParent("a", "b")}
    made = world(p=(5, {"a": Serial(), "b": Constant(1)}), q=(5, {"a": Serial(), "b": Constant(2)}), t=(3, columns))
    with pytest.raises(FactoryError, match=r"no rows of public.p, public.q agree"):
        values(made, "t", "a")


@pytest.mark.parametrize("words", [("admin",), ("admin", "auditor", "A3"), ("A9", "A8", "A1")])
def test_words_come_first_and_nothing_comes_twice(words: tuple[str, ...]) -> None:
    codes = world(t=(10, {"code": KnownFirst(words, EachOnce([f"A{n}" for n in range(10)]))}))
    found = [code for (code,) in values(codes, "t", "code")]
    assert found[: len(words)] == list(words)
    assert len(set(found)) == 10


def test_references_favour_the_first_rows() -> None:
    columns = {"role_id": FavouredReference("roles", first=2)}
    made = world(roles=(50, {"id": Serial()}), people=(400, columns))
    found = [role for (role,) in values(made, "people", "role_id")]
    assert 0.3 < sum(role <= 2 for role in found) / 400 < 0.55
    assert len(set(found)) > 30


@pytest.mark.parametrize("otherwise", [Constant(Decimal("7.50")), Constant(7), Constant(Decimal("7.12345678"))])
def test_what_is_carried_keeps_its_digits_beside_what_stands_in_for_it(otherwise: Constant) -> None:
    """A fee with tax on it has four digits, and where the parent has none another has two."""
    parents = {"id": Serial(), "fee": EachOnce([Decimal("9.1234"), None, Decimal("1.0001")])}
    children = {"cart_id": Reference("public.cart"), "fee": Carried("cart_id", "fee", otherwise)}
    world = World(
        tables={
            "public.cart": TableRows("public.cart", parents, 0, 3),
            "public.order": TableRows("public.order", children, 0, 40),
        }
    )
    found = set(world.rows("public.order", np.arange(40)).column("fee").to_pylist())
    assert {Decimal("9.1234"), Decimal("1.0001")} <= found
    assert len(found) == 3
