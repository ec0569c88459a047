"""Facts: what the guard judges by, and nothing that could not be read taken for harmless."""

from __future__ import annotations

import psycopg
import pytest

from seeding.database import contents, facts, marker
from seeding.database.connect import read_only
from seeding.guard import ServerFacts
from seeding.target import Target

ENTRIES = """
create table public.people (email text, "E-Mail 2" varchar(80), contact text);
create table public.bare (id int);
create schema shop; create table shop.orders (id int);
create table shop.parted (id int) partition by range (id);
create table shop.part partition of shop.parted for values from (0) to (9);
create schema storage; create table storage.objects (id int); insert into storage.objects values (1);
create schema auth; create function auth.uid() returns int language sql as 'select 1';
create table auth.users (email text); insert into auth.users values ('x@Mail.Real.io');
insert into public.people values
    ('a@example.com', null, 'c@hidden.io'), ('B@GMAIL.com.', 'c@sub.example.org', null),
    ('Ann <ann@gmail.com>', 'd@company.test', null), (null, 'nobody', null), ('q@myexample.com', null, null);
insert into shop.parted values (1), (2);
insert into shop.orders select generate_series(1, 2500);
"""


def test_an_empty_database(target: Target) -> None:
    with read_only(target) as connection:
        found = facts.gather(connection)
        row = connection.execute(
            "select system_identifier::text, d.oid::bigint from pg_control_system(), pg_database d "
            "where d.datname = current_database()"
        ).fetchone()
    assert row is not None
    assert found == ServerFacts(system_identifier=row[0], database_oid=row[1])


def test_contents(connection: psycopg.Connection, target: Target) -> None:
    connection.execute(ENTRIES)
    with read_only(target) as reading:
        found = facts.gather(reading)
    assert found.row_counts == {
        "public.bare": 0,
        "public.people": 5,
        "shop.orders": contents.COUNTED_ROWS,
        "shop.parted": 2,
    }
    assert found.mailbox_domains == {"gmail.com": 2, "hidden.io": 1, "mail.real.io": 1, "myexample.com": 1}
    connection.execute("analyze shop.orders")
    assert facts.gather(connection).row_counts["shop.orders"] == 2500


def test_schemas_that_a_supabase_would_manage_are_the_applications_elsewhere(
    connection: psycopg.Connection, target: Target
) -> None:
    connection.execute(ENTRIES + "drop function auth.uid(); create table auth.logins as select 'a@work.io' as who")
    found = facts.gather(connection)
    assert (found.row_counts["auth.users"], found.row_counts["storage.objects"]) == (1, 1)
    assert found.mailbox_domains["work.io"] == 1


def test_a_schema_is_not_a_tools_by_its_first_letter(connection: psycopg.Connection) -> None:
    # TimescaleDB keeps the rows of public tables in children below _timescaledb_internal.
    connection.execute("create table public.measured (who text); create schema _timescaledb_internal")
    connection.execute("create table _timescaledb_internal._hyper_1 () inherits (public.measured)")
    connection.execute("insert into _timescaledb_internal._hyper_1 values ('a@work.io')")
    found = facts.gather(connection)
    assert found.row_counts == {"_timescaledb_internal._hyper_1": 1, "public.measured": 0}
    assert found.mailbox_domains == {"work.io": 1}


def test_a_roles_time_limit_does_not_end_the_look(connection: psycopg.Connection) -> None:
    connection.execute("create table people as select 'a@work.io' as who from generate_series(1, 100000)")
    connection.execute("set statement_timeout = '1ms'")
    found = facts.gather(connection)
    assert found.mailbox_domains
    assert found.error is None


def test_the_stamp(connection: psycopg.Connection, target: Target) -> None:
    stamp = marker.stamp(connection, "staging")
    with read_only(target) as reading:
        found = facts.gather(reading)
    assert (found.marker, found.marker_system_identifier) == ("staging", stamp.system_identifier)
    assert found.system_identifier == stamp.system_identifier
    assert found.row_counts == {}


def test_a_copied_stamp_is_another_database_s(connection: psycopg.Connection, server_url: str) -> None:
    marker.stamp(connection, "staging")
    name = connection.info.dbname
    connection.close()
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"create database {name}_copy template {name}")
        try:
            with psycopg.connect(server_url, dbname=f"{name}_copy") as copy:
                found = facts.gather(copy)
        finally:
            admin.execute(f"drop database {name}_copy")
    assert found.marker == "staging"
    assert found.marker_system_identifier != found.system_identifier
    assert "database oid" in str(found.marker_system_identifier)


def test_a_forged_stamp_on_the_search_path_is_not_read(connection: psycopg.Connection) -> None:
    connection.execute("create schema evil; create table evil.marker (environment text)")
    connection.execute("set search_path = evil, public")
    found = facts.gather(connection)
    assert (found.marker, found.error) == (None, None)
    assert connection.execute("show search_path").fetchone() == ("evil, public",)


def test_the_session_is_left_as_it_was(connection: psycopg.Connection) -> None:
    marker.stamp(connection, "local")
    (search_path,) = connection.execute("show search_path").fetchone() or ("",)
    with connection.transaction():
        connection.execute("create table fresh (id int); insert into fresh values (1)")
        found = facts.gather(connection, lock_marker=True)
        assert found.row_counts == {"public.fresh": 1}
        row = connection.execute("select current_setting('search_path'), current_setting('row_security')").fetchone()
        assert row == (search_path, "on")
        locks = connection.execute(
            "select count(*) from pg_locks where relation = '_seed.marker'::regclass and mode = 'RowShareLock'"
        ).fetchone()
        assert locks == (1,)


@pytest.fixture
def reader(connection: psycopg.Connection) -> psycopg.Connection:
    """The connection as a role that owns nothing."""
    connection.execute("do $$ begin create role reader; exception when duplicate_object then null; end $$")
    return connection


def test_a_stamp_that_may_not_be_read_is_an_error(reader: psycopg.Connection) -> None:
    marker.stamp(reader, "local")
    reader.execute("set role reader")
    found = facts.gather(reader)
    assert found.marker is None
    assert "permission denied for schema _seed" in str(found.error)


def test_rows_hidden_by_policies_are_an_error(reader: psycopg.Connection) -> None:
    reader.execute("create table secret (id int); insert into secret values (1)")
    reader.execute("alter table secret enable row level security; grant select on secret to reader")
    reader.execute("set role reader")
    found = facts.gather(reader)
    assert "row-level security" in str(found.error)


def test_tables_that_may_not_be_read_count_as_filled(reader: psycopg.Connection) -> None:
    reader.execute("create table closed (id int); insert into closed values (1); create table open (id int)")
    reader.execute("create table void (id int); grant select on open to reader")
    reader.execute("set role reader")
    found = facts.gather(reader)
    assert found.error is None
    assert found.row_counts == {"public.closed": 1, "public.open": 0, "public.void": 0}


def test_a_broken_stamp_is_an_error(connection: psycopg.Connection) -> None:
    marker.stamp(connection, "local")
    connection.execute("delete from _seed.marker")
    assert "holds 0 rows" in str(facts.gather(connection).error)


def test_hundreds_of_tables(connection: psycopg.Connection) -> None:
    connection.execute(
        "do $$ begin for i in 1..450 loop execute format('create table t%s (email text)', i); end loop; end $$"
    )
    connection.execute("insert into t441 values ('a@b.de')")
    found = facts.gather(connection)
    assert len(found.row_counts) == 450
    assert found.row_counts["public.t441"] == 1
    assert found.mailbox_domains == {"b.de": 1}
