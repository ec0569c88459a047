"""Types that travel as text: binary COPY of a column gives the rows that text COPY gives, whatever the block's size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeding.columns.rows import TableRows, World
from seeding.infer.forms import FORMS, UNIQUE_FORMS
from seeding.infer.generators.pattern import Pattern
from seeding.infer.generators.text_form import ArrayText, Joined, RangeText, RowText, VectorText
from seeding.load.encode import HEADER, TRAILER, UnspelledError, encode_binary, encode_text, supports_binary
from seeding.load.encode.spelled import BODIES, OF_EXTENSIONS
from seeding.schema import Type
from seeding.schema.catalog import introspect

PRELUDE = """
create type mood as enum ('so so', 'it''s fine');
create domain address as inet check (value is distinct from '203.0.113.9');
create domain score as numeric(6, 2) check (value >= 0);
create type place as (name text, at point, score score, moods mood[], day date, seen timestamptz, id uuid, raw bytea);
create type pair as ("left" place, "right" int4range);
create type span as (label varchar(9), numbers int4range, host inet);
create type couple as (one text, two text);
create type float8range as range (subtype = float8);
"""
EXTENSIONS = ("citext", "hstore", "ltree", "vector")

# What psql would take, with bounds and with what looks odd.
CASES: dict[str, Sequence[str | None]] = {
    "inet": [
        "0.0.0.0",
        "255.255.255.255/0",
        "192.0.2.1/24",
        None,
        "::",
        "::/0",
        "2001:db8::1",
        "1::",
        "::ffff",
        "1:2:3:4:5:6:7:8/127",
    ],
    "cidr": ["192.0.2.0/24", "0.0.0.0/0", None, "2001:db8::/32", "::1/128"],
    "address": ["192.0.2.1", None],
    "macaddr": ["00:00:00:00:00:00", "FF:ff:0a:A0:99:01", None],
    "macaddr8": ["02:00:5e:ff:fe:00:10:01", None],
    "bit(3)": ["101", "000", None],
    "bit(8)": ["10110010", None],
    "varbit": ["", "1", None, "0" * 7 + "1", "1" * 9, "01" * 40],
    "timetz": ["00:00:00+00", "23:59:59.999999-14", "12:00:00.5+05", None],
    "point": ["(0,0)", "(-1.5,1e300)", None, "(0.1,-0)"],
    "line": ["{1,-2,3.5}", None],
    "lseg": ["[(1,2),(3,4)]", None],
    "box": ["(1,2),(3,0)", None],
    "circle": ["<(1,2),0>", None],
    "path": ["[(1,2)]", "((1,2),(3,4),(5,6))", None, "[(0,0),(1,1)]"],
    "polygon": ["((1,2),(3,4),(5,6))", "((0,0))", None],
    "xml": ["<a>ü</a>", None],
    "jsonpath": ["$.a", "$.b[*]", None],
    '"char"': ["a", "~", None],
    "xid": ["0", "4294967295", None],
    "xid8": ["18446744073709551615", None],
    "pg_lsn": ["0/0", "FFFFFFFF/FFFFFFFF", "1/A", None],
    "tsvector": ["'b':2 'a':1 'b':9 'b':2", "", None, "'naïve':3", "'a':16383"],
    "int4range": ["[1,5)", "empty", None, "(,)", "[,5]", "(1,)", "[2147483646,2147483647)"],
    "int8range": ["[-9223372036854775808,0)", None],
    "numrange": ["[1.50,2.0)", "(-0.001,)", None, "empty"],
    "daterange": ["[2024-02-29,2024-03-01)", "(,2024-02-29]", None],
    "tsrange": ['["2024-02-29 00:00:00","2024-03-01 12:30:00.5")', None],
    "tstzrange": ['["2024-02-29 00:00:00+00","2024-03-01 12:30:00.5+00")', "(,)", None],
    "float8range": ["[0.1,1e3)", None],
    "int4multirange": ["{}", "{[1,3),[5,)}", None, "{(,)}", "{empty,[7,7]}"],
    "nummultirange": ["{[1.0,2.50)}", None],
    "tstzmultirange": ['{["2024-02-29 00:00:00+00","2024-03-01 12:30:00.5+00"),["2025-01-01 00:00:00+00",)}', None],
    "uuid[]": ["{5eed0000-0000-4000-8000-0000000000a5,NULL}", "{}", None],
    "jsonb[]": ['{"{\\"a\\": \\"b, c\\"}",null}', '{"[1]"}', None],
    "int4range[]": ['{"[1,2)",empty,NULL}', None],
    "place": [
        '("a, ""b"" \\\\ (c)","(1,2)",1.5,"{so so,""it\'s fine""}",2024-02-29,"2024-01-01 00:00:00+00",'
        '5eed0000-0000-4000-8000-0000000000a5,"\\\\x00ff")',
        "(,,,,,,,)",
        None,
        '("","(0,0)",0,{},,,,"\\\\x")',
    ],
    "pair": ['("(x,,12.345,,,,,)","[1,2)")', None, "(,empty)"],
    "place[]": ['{"(\\"a \\\\\\"b\\\\\\"\\",,1.00,,,,,)",NULL}', None],
    "citext[]": ['{"a, b","NULL",null,"\\"q\\" \\\\"}', None],
    "hstore": ['"a"=>"1", "b"=>""', "", None, '"b"=>"2","a"=>"ü"'],
    "ltree": ["top.a.b", None],
    "vector(3)": ["[1,-0.5,0.001]", None],
    "halfvec(2)": ["[0.1,-65504]", None],
}
SPELLED = [name for name in (*BODIES, *OF_EXTENSIONS) if name in FORMS]


@pytest.fixture(scope="module")
def server(server_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server_url, autocommit=True) as opened:
        opened.execute("drop database if exists spelled with (force)")
        opened.execute("create database spelled")
        with psycopg.connect(server_url, dbname="spelled", autocommit=True) as inside:
            inside.execute("set timezone = 'UTC'")
            inside.execute(PRELUDE)
            for name in EXTENSIONS:
                if inside.execute("select from pg_available_extensions where name = %s", (name,)).rowcount:
                    inside.execute(f"create extension {name}")
            yield inside
        opened.execute("drop database spelled with (force)")


def table(server: psycopg.Connection, declared: str) -> list[Type]:
    """Two tables of three columns, `v` being of the type; the types of all."""
    if server.execute("select to_regtype(%s)", (declared.partition("(")[0],)).fetchone() == (None,):
        pytest.skip(f"no {declared} here")
    if declared == "xml" and not server.execute("select from pg_config where setting ~ '--with-libxml'").rowcount:
        pytest.skip("built without libxml")
    server.execute("drop table if exists as_text, as_binary")
    server.execute(f"create table as_text (n int not null, v {declared}, after text)")
    server.execute("create table as_binary (like as_text)")
    return [a.type for a in introspect(server).table("as_text").attributes]


def load(server: psycopg.Connection, array: pa.Array, types: list[Type]) -> list[str | None]:
    """The rows of a text COPY and of binary ones, which must be the same however they are cut into blocks."""
    server.execute("truncate as_text")
    numbers = pa.array(range(len(array)), pa.int32())
    batch = pa.RecordBatch.from_arrays([numbers, array, numbers.cast(pa.string())], names=["n", "v", "after"])
    with server.cursor().copy("copy as_text from stdin") as copy:
        copy.write(encode_text(batch, types))
    text = server.execute("select v::text, after from as_text order by n").fetchall()
    sent = set()
    for size in (len(array), 1, 3):
        data = b"".join(bytes(encode_binary(batch.slice(at, size), types)) for at in range(0, len(array), size))
        if data in sent:
            continue
        assert not sent or holds_numeric(types[1])  # digits of numerics are filled up to those of the block's largest
        sent.add(data)
        server.execute("truncate as_binary")
        with server.cursor().copy("copy as_binary from stdin (format binary)") as copy:
            for piece in (HEADER, data, TRAILER):
                copy.write(piece)
        assert server.execute("select v::text, after from as_binary order by n").fetchall() == text
    return [v for v, _ in text]


def holds_numeric(type_: Type) -> bool:
    base = type_.base
    inside = [field for _, field in base.fields] + ([base.element] if base.element else [])
    return base.name == "numeric" or any(map(holds_numeric, inside))


@pytest.mark.parametrize("declared", CASES)
def test_binary_and_text_give_the_same_rows(server, declared):
    types = table(server, declared)
    array = pa.array(CASES[declared], pa.string())
    assert supports_binary(array.type, types[1])
    rows = load(server, array, types)
    assert [v is None for v in rows] == [v is None for v in CASES[declared]]
    assert load(server, pa.nulls(4, pa.string()), types) == [None] * 4
    nothing = pa.RecordBatch.from_arrays([pa.array([], pa.string())], names=["v"])
    assert bytes(encode_binary(nothing, types[1:2])) == b""


@pytest.mark.parametrize("name", SPELLED)
@pytest.mark.parametrize("forms", [FORMS, UNIQUE_FORMS], ids=["plain", "unique"])
def test_what_is_inferred_from_the_type_has_a_codec(server, name, forms):
    if name not in forms:
        pytest.skip("the same for both")
    load(server, made(Pattern(forms[name]), 300), table(server, f'"{name}"' if name == "char" else name))


@pytest.mark.parametrize(
    ("declared", "column"),
    [
        ("int4range", RangeText("integer", apart=True)),
        ("numrange", RangeText("numeric")),
        ("tsrange", RangeText("timestamp")),
        ("tstzrange", RangeText("timestamptz")),
        ("daterange", RangeText("date")),
        ("tstzmultirange", Joined("{", RangeText("timestamptz"), "}")),
        ("daterange[]", ArrayText(RangeText("date"), 0, 3, nulls=0.2)),
        ("span", RowText(Joined("x, y"), RangeText("integer"), Pattern(FORMS["inet"], nulls=0.5))),
        ("vector(17)", VectorText(17)),
        ("halfvec(16)", VectorText(16, nulls=0.3)),
        ("hstore", Pattern(FORMS["hstore"])),
    ],
)
def test_what_is_put_together_has_a_codec(server, declared, column):
    load(server, made(column, 200), table(server, declared))


def made(column, rows: int) -> pa.Array:
    """What a generator makes of the first rows."""
    world = World(seed=7, tables={"public.t": TableRows("public.t", {"v": column})})
    return world.rows("public.t", np.arange(rows, dtype=np.int64)).column("v")


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
ADDRESSES = st.ip_addresses().map(str)
COMMON = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def quoted(text: str | None, quote: str, null: str) -> str:
    """A part of an array or a row as the server writes it."""
    return null if text is None else '"' + text.replace("\\", "\\\\").replace('"', quote) + '"'


@pytest.fixture(scope="module")
def tables(server):
    """A function that makes the tables once a type."""
    there: dict[str, list[Type]] = {}

    def make(declared: str) -> list[Type]:
        if declared not in there:
            there.clear()
            there[declared] = table(server, declared)
        return there[declared]

    return make


@given(rows=st.lists(st.none() | st.tuples(st.none() | TEXTS, st.none() | TEXTS), min_size=1, max_size=9))
@COMMON
def test_any_row_of_texts(server, tables, rows):
    texts = [None if row is None else "(" + ",".join(quoted(field, '""', "") for field in row) + ")" for row in rows]
    load(server, pa.array(texts, pa.string()), tables("couple"))
    found = server.execute("select v is not null, (v).one, (v).two from as_binary order by n").fetchall()
    assert [(one, two) for there, one, two in found if there or (one, two) != (None, None)] == [
        row for row in rows if row is not None and row != (None, None)
    ]


@given(rows=st.lists(st.none() | st.lists(st.none() | TEXTS, max_size=4), min_size=1, max_size=9))
@COMMON
def test_any_array_that_came_as_text(server, tables, rows):
    texts = [None if row is None else "{" + ",".join(quoted(v, '\\"', "NULL") for v in row) + "}" for row in rows]
    load(server, pa.array(texts, pa.string()), tables("text[]"))
    assert [v for (v,) in server.execute("select v from as_binary order by n").fetchall()] == rows


@given(rows=st.lists(st.none() | ADDRESSES, min_size=1, max_size=20))
@COMMON
def test_any_address(server, tables, rows):
    load(server, pa.array(rows, pa.string()), tables("inet"))


BOUND = st.none() | st.integers(-(2**31), 2**31 - 2)


@given(rows=st.lists(st.none() | st.tuples(BOUND, BOUND, st.sampled_from("[("), st.sampled_from(")]")), min_size=1))
@COMMON
def test_any_range(server, tables, rows):
    texts = []
    for row in rows:
        low, high, opening, closing = row or (None, None, "(", ")")
        if low is not None and high is not None and low > high:
            low, high = high, low
        shown = ["" if bound is None else str(bound) for bound in (low, high)]
        texts.append(None if row is None else f"{opening}{shown[0]},{shown[1]}{closing}")
    load(server, pa.array(texts, pa.string()), tables("int4range"))


ODD = [
    ("inet", "192.0.2"),
    ("inet", "010.0.0.1"),
    ("inet", "1:::2"),
    ("cidr", "10"),
    ("timetz", "12:00"),
    ("xml", "<?xml encoding='x'?>"),
    ("int4range", "[1,5"),
    ("int4range", "[a,5)"),
    ("int4range", "[ 1,5)"),
    ("tstzrange", "[now,)"),
    ("numrange", "[NaN,)"),
    ("text[]", "{{a},{b}}"),
    ("text[]", "{a"),
    ("text[]", "{ a}"),
    ("text[]", '{"a}'),
    ("text[]", "[0:0]={a}"),
    ("text[]", "{a,}"),
    ("couple", "(a)"),
    ("couple", "(a,b,c)"),
    ("couple", "a,b"),
    ("tsvector", "'a':1A"),
    ("tsvector", "plain"),
    ("bit(3)", "x05"),
    ("macaddr", "08002b010203"),
    ("point", "1,2"),
    ("point", "(Infinity,0)"),
    ("hstore", "a=>1"),
    ("hstore", '"a"=>NULL'),
]


@pytest.mark.parametrize(("declared", "odd"), ODD)
def test_what_only_the_server_can_read_is_left_to_it(server, declared, odd):
    types = table(server, declared)
    batch = pa.RecordBatch.from_arrays([pa.array([odd, None], pa.string())], names=["v"])
    with pytest.raises(UnspelledError):
        encode_binary(batch, types[1:2])


@pytest.mark.parametrize("declared", ["money", "tsquery", "regclass", "interval[]", "int4[][]", "tid"])
def test_types_that_always_go_as_text(server, declared):
    assert not supports_binary(pa.string(), table(server, declared)[1])
