"""Every type through both encodings into a real server and back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeding.columns.arrays import JSON, TIMESTAMP, UUID_TYPE
from seeding.errors import LoadError
from seeding.load.encode import HEADER, TRAILER, encode_binary, encode_text, supports_binary
from seeding.schema import Type, TypeKind
from seeding.schema.catalog import introspect

LONG_AGO = datetime.datetime(1, 1, 1)
FAR_AHEAD = datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)
HALF_DAY = datetime.timedelta(hours=12)


def uuids(values: Sequence[str | None]) -> pa.Array:
    storage = pa.array([None if v is None else UUID(v).bytes for v in values], pa.binary(16))
    return pa.ExtensionArray.from_storage(UUID_TYPE, storage)


def json(values: Sequence[str | None]) -> pa.Array:
    return pa.ExtensionArray.from_storage(JSON, pa.array(values, pa.string()))


STRANGE = [
    "",
    " ",
    "a",
    None,
    "tab\there",
    "new\nline\r\n",
    "back\\slash \\N \\.",
    "'\"{},(NULL)",
    "NULL",
    "नमस्ते 🌱",
    "\\N",
]
BIG = "9" * 38

# type, values, what psql would show for each with ::text
CASES: list[tuple[str, pa.Array, list[str | None]]] = [
    ("boolean", pa.array([True, False, None]), ["true", "false", None]),
    ("smallint", pa.array([-32768, 32767, 0, None], pa.int16()), ["-32768", "32767", "0", None]),
    ("integer", pa.array([-(2**31), 2**31 - 1, None], pa.int32()), ["-2147483648", "2147483647", None]),
    ("bigint", pa.array([-(2**63), 2**63 - 1, None]), ["-9223372036854775808", "9223372036854775807", None]),
    ("oid", pa.array([0, 2**32 - 1, None]), ["0", "4294967295", None]),
    ("real", pa.array([1.5, -0.0, float("inf"), float("nan")], pa.float32()), ["1.5", "-0", "Infinity", "NaN"]),
    (
        "double precision",
        pa.array([0.1, 5e-324, 1.7976931348623157e308, float("-inf"), None]),
        ["0.1", "5e-324", "1.7976931348623157e+308", "-Infinity", None],
    ),
    ("text", pa.array(STRANGE), STRANGE),
    ("text", pa.array(STRANGE).dictionary_encode(), STRANGE),
    ("varchar(60)", pa.array(STRANGE), STRANGE),
    ("text", pa.array(["large", None], pa.large_string()), ["large", None]),
    ("char(3)", pa.array(["ab", "abc", None]), ["ab", "abc", None]),
    ("name", pa.array(["a name", None]), ["a name", None]),
    ("mood", pa.array(["so so", "it's \\fine", None]), ["so so", "it's \\fine", None]),
    ("bytea", pa.array([b"", b"\x00\xff\\", None], pa.binary()), ["\\x", "\\x00ff5c", None]),
    (
        "uuid",
        uuids(["5eed0000-0000-4000-8000-0000000000a5", None, "ffffffff-ffff-ffff-ffff-ffffffffffff"]),
        ["5eed0000-0000-4000-8000-0000000000a5", None, "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    ),
    (
        "date",
        pa.array([datetime.date(1999, 12, 31), datetime.date(2000, 1, 1), datetime.date(1, 1, 1), None]),
        ["1999-12-31", "2000-01-01", "0001-01-01", None],
    ),
    (
        "date",
        pa.array([-2440588, -719163, -719529, 2932897, 2145042905], pa.int32()).cast(pa.date32()),
        ["4714-11-24 BC", "0001-12-31 BC", "0002-12-31 BC", "10000-01-01", "5874897-12-31"],
    ),
    ("time", pa.array([datetime.time(23, 59, 59, 999999), None]), ["23:59:59.999999", None]),
    (
        "timestamp",
        pa.array([LONG_AGO, FAR_AHEAD, datetime.datetime(1999, 12, 31, 23, 59, 59), None], pa.timestamp("us")),
        ["0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "1999-12-31 23:59:59", None],
    ),
    (
        "timestamp",
        pa.array([-62135596800000001, 253402300800000000], pa.int64()).cast(pa.timestamp("us")),
        ["0001-12-31 23:59:59.999999 BC", "10000-01-01 00:00:00"],
    ),
    (
        "timestamptz",
        pa.array([datetime.datetime(2025, 7, 6, 12, tzinfo=datetime.UTC), None], TIMESTAMP),
        ["2025-07-06 12:00:00+00", None],
    ),
    (
        "timestamptz",
        pa.array([-62135596800000001, 253402300800000000], pa.int64()).cast(TIMESTAMP),
        ["0001-12-31 23:59:59.999999+00 BC", "10000-01-01 00:00:00+00"],
    ),
    (
        "interval",
        pa.array([HALF_DAY * 5, -HALF_DAY, datetime.timedelta(microseconds=1), None], pa.duration("us")),
        ["2 days 12:00:00", "-1 days +12:00:00", "00:00:00.000001", None],
    ),
    ("json", json(['{"a": [1, "\\n"]}', None]), ['{"a": [1, "\\n"]}', None]),
    ("jsonb", json(['{"a":"tab\\tहि"}', None, "null"]), ['{"a": "tab\\tहि"}', None, "null"]),
    ("jsonb", json(["1", "[]"]), ["1", "[]"]),
    (
        "numeric(12,2)",
        pa.array([Decimal("0.00"), Decimal("-0.01"), Decimal("9999999999.99"), None], pa.decimal128(12, 2)),
        ["0.00", "-0.01", "9999999999.99", None],
    ),
    ("numeric(18,4)", pa.array([Decimal("1.5"), Decimal("10000")], pa.decimal128(18, 4)), ["1.5000", "10000.0000"]),
    ("numeric(38,0)", pa.array([Decimal(BIG), Decimal("-" + BIG), None], pa.decimal128(38, 0)), [BIG, "-" + BIG, None]),
    (
        "numeric(38,38)",
        pa.array([Decimal("0." + BIG), Decimal("-0." + "0" * 37 + "1")], pa.decimal128(38, 38)),
        ["0." + BIG, "-0." + "0" * 37 + "1"],
    ),
    (
        "numeric",
        pa.array([Decimal(v) for v in ("12.5", "0", "-0.0000000001", "1200")] + [None], pa.decimal128(38, 10)),
        ["12.5", "0", "-0.0000000001", "1200", None],
    ),
    ("numeric(5,-2)", pa.array([Decimal("12300"), Decimal("-100")], pa.decimal128(5, -2)), ["12300", "-100"]),
    ("email_domain", pa.array(["a@example.com", None]), ["a@example.com", None]),
    ("text[]", pa.array([STRANGE, [], None, ["x"], [None]]), None),
    ("integer[]", pa.array([[1, None, -3], [], None], pa.list_(pa.int32())), ["{1,NULL,-3}", "{}", None]),
    ("integer[]", pa.array([[1], [2, 3]], pa.list_(pa.int32())), ["{1}", "{2,3}"]),
    ("bigint[]", pa.array([[], None, []], pa.list_(pa.int64())), ["{}", None, "{}"]),
    ("boolean[]", pa.array([[True, False, None]]), ["{t,f,NULL}"]),
    ("double precision[]", pa.array([[0.5, float("inf")], None]), ["{0.5,Infinity}", None]),
    (
        "numeric(6,2)[]",
        pa.array([[Decimal("1.50"), None, Decimal("-9999.99")]], pa.list_(pa.decimal128(6, 2))),
        ["{1.50,NULL,-9999.99}"],
    ),
    ("date[]", pa.array([[datetime.date(1999, 1, 2), None]]), ["{1999-01-02,NULL}"]),
    ("timestamptz[]", pa.array([[datetime.datetime(1999, 1, 2)]], pa.list_(TIMESTAMP)), ['{"1999-01-02 00:00:00+00"}']),
    ("bytea[]", pa.array([[b"\x00", b"", None]]), ['{"\\\\x00","\\\\x",NULL}']),
    ("mood[]", pa.array([["so so", None]]), ['{"so so",NULL}']),
    ("tags_domain", pa.array([["a", "b c"], [], None]), ['{a,"b c"}', "{}", None]),
    ("inet", pa.array(["192.0.2.1/24", None]), ["192.0.2.1/24", None]),
    ("inet[]", pa.array([["192.0.2.1", None], [], None]), ["{192.0.2.1,NULL}", "{}", None]),
    ("box[]", pa.array(["{(2,2),(1,1);(4,4),(3,3)}", None]), ["{(2,2),(1,1);(4,4),(3,3)}", None]),
    ("place", pa.array(['("a, b",1)', None]), ['("a, b",1)', None]),
    ("bit(3)[]", pa.array([["101"], None]), ["{101}", None]),
]  # fmt: skip

# Types without a codec: text COPY alone.
TEXT_ONLY: list[tuple[str, pa.Array, list[str | None]]] = [
    ("money", pa.array(["12.50", None]), ["$12.50", None]),
    ("interval[]", pa.array(["{1 day}", None]), ['{"1 day"}', None]),
    ("integer[][]", pa.array(["{{1,2},{3,4}}", None]), ["{{1,2},{3,4}}", None]),
    ("integer[]", pa.array([[[1, 2], [3, 4]], None], pa.list_(pa.list_(pa.int32()))), ["{{1,2},{3,4}}", None]),
    ("jsonb", pa.array([{"a": 1}, None]), ['{"a": 1}', None]),
    ("integer", pa.array([1, None], pa.int64()), ["1", None]),
    ("text", pa.nulls(2), [None, None]),
]

PRELUDE = """
create type mood as enum ('so so', 'it''s \\fine');
create domain email_domain as text check (value ~ '@');
create domain tags_domain as text[];
create type place as (name text, number int);
"""


@pytest.fixture(scope="module")
def server(embedded_url: str):
    with psycopg.connect(embedded_url, autocommit=True) as opened:
        opened.execute("drop database if exists encoding with (force)")
        opened.execute("create database encoding")
        with psycopg.connect(embedded_url, dbname="encoding", autocommit=True) as inside:
            inside.execute("set timezone = 'UTC'")
            inside.execute(PRELUDE)
            yield inside
        opened.execute("drop database encoding with (force)")


def load(connection: psycopg.Connection, batch: pa.RecordBatch, types: list[Type], *, binary: bool) -> None:
    options = " (format binary)" if binary else ""
    with connection.cursor().copy(f"copy t from stdin{options}") as copy:
        if binary:
            copy.write(HEADER)
            copy.write(encode_binary(batch, types))
            copy.write(TRAILER)
        else:
            copy.write(encode_text(batch, types))


def round_trip(connection: psycopg.Connection, declared: str, array: pa.Array, *, binary: bool) -> list[Any]:
    """The values as the server prints them, loaded between two columns that must not be touched."""
    connection.execute("drop table if exists t")
    connection.execute(f"create table t (n integer not null, v {declared}, after text)")
    types = [a.type for a in introspect(connection).table("t").attributes]
    numbers = pa.array(range(len(array)), pa.int32())
    batch = pa.RecordBatch.from_arrays([numbers, array, numbers.cast(pa.string())], names=["n", "v", "after"])
    if binary:
        assert supports_binary(array.type, types[1])
    load(connection, batch, types, binary=binary)
    rows = connection.execute("select v::text, after from t order by n").fetchall()
    assert [after for _, after in rows] == [str(n) for n in range(len(array))]
    return [v for v, _ in rows]


@pytest.mark.parametrize("binary", [True, False], ids=["binary", "text"])
@pytest.mark.parametrize(("declared", "array", "shown"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)])
def test_types_round_trip(server, declared, array, shown, binary):
    found = round_trip(server, declared, array, binary=binary)
    if shown is None:
        assert server.execute("select v from t order by n").fetchall() == [(v,) for v in array.to_pylist()]
    else:
        assert found == shown


@pytest.mark.parametrize("binary", [True, False], ids=["binary", "text"])
@pytest.mark.parametrize(("declared", "array", "shown"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)])
def test_slices_are_their_own_rows(server, declared, array, shown, binary):
    whole = pa.concat_arrays([array] * 9)
    first = round_trip(server, declared, whole, binary=binary)
    assert round_trip(server, declared, whole.slice(3, len(whole) - 4), binary=binary) == first[3:-1]


@pytest.mark.parametrize(
    ("declared", "array", "shown"), TEXT_ONLY, ids=[f"{c[0]}-{n}" for n, c in enumerate(TEXT_ONLY)]
)
def test_types_without_a_codec_go_as_text(server, declared, array, shown):
    server.execute("drop table if exists t")
    server.execute(f"create table t (v {declared})")
    types = [a.type for a in introspect(server).table("t").attributes]
    assert not supports_binary(array.type, types[0])
    load(server, pa.RecordBatch.from_arrays([array], names=["v"]), types, binary=False)
    assert [v for (v,) in server.execute("select v::text from t").fetchall()] == shown


def test_a_type_of_the_same_name_elsewhere_has_no_codec():
    assert supports_binary(pa.string(), Type("text", "pg_catalog", TypeKind.BASE, "text"))
    assert not supports_binary(pa.string(), Type("text", "mine", TypeKind.BASE, "mine.text"))
    assert supports_binary(pa.string(), Type("citext", "extensions", TypeKind.BASE, "extensions.citext"))


def test_instants_before_postgresql_begins_are_refused():
    day = pa.RecordBatch.from_arrays([pa.array([-(2**31)], pa.int32()).cast(pa.date32())], names=["d"])
    with pytest.raises(LoadError, match="earlier than PostgreSQL's first"):
        encode_binary(day, [Type("date", "pg_catalog", TypeKind.BASE, "date")])
    instant = pa.RecordBatch.from_arrays([pa.array([-(2**63)]).cast(pa.timestamp("us"))], names=["d"])
    with pytest.raises(LoadError, match="earlier than PostgreSQL's first"):
        encode_binary(instant, [Type("timestamp", "pg_catalog", TypeKind.BASE, "timestamp")])


def test_a_batch_without_rows_is_no_bytes():
    batch = pa.RecordBatch.from_arrays(
        [pa.array([], pa.string()), pa.array([], pa.list_(pa.string()))], names=["a", "b"]
    )
    text = Type("text", "pg_catalog", TypeKind.BASE, "text")
    types = [
        text,
        Type(
            "text",
            "pg_catalog",
            TypeKind.ARRAY,
            "text[]",
            element=Type("text", "pg_catalog", TypeKind.BASE, "text", oid=25),
        ),
    ]
    assert bytes(encode_binary(batch, types)) == b""
    assert bytes(encode_text(batch, types)) == b""


# PostgreSQL's text holds every character but U+0000, and UTF-8 has no surrogates.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
COMMON = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("binary", [True, False], ids=["binary", "text"])
@given(values=st.lists(st.none() | TEXTS, min_size=1, max_size=20))
@COMMON
def test_any_text(server, binary, values):
    assert round_trip(server, "text", pa.array(values, pa.string()), binary=binary) == values


@pytest.mark.parametrize("binary", [True, False], ids=["binary", "text"])
@given(values=st.lists(st.none() | st.lists(st.none() | TEXTS, max_size=4), min_size=1, max_size=8))
@COMMON
def test_any_array_of_texts(server, binary, values):
    round_trip(server, "text[]", pa.array(values, pa.list_(pa.string())), binary=binary)
    assert [v for (v,) in server.execute("select v from t order by n").fetchall()] == values


@pytest.mark.parametrize("binary", [True, False], ids=["binary", "text"])
@given(data=st.data(), scale=st.integers(0, 38))
@COMMON
def test_any_numeric(server, binary, data, scale):
    unscaled = st.integers(-(10**38) + 1, 10**38 - 1) | st.integers(-(10**9), 10**9)
    numbers = data.draw(st.lists(st.none() | unscaled, min_size=1, max_size=20))
    values = [
        None if n is None else Decimal(n).scaleb(-scale, None) if abs(n) < 10**28 else Decimal(f"{n}e-{scale}")
        for n in numbers
    ]
    round_trip(server, f"numeric(38,{scale})", pa.array(values, pa.decimal128(38, scale)), binary=binary)
    assert [v for (v,) in server.execute("select v from t order by n").fetchall()] == values
