"""The transaction that writes: the guard's word on this very connection, and formats that never vary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from seeding.database import marker
from seeding.database.recheck import recheck
from seeding.errors import LoadError
from seeding.guard import Clearance
from seeding.load.relations import Cursor
from seeding.schema import quote

# Any number will do; two runs of `seed` on one database must use the same.
_LOCK = 0x5EED_0001

_FORMATS = """\
set local timezone = 'UTC';
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'postgres';
set local extra_float_digits = 1;
set local bytea_output = 'hex';
set local client_encoding = 'UTF8';
-- Rows hidden from us would be rows made by hand that nobody spares: better an error.
set local row_security = off;
"""


def must_be_idle(connection: psycopg.Connection[Any]) -> None:
    """Raises LoadError inside a transaction: what is written must be committed, or not, as one."""
    if connection.info.transaction_status is not TransactionStatus.IDLE:
        raise LoadError(
            "the connection is in a transaction already, so rows could not be committed as one",
            hint="commit or roll back first",
        )


def apply(connection: psycopg.Connection[Any], settings: Mapping[str, str]) -> None:
    """Settings of this transaction alone. Raises psycopg's error for one that the server does not know."""
    for name, value in sorted(settings.items()):
        connection.execute("select pg_catalog.set_config(%s, %s, true)", (name, value))


@contextmanager
def setting(cursor: Cursor, name: str, value: str) -> Iterator[None]:
    """A setting of this transaction for a while. Where an error passes through, its rollback puts things right."""
    before = cursor.execute("SELECT pg_catalog.current_setting(%s)", (name,)).fetchone()
    assert before is not None
    cursor.execute("SELECT pg_catalog.set_config(%s, %s, true)", (name, value))
    yield
    cursor.execute("SELECT pg_catalog.set_config(%s, %s, true)", (name, *before))


def begin(
    connection: psycopg.Connection[Any], clearance: Clearance, *, shared: bool = False, apart: Iterable[int] = ()
) -> bool:
    """Ask the guard again, first thing in the transaction that writes; whether the database was stamped now.

    An unmarked empty database that passes as local is marked in the same transaction. With `shared`, others who
    say so may write at the same time, and lock the tables in `apart` (oids). Raises GuardError where the facts no
    longer permit it, LoadError while another run is writing.
    """
    stamped = recheck(connection, clearance, apart=apart).marker is None
    if stamped:
        marker.stamp(connection, clearance.policy.environment)
    connection.execute(_FORMATS)
    ask = "pg_try_advisory_xact_lock_shared" if shared else "pg_try_advisory_xact_lock"
    free = connection.execute(f"select pg_catalog.{ask}(%s)", (_LOCK,)).fetchone()
    if not (free and free[0]):
        raise LoadError("another run of seed is writing to this database", hint="wait for it to end, then try again")
    return stamped


class Reach:
    """The schemas in which functions that rows meet on their way find what they name without one.

    An application sets its `search_path` when it connects. Behind what the server has for us come the schemas of
    the tables being written: only names that would mean nothing otherwise are looked up there.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        row = cursor.execute(
            "SELECT pg_catalog.current_setting('search_path'), pg_catalog.current_schemas(true)"
        ).fetchone()
        assert row is not None
        self._path, self._seen = row
        self._now: tuple[str, ...] = ()

    def of(self, schemas: Iterable[str]) -> None:
        """Look in these as well, for what is written next."""
        further = tuple(schema for schema in dict.fromkeys(schemas) if schema not in self._seen)
        if further != self._now:
            path = ", ".join(filter(None, [self._path, *map(quote, further)]))
            self._cursor.execute("SELECT pg_catalog.set_config('search_path', %s, true)", (path,))
            self._now = further
