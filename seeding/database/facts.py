"""What a server shows of itself, read for the guard to judge on the very connection that asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from seeding.database import contents, marker
from seeding.errors import SeedingError
from seeding.guard import ServerFacts

# With the search_path empty, no table, function or operator of anybody's stands in for the server's own. Row
# level security that hides rows instead of failing would make a full database look empty. Hosted roles often carry
# a time limit. The two others only cost time: hundreds of small questions are compiled and spread over workers for
# nothing.
_SETTINGS = {
    "search_path": "",
    "row_security": "off",
    "statement_timeout": "0",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}


def gather(connection: psycopg.Connection[Any], *, lock_marker: bool = False, apart: Iterable[int] = ()) -> ServerFacts:
    """The facts `guard.judge` needs, read in the transaction the connection is in (or in one of their own).

    With `lock_marker`, the stamp cannot change before that transaction ends; needs a writing connection. Tables in
    `apart` (oids) hold rows of this very run only, and may be locked by it.
    What cannot be read becomes `error`, never a harmless value; nothing is raised for it. Leaves the
    session as it was.
    """
    try:
        with connection.transaction(), _settings(connection):
            stamp = marker.read(connection, lock=lock_marker)
            identifier = marker.system_identifier(connection)
            row = connection.execute(
                """
                select pg_catalog.pg_is_in_recovery(), d.oid::bigint
                from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
                """
            ).fetchone()
            assert row is not None
            in_recovery, oid = row
            tables = contents.tables(connection, apart=apart)
            counts = contents.count(connection, tables)
            mailboxes = contents.mailbox_domains(connection, tables)
    except psycopg.Error as error:
        return ServerFacts(error=str(error.diag.message_primary or error))
    except SeedingError as error:
        return ServerFacts(error=error.message)
    made_on = stamp.system_identifier if stamp else None
    if stamp is not None and stamp.database_oid != oid:
        made_on = f"{stamp.system_identifier} (database oid {stamp.database_oid}, here {oid})"
    return ServerFacts(
        marker=stamp.environment if stamp else None,
        marker_system_identifier=made_on,
        system_identifier=identifier,
        in_recovery=in_recovery,
        row_counts=counts,
        mailbox_domains=mailboxes,
        database_oid=oid,
    )


@contextmanager
def _settings(connection: psycopg.Connection[Any]) -> Iterator[None]:
    # Not undone by a rollback, which would give the lock on the stamp back as well. SET LOCAL lasts until the
    # outer transaction ends, so the values from before are set again; after an error the savepoint does it.
    names = list(_SETTINGS)
    asked = ", ".join(["pg_catalog.current_setting(%s)"] * len(names))
    before = connection.execute(f"select {asked}", names).fetchone()
    assert before is not None
    set_all = "select " + ", ".join(["pg_catalog.set_config(%s, %s, true)"] * len(names))
    connection.execute(set_all, [word for pair in _SETTINGS.items() for word in pair])
    yield
    connection.execute(set_all, [word for pair in zip(names, before, strict=True) for word in pair])
