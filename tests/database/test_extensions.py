"""Stand-ins for extensions: what they offer gives exactly what the originals give."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterator

import psycopg
import pytest

# Later versions find the stand-ins through extension_control_path; earlier ones come with their own contrib.
pytestmark = pytest.mark.parametrize("server_url", ["embedded"], indirect=True)
NAMES = ("uuid-ossp", "pgcrypto", "citext", "moddatetime", "pg_stat_statements")


@pytest.fixture
def installed(connection: psycopg.Connection) -> Iterator[psycopg.Connection]:
    connection.execute("create schema extensions")
    for name in NAMES:
        connection.execute(f'create extension "{name}" with schema extensions')
    yield connection
    for name in NAMES:
        connection.execute(f'drop extension "{name}"')


def one(connection: psycopg.Connection, query: str, *parameters: object) -> object:
    row = connection.execute(query, parameters or None).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


def test_installing_twice(installed: psycopg.Connection) -> None:
    for name in NAMES:
        installed.execute(f'create extension if not exists "{name}"')


@pytest.mark.parametrize("length", [0, 1, 20, 39, 40, 47, 48, 55, 56, 63, 64, 119, 120, 300])
def test_named_uuids(installed: psycopg.Connection, length: int) -> None:
    name = ("example.com/ü" * 40)[:length]
    row = one(installed, "select uuid_generate_v3(uuid_ns_url(), %s), uuid_generate_v5(uuid_ns_dns(), %s)", name, name)
    assert row == (uuid.uuid3(uuid.NAMESPACE_URL, name), uuid.uuid5(uuid.NAMESPACE_DNS, name))


def test_constant_uuids(installed: psycopg.Connection) -> None:
    row = one(installed, "select uuid_nil(), uuid_ns_dns(), uuid_ns_url(), uuid_ns_oid(), uuid_ns_x500()")
    known = (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID, uuid.NAMESPACE_X500)
    assert row == (uuid.UUID(int=0), *known)


def test_drawn_uuids(installed: psycopg.Connection) -> None:
    rows = installed.execute(
        "select uuid_generate_v1(), uuid_generate_v1mc(), uuid_generate_v4(), now() from generate_series(1, 500)"
    ).fetchall()
    assert len({value for row in rows for value in row[:3]}) == 1500
    for first, multicast, drawn, now in rows:
        assert (first.version, multicast.version, drawn.version) == (1, 1, 4)
        assert first.variant == multicast.variant == drawn.variant == uuid.RFC_4122
        assert multicast.node >> 40 & 1
        seconds = (multicast.time - 0x01B21DD213814000) / 1e7
        assert abs(seconds - now.timestamp()) < 60


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("length", [0, 3, 55, 56, 63, 64, 65, 127, 128, 129, 200])
def test_digests(installed: psycopg.Connection, algorithm: str, length: int) -> None:
    data = bytes(i * 7 % 256 for i in range(length))
    row = one(installed, "select digest(%b, %s), hmac('what'::bytea, %b, %s)", data, algorithm.upper(), data, algorithm)
    assert row == (hashlib.new(algorithm, data).digest(), hmac.digest(data, b"what", algorithm))


def test_digest_of_text(installed: psycopg.Connection) -> None:
    assert one(installed, "select digest('ü', 'sha1')") == hashlib.sha1("ü".encode()).digest()
    assert one(installed, "select hmac('ü', 'ß', 'sha256')") == hmac.digest("ß".encode(), "ü".encode(), "sha256")
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="No such hash algorithm"):
        installed.execute("select digest('x', 'rot13')")


def test_random_bytes(installed: psycopg.Connection) -> None:
    drawn = one(installed, "select gen_random_bytes(1024), extensions.gen_random_uuid()")
    assert isinstance(drawn, tuple)
    assert len(drawn[0]) == 1024
    # Each bit is set about half the time: 8192 bits, five standard deviations.
    assert abs(sum(byte.bit_count() for byte in drawn[0]) - 4096) < 5 * 45.3
    with pytest.raises(psycopg.errors.ExternalRoutineInvocationException):
        installed.execute("select gen_random_bytes(1025)")


@pytest.mark.parametrize(
    "call", ["crypt('x', 'y')", "gen_salt('bf')", "gen_salt('bf', 8)", "pgp_sym_encrypt('x', 'y')"]
)
def test_what_needs_compiled_code_says_so(installed: psycopg.Connection, call: str) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="is not in the embedded server's pgcrypto"):
        installed.execute(f"select {call}")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'Abc'::citext = 'aBC'", True),
        ("'Abc'::citext <> 'aBC'", False),
        ("'a'::citext < 'B'::citext", True),
        ("'B'::citext >= 'a'::citext", True),
        ("'ÄB'::citext = 'äb'", True),
        ("'Abc'::citext ~ 'B'", True),
        ("'Abc'::citext !~ 'B'", False),
        ("'Abc'::citext like 'aB%'", True),
        ("'Abc'::citext not like 'aB%'::text", False),
        ("'Abc'::citext || 'D'", "AbcD"),
        ("'Abc'::text = 'abc'::citext", False),
        ("replace('AbCabc'::citext, 'BC'::citext, '\\x')", "A\\xa\\x"),
        ("replace('a.b'::citext, '.'::citext, 'x')", "axb"),
        ("split_part('aXbxc'::citext, 'x'::citext, 2)", "b"),
        ("strpos('aBc'::citext, 'bC'::citext)", 2),
        ("translate('abcAbC'::citext, 'ab'::citext, 'xy')", "xycxyC"),
        ("regexp_replace('aBc'::citext, 'b'::citext, 'x')", "axc"),
        ("regexp_match('aBc'::citext, 'b'::citext)", ["B"]),
        ("regexp_match('aBc'::citext, 'b'::citext, 'c')", None),
        ("true::citext", "true"),
        ("'192.0.2.1'::inet::citext", "192.0.2.1/32"),
        ("(select max(x) from (values ('b'::citext), ('A'), ('C')) v (x))", "C"),
        ("(select min(x) from (values ('b'::citext), ('A'), ('C')) v (x))", "A"),
        ("(select array_agg(x order by x) from (values ('b'::citext), ('A'), ('C')) v (x))::text[]", ["A", "b", "C"]),
        ("(select count(distinct x) from (values ('b'::citext), ('B')) v (x))", 1),
    ],
)
def test_citext(installed: psycopg.Connection, expression: str, expected: object) -> None:
    assert one(installed, f"select {expression}") == expected


def test_citext_columns(installed: psycopg.Connection) -> None:
    installed.execute("create table people (email citext primary key, other citext)")
    installed.execute("insert into people select 'User' || i || '@example.com' from generate_series(1, 2000) i")
    with pytest.raises(psycopg.errors.UniqueViolation):
        installed.execute("insert into people values ('USER7@example.com')")
    with installed.cursor().copy("copy people from stdin (format binary)") as copy:
        copy.set_types(["text", "text"])
        copy.write_row(("Copied@example.com", None))
    installed.execute("analyze people")
    plan = str(installed.execute("explain select * from people where email = 'COPIED@EXAMPLE.COM'").fetchall())
    assert "Index" in plan
    assert one(installed, "select email from people where email = 'COPIED@EXAMPLE.COM'") == "Copied@example.com"
    installed.execute("set enable_mergejoin = off; set enable_nestloop = off")
    assert one(installed, "select count(*) from people a join people b on lower(a.email)::citext = b.email") == 2001
    installed.execute("drop table people")


def test_moddatetime(installed: psycopg.Connection) -> None:
    installed.execute(
        'create table posts (id int, payload jsonb, j json, "Changed At" timestamptz, tags text[]);'
        'create trigger touch before update on posts for each row execute procedure moddatetime ("Changed At")'
    )
    installed.execute("insert into posts values (1, '{\"a\": [1.50]}', '{\"b\" : 1}', '2000-01-01', '{x,null}')")
    with installed.transaction():
        installed.execute("update posts set id = 2")
        row = one(installed, 'select id, payload::text, j::text, tags, "Changed At" = now() from posts')
    assert row == (2, '{"a": [1.50]}', '{"b" : 1}', ["x", None], True)
    installed.execute(
        "create trigger wrong before update on posts for each row execute procedure moddatetime (nowhere)"
    )
    with pytest.raises(psycopg.errors.TriggeredActionException, match="nowhere"):
        installed.execute("update posts set id = 3")
    installed.execute("drop table posts")


def test_no_statement_is_counted(installed: psycopg.Connection) -> None:
    installed.execute("select pg_stat_statements_reset()")
    assert installed.execute("select query, calls, mean_exec_time from pg_stat_statements").fetchall() == []


def test_queues(connection: psycopg.Connection) -> None:
    connection.execute("create extension pgmq")
    connection.execute("select pgmq.create('Letters')")
    assert connection.execute(
        "select * from pgmq.send_batch('Letters', array['{\"to\": 1}', '{\"to\": 2}']::jsonb[])"
    ).fetchall() == [
        (1,),
        (2,),
    ]
    assert connection.execute("select pgmq.send('Letters', '{\"to\": 3}'::jsonb, 60)").fetchone() == (3,)
    read = connection.execute("select msg_id, read_ct, message from pgmq.read('Letters', 30, 5) order by 1").fetchall()
    assert read == [(1, 1, {"to": 1}), (2, 1, {"to": 2})]
    assert connection.execute("select count(*) from pgmq.pop('Letters')").fetchone() == (0,)
    assert connection.execute("select pgmq.archive('Letters', 1), pgmq.delete('Letters', 2)").fetchone() == (True, True)
    assert connection.execute("select queue_length, total_messages from pgmq.metrics('Letters')").fetchone() == (1, 3)
    assert connection.execute("select queue_name from pgmq.list_queues()").fetchall() == [("Letters",)]
    assert connection.execute("select pgmq.purge_queue('Letters'), pgmq.drop_queue('Letters')").fetchone() == (1, True)
    connection.execute("drop extension pgmq cascade; drop schema pgmq")


def test_requests_that_nobody_hears(connection: psycopg.Connection) -> None:
    connection.execute("create extension http")
    asked = "('GET', 'http://localhost/', array[http_header('a', 'b')], null, null)::http_request"
    assert one(connection, f"select status, content from http({asked})") == (204, None)
    assert one(connection, 'select urlencode(\'{"a": "b c/ü"}\'::jsonb)') == "a=b%20c%2F%C3%BC"
    connection.execute("drop extension http")


def test_forms_of_json(connection: psycopg.Connection) -> None:
    connection.execute("create extension pg_jsonschema")
    assert one(connection, "select jsonb_matches_schema('{\"type\": \"object\"}', '{}')") is True
    connection.execute("drop extension pg_jsonschema")
