"""Values made to fit their column: what widens silently, and what is refused by the name of its cell."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest

from seeding.columns import arrays
from seeding.columns.constant import Constant
from seeding.errors import FactoryError
from seeding.plan.arrow_types import arrow_type
from seeding.plan.conform import conform
from seeding.plan.model import Origin, PlannedColumn, PlannedTable
from seeding.schema import Attribute, Name, Table, Type, TypeKind

KEY = UUID("5eed0000-0000-4000-97c5-1851d18fe5ac")
DAY = datetime.date(2025, 7, 6)
NOON = datetime.datetime(2025, 7, 6, 12, tzinfo=datetime.UTC)


def base(name: str, sql: str = "", **facts: Any) -> Type:
    return Type(name, "pg_catalog", TypeKind.BASE, sql or name, **facts)


TEXT, BOOL, UUID_, JSONB = base("text"), base("bool", "boolean"), base("uuid"), base("jsonb")
INT2, INT4, INT8 = base("int2", "smallint"), base("int4", "integer"), base("int8", "bigint")
FLOAT8, DATE, TIME = base("float8", "double precision"), base("date"), base("time", "time without time zone")
TIMESTAMPTZ, TIMESTAMP = base("timestamptz", "timestamp with time zone"), base("timestamp", "timestamp")
NUMERIC = base("numeric", "numeric(6,2)", precision=6, scale=2)
ANY_NUMERIC = base("numeric")
VARCHAR = base("varchar", "character varying(5)", length=5)
INET, BYTEA = base("inet"), base("bytea")
TEXTS = Type("text[]", "pg_catalog", TypeKind.ARRAY, "text[]", element=TEXT)
INTS = Type("int4[]", "pg_catalog", TypeKind.ARRAY, "integer[]", element=INT4)
JSONS = Type("jsonb[]", "pg_catalog", TypeKind.ARRAY, "jsonb[]", element=JSONB)
ENUM = Type("mood", "public", TypeKind.ENUM, "public.mood", labels=("sad", "ok"))
DOMAIN = Type("short", "public", TypeKind.DOMAIN, "public.short", element=VARCHAR)


def fitted(array: pa.Array, type_: Type, *, nullable: bool = True, factory: str = "") -> pa.Array:
    attribute = Attribute("c", type_, nullable)
    column = PlannedColumn(attribute, Constant("what was made"), Origin.FACTORY, arrow=arrow_type(type_))
    table = PlannedTable(Table(Name("public", "t"), (attribute,)), (column,), 0, 10, factory=factory)
    return conform(array, column, table, 100)


@pytest.mark.parametrize(
    ("made", "type_", "held"),
    [
        (pa.array(["a", None]), TEXT, ["a", None]),
        (pa.array([1, None]), TEXT, ["1", None]),
        (pa.array([True, False]), TEXT, ["true", "false"]),
        (pa.array([DAY]), TEXT, ["2025-07-06"]),
        (pa.nulls(2), INT4, [None, None]),
        (pa.array([1, -1], pa.int64()), INT2, [1, -1]),
        (pa.array([1, 2], pa.int8()), INT8, [1, 2]),
        (pa.array([1.0, 2.0]), INT4, [1, 2]),
        (pa.array([Decimal("3.00")]), INT4, [3]),
        (pa.array(["12"]), INT4, [12]),  # weights of a profile are texts
        (pa.array([1, 2]), FLOAT8, [1.0, 2.0]),
        (pa.array([Decimal("1.50")]), FLOAT8, [1.5]),
        (pa.array([3, None]), NUMERIC, [Decimal("3.00"), None]),
        (pa.array([1.005, 2.0]), NUMERIC, [Decimal("1.00"), Decimal("2.00")]),
        (pa.array([Decimal("1.5")]), NUMERIC, [Decimal("1.50")]),
        (pa.array(["9.99"]), NUMERIC, [Decimal("9.99")]),
        (pa.array([0.1]), ANY_NUMERIC, [Decimal("0.1000000000")]),
        (pa.array(["true", "false"]), BOOL, [True, False]),
        (pa.array([DAY]), TIMESTAMPTZ, [NOON.replace(hour=0)]),
        (pa.array([NOON]), TIMESTAMPTZ, [NOON]),
        (pa.array([NOON]), TIMESTAMP, [NOON.replace(tzinfo=None)]),
        (pa.array([NOON]), DATE, [DAY]),
        (pa.array(["2025-07-06"]), DATE, [DAY]),
        (pa.array([KEY.bytes], pa.binary(16)), UUID_, [KEY]),
        (pa.array([KEY.bytes]), UUID_, [KEY]),
        (pa.array([str(KEY), None]), UUID_, [KEY, None]),
        (pa.ExtensionArray.from_storage(arrays.UUID_TYPE, pa.array([KEY.bytes], pa.binary(16))), TEXT, [str(KEY)]),
        (pa.array(['{"a": 1}', None]), JSONB, [{"a": 1}, None]),
        (pa.ExtensionArray.from_storage(arrays.JSON, pa.array(["[1]"])), JSONB, [[1]]),
        (pa.ExtensionArray.from_storage(arrays.JSON, pa.array(["[1]"])), TEXT, ["[1]"]),
        (pa.array([1.5, None]), JSONB, [1.5, None]),
        (pa.array([["a"], [], None]), TEXTS, [["a"], [], None]),
        (pa.array([[1, None]]), INTS, [[1, None]]),
        (pa.array(['{"{}"}']), JSONS, ['{"{}"}']),  # travels as PostgreSQL's own text
        (pa.array(["192.0.2.1"]), INET, ["192.0.2.1"]),
        (pa.array([b"\x00"]), BYTEA, [b"\x00"]),
        (pa.array(["sad"]), ENUM, ["sad"]),
        (pa.array(["Straß"]), VARCHAR, ["Straß"]),  # five characters, six bytes
        (pa.array(["short"]), DOMAIN, ["short"]),
        (pa.array([]), NUMERIC, []),
    ],
)
def test_what_fits(made: pa.Array, type_: Type, held: list[Any]) -> None:
    found = fitted(made, type_)
    assert found.type == arrow_type(type_)
    assert arrays.to_python(found) == held


@pytest.mark.parametrize(
    ("made", "type_", "says"),
    [
        (pa.array([1, 70_000]), INT2, "c row 101: Constant('what was made') gave 70000, which is not a smallint"),
        (pa.array([1, 2, 2**31]), INT4, "c row 102: Constant('what was made') gave 2147483648, which is not a integer"),
        (pa.array([1.0, 1.5]), INT4, "c row 101: Constant('what was made') gave 1.5, which is not a integer"),
        (pa.array(["a"]), INT4, "c row 100: Constant('what was made') gave 'a', which is not a integer"),
        (pa.array([Decimal("1.5")]), INT4, "gave Decimal('1.5'), which is not a integer"),
        (pa.array([Decimal("1.005")]), NUMERIC, "gave Decimal('1.005'), which is not a numeric(6,2)"),
        (pa.array([1.0, 10_000.0]), NUMERIC, "row 101: Constant('what was made') gave 10000.0, which is not"),
        (pa.array([float("nan")]), NUMERIC, "gave nan, which is not a numeric(6,2)"),
        (pa.array([10_000]), NUMERIC, "gave 10000, which is not a numeric(6,2)"),
        (pa.array(["much"]), NUMERIC, "gave 'much', which is not a numeric(6,2)"),
        (pa.array(["yes", "maybe"]), BOOL, "gave 'yes', which is not a boolean"),
        (pa.array(["true", "maybe"]), BOOL, "row 101: Constant('what was made') gave 'maybe', which is not"),
        (pa.array(["today"]), DATE, "gave 'today', which is not a date"),
        (pa.array([True]), DATE, "gave True, which is not a date"),
        (pa.array([str(KEY), "12"]), UUID_, "c row 101: Constant('what was made') gave '12', which is not a uuid"),
        (pa.array([12]), UUID_, "gave 12, which is not a uuid"),
        (pa.array(["a"]), TEXTS, "gave 'a', which is not a text[]"),
        (pa.array([["a"]]), INTS, "gave ['a'], which is not a integer[]"),
        (pa.array([["a"]]), TEXT, "gave ['a'], which is not a text"),
        (
            pa.array(["short", "longer"]), VARCHAR,
            "c row 101: Constant('what was made') gave 'longer', 6 characters where character varying(5) holds 5",
        ),
        (pa.array(["longer"]), DOMAIN, "gave 'longer', 6 characters where public.short holds 5"),
    ],
)  # fmt: skip
def test_what_does_not(made: pa.Array, type_: Type, says: str) -> None:
    with pytest.raises(FactoryError) as caught:
        fitted(made, type_, factory="TFactory")
    assert caught.value.message.startswith("public.t.c row 10")
    assert says in caught.value.message
    assert caught.value.hint == "change TFactory.c"


def test_null_where_it_may_not_be() -> None:
    with pytest.raises(FactoryError) as caught:
        fitted(pa.array([1, None, None]), INT4, nullable=False)
    assert caught.value.message == (
        "public.t.c row 101: Constant('what was made') gave NULL, and the column is NOT NULL"
    )
    assert caught.value.hint == "change public.t.c: declare a factory for the table"


def test_what_has_no_type_of_ours_is_left_as_it_was_made() -> None:
    attribute = Attribute("c", TEXT, True)
    column = PlannedColumn(attribute, Constant(1), Origin.FACTORY)
    table = PlannedTable(Table(Name("public", "t"), (attribute,)), (column,), 0, 1)
    made = pa.array([[1]])
    assert conform(made, column, table, 0) is made
