from __future__ import annotations

import datetime
import enum
import ipaddress
import math
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb
from psycopg.types.range import Range

import seeding.testing
from seeding.columns.key import Key
from seeding.errors import FactoryError, GuardError
from seeding.factory import TableFactory
from seeding.testing import ConnectionSession

Connection = psycopg.Connection[Any]
UTC = datetime.UTC

TABLE = """
create domain email as text check (value ~ '@');
create domain settings as jsonb check (jsonb_typeof(value) = 'object');
create type mood as enum ('sad', 'happy');
create type pair as (a int, b text);
create table every_type (
    id serial primary key,
    i2 int2, i4 int4, i8 int8, n numeric(10, 2), f4 float4, f8 float8,
    b bool, t text, v varchar(5), c char(3), u uuid, y bytea,
    d date, tm time, ts timestamp, tz timestamptz, iv interval,
    j json, jb jsonb, dj settings, jbs jsonb[],
    ta text[], ia int[], ua uuid[], ma mood[], nested int[],
    e mood, em email, ip inet, net cidr, r int4range, p pair, odd_name int,
    "Upper ""quoted"" 100%" text,
    made timestamptz not null default '2025-07-06 12:00+00'
);
"""


class Mood(enum.Enum):
    HAPPY = "happy"


CASES: list[tuple[str, Any, Any]] = [
    ("i2", 5, 5),
    ("i4", 2**31 - 1, 2**31 - 1),
    ("i8", 2**63 - 1, 2**63 - 1),
    ("n", Decimal("12.30"), Decimal("12.30")),
    ("n", 7, Decimal("7.00")),
    ("n", 1.5, Decimal("1.50")),
    ("f4", 0.5, 0.5),
    ("f8", 0.1, 0.1),
    ("f8", float("inf"), float("inf")),
    ("b", True, True),
    ("b", False, False),
    ("t", "quotes ' \" \\ % %s and \u2028 ünïcödé 🎈", "quotes ' \" \\ % %s and \u2028 ünïcödé 🎈"),
    ("t", "", ""),
    ("t", Mood.HAPPY, "happy"),
    ("v", "abcde", "abcde"),
    ("c", "ab", "ab "),
    ("u", UUID(int=7), UUID(int=7)),
    ("u", str(UUID(int=7)), UUID(int=7)),
    ("y", b"\x00\xff'", b"\x00\xff'"),
    ("d", datetime.date(2025, 7, 6), datetime.date(2025, 7, 6)),
    ("d", "2025-07-06", datetime.date(2025, 7, 6)),
    ("tm", datetime.time(1, 2, 3, 4), datetime.time(1, 2, 3, 4)),
    ("ts", datetime.datetime(2025, 7, 6, 1, 2, 3, 4), datetime.datetime(2025, 7, 6, 1, 2, 3, 4)),
    ("tz", datetime.datetime(2025, 7, 6, 1, 2, 3, 4, UTC), datetime.datetime(2025, 7, 6, 1, 2, 3, 4, UTC)),
    ("iv", datetime.timedelta(days=-1, seconds=5, microseconds=7), datetime.timedelta(-1, 5, 7)),
    ("j", {"a": [1, None, "x"]}, {"a": [1, None, "x"]}),
    ("jb", {"a": {"b": 1.5, "c": "ü"}}, {"a": {"b": 1.5, "c": "ü"}}),
    ("jb", [1, {"a": 2}], [1, {"a": 2}]),
    ("jb", "a text", "a text"),
    ("jb", 5, 5),
    ("jb", Jsonb({"wrapped": 1}), {"wrapped": 1}),
    ("jb", {"when": datetime.date(2025, 7, 6), "mood": Mood.HAPPY}, {"when": "2025-07-06", "mood": "happy"}),
    ("dj", {"a": 1}, {"a": 1}),
    ("jbs", [{"a": 1}, None, [1]], [{"a": 1}, None, [1]]),
    ("ta", ["a", 'b"', None, "c,d", "{}", ""], ["a", 'b"', None, "c,d", "{}", ""]),
    ("ta", [], []),
    ("ta", ("x", "y"), ["x", "y"]),
    ("ta", {"y", "x"}, ["x", "y"]),
    ("ia", [1, 2], [1, 2]),
    ("ua", [UUID(int=1)], [UUID(int=1)]),
    ("ma", [Mood.HAPPY, "sad"], ["happy", "sad"]),
    ("nested", [[1, 2], [3, 4]], [[1, 2], [3, 4]]),
    ("e", Mood.HAPPY, "happy"),
    ("em", "a@example.com", "a@example.com"),
    ("ip", ipaddress.ip_address("192.0.2.7"), ipaddress.ip_address("192.0.2.7")),
    ("net", ipaddress.ip_network("2001:db8::/32"), ipaddress.ip_network("2001:db8::/32")),
    ("r", Range(1, 5), Range(1, 5)),
    ("p", "(1,x)", "(1,x)"),
    ('Upper "quoted" 100%', "x", "x"),
]


@pytest.fixture
def session(db: Connection) -> ConnectionSession:
    db.execute(TABLE)
    return ConnectionSession(db)


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize(("column", "given", "stored"), CASES)
def test_values_arrive_alike_one_by_one_and_in_bulk(
    session: ConnectionSession, column: str, given: Any, stored: Any, rows: int
) -> None:
    back = session.insert("every_type", [{column: given}] * rows)
    assert [row[column] for row in back] == [stored] * rows
    assert [row["id"] for row in back] == list(range(1, rows + 1))
    assert back[0]["made"] == datetime.datetime(2025, 7, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize("rows", [1, 3])
def test_none_is_null_everywhere(session: ConnectionSession, rows: int) -> None:
    columns = sorted({column for column, _, _ in CASES})
    for row in session.insert("every_type", [dict.fromkeys(columns)] * rows):
        assert {row[column] for column in columns} == {None}


@pytest.mark.parametrize("rows", [1, 3])
def test_not_a_number(session: ConnectionSession, rows: int) -> None:
    for row in session.insert("every_type", [{"f8": math.nan, "n": Decimal("NaN")}] * rows):
        assert math.isnan(row["f8"])
        assert row["n"].is_nan()


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"v": "too long"}, psycopg.errors.StringDataRightTruncation),
        ({"em": "no address"}, psycopg.errors.CheckViolation),
        ({"i2": 2**20}, psycopg.errors.NumericValueOutOfRange),
        ({"u": "nonsense"}, psycopg.errors.InvalidTextRepresentation),
        ({"e": "angry"}, psycopg.errors.InvalidTextRepresentation),
    ],
)
def test_the_servers_refusals_are_psycopgs_errors(
    session: ConnectionSession, values: dict[str, Any], error: type[Exception], rows: int
) -> None:
    with pytest.raises(error):
        session.insert("every_type", [values] * rows)


def test_order_is_kept_in_bulk(session: ConnectionSession) -> None:
    rows = session.insert("every_type", [{"i4": n} for n in range(12_000)])
    assert [row["i4"] for row in rows] == list(range(12_000))
    assert [row["id"] for row in rows] == list(range(1, 12_001))


def test_rows_of_nothing_but_defaults(session: ConnectionSession) -> None:
    assert session.insert("every_type", [{}])[0]["id"] == 1
    assert [row["id"] for row in session.insert("every_type", [{}, {}])] == [2, 3]
    assert session.insert("every_type", []) == []


def test_unknown_tables_and_columns_leave_the_transaction_alone(session: ConnectionSession) -> None:
    with pytest.raises(FactoryError, match=r"there is no table public\.nowhere"):
        session.insert("public.nowhere", [{"a": 1}])
    with pytest.raises(FactoryError, match="every_type has no column 'od_name'") as caught:
        session.insert("every_type", [{"od_name": 1}])
    assert caught.value.hint == "did you mean 'odd_name'?"
    assert session.connection.execute("select 1").fetchone() == (1,)


def test_a_column_added_meanwhile_is_found(session: ConnectionSession) -> None:
    session.insert("every_type", [{"i2": 1}])
    session.connection.execute("alter table every_type add added int")
    assert session.insert("every_type", [{"added": 3}])[0]["added"] == 3


def test_what_a_trigger_changes_is_seen_and_what_it_keeps_out_comes_back_as_given(session: ConnectionSession) -> None:
    session.connection.execute(
        """
        create function reshape() returns trigger language plpgsql as $$
        begin
            if new.t = 'away' then return null; end if;
            new.t := upper(new.t);
            return new;
        end; $$;
        create trigger reshape before insert on every_type for each row execute function reshape();
        """
    )
    assert session.insert("every_type", [{"t": "here"}])[0]["t"] == "HERE"
    assert [row["t"] for row in session.insert("every_type", [{"t": "a"}, {"t": "b"}])] == ["A", "B"]
    assert session.insert("every_type", [{"t": "away"}]) == [{"t": "away"}]
    assert session.insert("every_type", [{"t": "away"}, {"t": "x"}]) == [{"t": "away"}, {"t": "x"}]


def test_views_partitions_and_other_schemas(session: ConnectionSession) -> None:
    session.connection.execute(
        """
        create schema "Other one";
        create table "Other one"."A table" (id int, part text) partition by list (part);
        create table "Other one".a partition of "Other one"."A table" for values in ('a');
        create table "Other one".b partition of "Other one"."A table" for values in ('b');
        create view seen as select id, i2 from every_type;
        """
    )
    rows = [{"id": 1, "part": "b"}, {"id": 2, "part": "a"}]
    assert session.insert("Other one.A table", rows) == rows
    assert [row["i2"] for row in session.insert("seen", [{"i2": 1}, {"i2": 2}])] == [1, 2]


def test_a_connection_with_rows_of_its_own_kind(session: ConnectionSession) -> None:
    session.connection.row_factory = psycopg.rows.namedtuple_row
    try:
        assert session.insert("every_type", [{"i2": 1}])[0]["i2"] == 1
    finally:
        session.connection.row_factory = psycopg.rows.tuple_row


def test_a_session_of_ones_own(fresh_db_url: str) -> None:
    class ThingFactory(TableFactory):
        class Meta:
            table = "things"

        id = Key()

    with psycopg.connect(fresh_db_url) as connection:
        connection.execute("create table things (id uuid primary key)")
        with seeding.testing.session(connection):
            thing = ThingFactory.create()
        connection.commit()
    with psycopg.connect(fresh_db_url) as connection:
        assert connection.execute("select id from things").fetchall() == [(thing.id,)]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("create table people as select 'a' || '@' || 'gmail.com' as email", "gmail.com"),
        ("update _seed.marker set environment = 'production'", "marked production"),
        ("update _seed.marker set environment = 'staging'", "marked staging"),
        ("update _seed.marker set system_identifier = '1'", "another server"),
    ],
)
def test_a_session_of_ones_own_is_judged(fresh_db: Connection, fresh_db_url: str, made: str, said: str) -> None:
    fresh_db.execute(made)
    fresh_db.commit()
    for factory in (psycopg.rows.tuple_row, psycopg.rows.dict_row):
        with psycopg.connect(fresh_db_url, row_factory=factory) as connection:
            with pytest.raises(GuardError, match=said), seeding.testing.session(connection):
                pytest.fail("the session was opened")
            assert connection.row_factory is factory


def test_a_session_of_ones_own_on_declared_production(
    fresh_db: Connection, fresh_db_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = fresh_db.execute("select system_identifier from pg_control_system()").fetchone()
    assert row is not None
    (tmp_path / "profiles").mkdir()
    text = f'environment = "local"\n[production]\nsystem_identifiers = ["{row[0]}"]\n'
    (tmp_path / "profiles/local.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    with (
        psycopg.connect(fresh_db_url) as connection,
        pytest.raises(GuardError, match="declared production"),
        seeding.testing.session(connection),
    ):
        pytest.fail("the session was opened")


def test_another_tools_database_needs_no_mark(fresh_db: Connection, fresh_db_url: str) -> None:
    fresh_db.execute("drop schema _seed cascade; create table lists as select 1 as id")
    fresh_db.commit()
    with (
        psycopg.connect(fresh_db_url, options="-c search_path=elsewhere", row_factory=psycopg.rows.dict_row) as own,
        seeding.testing.session(own),
    ):
        assert own.info.transaction_status is psycopg.pq.TransactionStatus.IDLE


def test_only_psycopg_connections() -> None:
    with pytest.raises(FactoryError, match="through a psycopg connection, not a str") as caught:
        ConnectionSession("postgresql://localhost/app")  # type: ignore[arg-type]
    assert "driver_connection" in caught.value.hint
