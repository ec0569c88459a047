"""The stamp: one row, bound to its server and database, out of everyone's reach."""

from __future__ import annotations

import psycopg
import pytest

from seeding.database import marker, supabase
from seeding.errors import ConnectError, SchemaError, UsageError


def test_stamp_and_read(connection: psycopg.Connection) -> None:
    assert marker.read(connection) is None
    stamp = marker.stamp(connection, "staging")
    assert marker.read(connection) == stamp
    row = connection.execute(
        "select system_identifier::text, (select oid::bigint from pg_database where datname = current_database()), "
        "session_user::text from pg_control_system()"
    ).fetchone()
    assert (stamp.system_identifier, stamp.database_oid, stamp.stamped_by) == row
    assert marker.stamp(connection, "local").environment == "local"
    assert connection.execute("select count(*) from _seed.marker").fetchone() == (1,)


def test_stamp_is_part_of_the_transaction(connection: psycopg.Connection) -> None:
    with connection.transaction(force_rollback=True):
        marker.stamp(connection, "local")
    assert marker.read(connection) is None


def test_only_known_environments(connection: psycopg.Connection) -> None:
    with pytest.raises(UsageError, match="development"):
        marker.stamp(connection, "development")


def test_nobody_else_may_touch_it(connection: psycopg.Connection) -> None:
    supabase.ensure_prelude(connection)
    connection.execute("do $$ begin create role passer_by; exception when duplicate_object then null; end $$")
    connection.execute("alter default privileges grant all on tables to anon, authenticated, service_role")
    connection.execute("alter default privileges grant all on schemas to anon, authenticated, service_role")
    marker.stamp(connection, "local")
    for role in ("anon", "authenticated", "service_role", "passer_by"):
        connection.execute(f"set role {role}")
        for query in ("select * from _seed.marker", "update _seed.marker set environment = 'staging'"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(query)
        connection.execute("reset role")


def test_a_second_row_is_impossible(connection: psycopg.Connection) -> None:
    marker.stamp(connection, "local")
    with pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("insert into _seed.marker select * from _seed.marker")


@pytest.mark.parametrize(
    "forgery",
    [
        "delete from _seed.marker",
        "drop index _seed.marker_single_row; insert into _seed.marker select * from _seed.marker",
        "alter table _seed.marker rename to old; create view _seed.marker as select * from _seed.old",
    ],
)
def test_anything_but_one_row_is_refused(connection: psycopg.Connection, forgery: str) -> None:
    marker.stamp(connection, "local")
    connection.execute(forgery)
    with pytest.raises(SchemaError, match=r"_seed\.marker"):
        marker.read(connection)


def test_a_server_that_hides_its_identifier(connection: psycopg.Connection) -> None:
    connection.execute("revoke execute on function pg_control_system() from public")
    connection.execute("do $$ begin create role passer_by; exception when duplicate_object then null; end $$")
    connection.execute(f"grant create on database {connection.info.dbname} to passer_by")
    connection.execute("set role passer_by")
    assert marker.system_identifier(connection) is None
    with pytest.raises(ConnectError, match="hides its system identifier"):
        marker.stamp(connection, "staging")


def test_locking_keeps_the_stamp(database: str, connection: psycopg.Connection) -> None:
    marker.stamp(connection, "local")
    with connection.transaction():
        assert marker.read(connection, lock=True) is not None
        with psycopg.connect(database) as other, pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute("set lock_timeout = '50ms'")
            other.execute("update _seed.marker set environment = 'staging'")
