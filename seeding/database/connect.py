"""The only door to a server: a writing connection for a clearance, a read-only one for looking first."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from seeding.database.dialled import must_be_dialled
from seeding.database.role import assume
from seeding.errors import ConnectError, GuardError
from seeding.guard import Clearance, GuardPolicy

if TYPE_CHECKING:
    from seeding.target import Target

TIMEOUT_SECONDS = 10

SESSION = """\
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
set intervalstyle = 'postgres';
-- A load that takes long is no mistake; hosted roles often carry a limit of two minutes.
set statement_timeout = 0;
set idle_in_transaction_session_timeout = 0;
"""

# What libpq says, and what it means for whoever typed the URL. Servers send English unless lc_messages says
# otherwise; what is not recognised is shown as it came.
_EXPLAINED: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("password authentication failed", "no password supplied", "SASL authentication failed"),
        'the password for role "{user}" is wrong or missing',
        "set the password in the URL's variable or in ~/.pgpass, and encode reserved characters (@ is %40)",
    ),
    (
        ('database "', "does not exist"),
        'there is no database "{dbname}" on {place}',
        'create it (createdb "{dbname}"), or correct the name at the end of the URL',
    ),
    (
        ('role "', "does not exist"),
        'there is no role "{user}" on {place}',
        "correct the user in the URL, or create the role",
    ),
    (
        ("permission denied for database",),
        'role "{user}" may not connect to "{dbname}" on {place}',
        'let it: grant connect on database "{dbname}" to "{user}"',
    ),
    (
        ("Tenant or user not found", "tenant/user"),
        'the pooler {place} knows no project for the user "{user}"',
        "copy the pooler's URL from the project's page; its user ends in the project ref",
    ),
    (
        ("no pg_hba.conf entry", "pg_hba.conf rejects"),
        'the server {place} does not let role "{user}" in from here',
        "ask its administrator for access, or add sslmode=require to the URL",
    ),
    (
        ("too many clients", "remaining connection slots"),
        "the server {place} has no connection left",
        "close other clients, or wait for them to end",
    ),
    (
        ("could not translate host name", "Name or service not known", "nodename nor servname"),
        "the host {host} is not known",
        "look for a typing error in the host; some hosts are only known inside a VPN",
    ),
    (
        ("refused", "No such file or directory", "No route to host", "is unreachable", "imeout expired"),
        "no PostgreSQL server answers at {place}",
        "start the server, or correct host and port in the URL",
    ),
)


def connect(
    clearance: Clearance, *, autocommit: bool = False, kind: type[psycopg.Connection[Any]] | None = None
) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection that may write, to the target the clearance was given for.

    `kind` is the class it is of, where it must do more than psycopg's. The session speaks UTC and ISO dates,
    and no PG* variable had a say in it. Raises GuardError for anything but a clearance, ConnectError for a
    server that cannot be reached or does not let us in.
    """
    if not isinstance(clearance, Clearance):
        raise GuardError(
            f"a {type(clearance).__name__} is no clearance: only guard.clear() permits writing",
            hint="gather the facts on a read-only connection, then ask the guard",
        )
    return _open(clearance.target, clearance.policy, autocommit=autocommit, kind=kind)


def read_only(target: Target, policy: GuardPolicy | None = None) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection on which every write fails, for the catalog and the facts a guard judges by.

    With a `policy`, as the role it names, and never at an address it declares production. Raises ConnectError as
    `connect` does, GuardError where the connection did not go where `target` says, or there is no such role.
    """
    # Said with each BEGIN, and no setting of the session: behind a pooler that shares sessions between
    # transactions, the next one would be somebody else's, and could not write any more.
    connection = _open(target, policy, autocommit=False, settled=False)
    connection.read_only = True
    return connection


def _open(
    target: Target,
    policy: GuardPolicy | None,
    *,
    autocommit: bool,
    settled: bool = True,
    kind: type[psycopg.Connection[Any]] | None = None,
) -> psycopg.Connection[tuple[Any, ...]]:
    settings: dict[str, Any] = {"application_name": "seed", "client_encoding": "UTF8"}
    if "connect_timeout" not in dict(target.manner):
        settings["connect_timeout"] = TIMEOUT_SECONDS
    try:
        with _without_pg_variables():
            connection = (kind or psycopg.Connection).connect(target.conninfo(), autocommit=True, **settings)
    except psycopg.Error as error:
        raise _explained(target, str(error)) from None
    try:
        must_be_dialled(connection, target, policy)
        if settled:
            settle(connection)
        if policy is not None and policy.role:
            assume(connection, policy.role, target)
    except psycopg.Error as error:
        connection.close()
        raise _explained(target, str(error)) from None
    except GuardError:
        connection.close()
        raise
    connection.autocommit = autocommit
    return connection


def settle(connection: psycopg.Connection[Any]) -> None:
    """Give the session the settings every one of ours has: UTC, ISO dates, no time limit of its own."""
    # Never prepared: psycopg prepares what it sees five times, and the server prepares no lists.
    connection.execute(SESSION, prepare=False)


def _explained(target: Target, text: str) -> ConnectError:
    words = {"user": target.user, "dbname": target.dbname, "place": target.place, "host": target.host}
    for signs, meaning, hint in _EXPLAINED:
        # The two that quote a name need both halves; for the others any sign will do.
        enough = all if signs[-1] == "does not exist" else any
        if enough(sign in text for sign in signs):
            return ConnectError(f"{meaning.format(**words)} ({target.url})", hint=hint.format(**words))
    said = [line for line in text.strip().splitlines() if not line.startswith(("DETAIL:", "HINT:"))]
    last = said[-1] if said else "the server closed the connection"
    return ConnectError(f"cannot connect to {target.url}: {last}", hint="try the same URL with psql")


_environment = threading.Lock()


@contextmanager
def _without_pg_variables() -> Iterator[None]:
    # The target says everything that decides where a connection goes, but libpq has no value that switches
    # PGSERVICE off, and every release adds variables. They are put back as soon as the connection stands.
    with _environment:
        hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
        try:
            yield
        finally:
            os.environ.update(hidden)
