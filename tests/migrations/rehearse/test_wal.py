"""What a migration writes to the log is its own: told exactly beside clients that write all the while."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from seeding.migrations.rehearse.performance import Performed
from seeding.migrations.rehearse.recorder import position

UPDATE = "update pets set name = 'another name ' || id"
# Rows that have to be written; what the clients save of `owners` is as much, and not the migration's.
BESIDE = f"{UPDATE}; update owners set nick = 'x' where id = 3000"


@pytest.fixture
def alone(connect: Callable[[], psycopg.Connection], base: str) -> int:
    """Bytes of log that the update takes when nobody else is there, in a database like the rehearsal's."""
    with connect() as connection:
        connection.execute(base)
        before = position(connection)
        connection.execute(UPDATE)
        written = position(connection) - before
        connection.execute("drop table owners, pets")
    return written


def test_a_migration_by_itself(alone: int, performed: Callable[..., Performed], server_url: str) -> None:
    done = performed(BESIDE, settling=0.5).run
    assert done.clients.requests
    written = done.statements[0].wal_bytes
    with psycopg.connect(server_url) as connection:
        exact = connection.info.server_version >= 180000
    assert done.wal_exact is exact
    assert 0.7 * alone < written < 1.3 * alone
    assert done.wal_bytes == sum(statement.wal_bytes for statement in done.statements)


def test_each_transaction_of_a_file(performed: Callable[..., Performed]) -> None:
    done = performed(f"begin; {UPDATE}; commit; create index concurrently named_so on pets (name)").run
    begun, updated, committed, made = done.statements
    assert updated.wal_bytes > made.wal_bytes > max(begun.wal_bytes, committed.wal_bytes)
