"""Tests as somebody: the statements of a block run as a role, and on behalf of a person who signed in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from seeding.database.asking import become, spoken, standing
from seeding.errors import UsageError
from seeding.factory.session import current_session
from seeding.testing.connection_session import ConnectionSession
from seeding.testing.isolated import IsolatedConnection
from seeding.testing.judged import must_be_local

_ROLE = """
select pg_catalog.pg_has_role(session_user, r.oid, 'member') from pg_catalog.pg_roles r where r.rolname = %s
"""
_PERSON = "select email, raw_app_meta_data, raw_user_meta_data from auth.users where id::text = %s"
_numbers = itertools.count()


@contextmanager
def as_user(
    user: Any,
    *,
    role: str = "authenticated",
    claims: Mapping[str, Any] | None = None,
    settings: Mapping[str, str] | None = None,
    connection: psycopg.Connection[Any] | None = None,
) -> Iterator[psycopg.Connection[Any]]:
    """Run a block as a person who has signed in: `auth.uid()` is theirs, and policies hold.

    `user` is their key, or an object or mapping with an `id` (what a factory's `.create()` gave). The token says what
    Supabase's would: `sub`, `role`, `email` and the metadata of `auth.users`; `claims` are added to it, `settings` are
    those of an application of its own (`{"app.tenant_id": "7"}`). The connection is the fixture's, or the one given.
    Blocks nest; each gives back who asked before, also after an error. One of the server's undoes what the block did.
    """
    with as_role(role, claims=_token(user, claims), settings=settings, connection=connection, _of=user) as opened:
        yield opened


@contextmanager
def as_role(
    role: str,
    *,
    claims: Mapping[str, Any] | None = None,
    settings: Mapping[str, str] | None = None,
    connection: psycopg.Connection[Any] | None = None,
    _of: Any = None,
) -> Iterator[psycopg.Connection[Any]]:
    """Run a block as a role, `anon` for instance: nobody has signed in, unless `claims` say who.

    `settings` are those of the session that an application sets (`{"app.tenant_id": "7"}`). As `as_user` otherwise.
    """
    opened = the_connection(connection)
    here = standing(opened, {"role": ""})
    became = {"role": "none"}
    become(opened, became, local=False)  # what follows is ours to see, in a block inside another too
    try:
        _must_be_ours(opened, role)
        known = _known(opened, str(claims["sub"])) if _of is not None and claims and "sub" in claims else {}
    finally:
        if opened.info.transaction_status is not TransactionStatus.INERROR:
            become(opened, {"role": here["role"] or "none"}, local=False)
    wanted = {**(settings or {}), **spoken(role, {**known, **(claims or {})} if claims else None)}
    with _standing_as(opened, wanted):
        yield opened


def the_connection(given: psycopg.Connection[Any] | None) -> psycopg.Connection[Any]:
    """The connection of the fixture that is in use, or the one given. Raises UsageError where there is neither."""
    if given is not None:
        must_be_local(given)
        return given
    session = current_session()
    if not isinstance(session, ConnectionSession):
        raise UsageError(
            f"the open session is a {type(session).__name__}, which has no connection to ask on",
            hint="give one: as_user(user, connection=connection)",
        )
    return session.connection


def key_of(user: Any) -> str:
    """The key of a person: itself, or what its `id` says. Raises UsageError for what has none."""
    found: Any = user
    if isinstance(user, Mapping):
        found = user.get("id", user.get("sub"))
    elif not isinstance(user, str | int | UUID):
        found = getattr(user, "id", None)
    if found is None:
        raise UsageError(
            f"{user!r} has no id to sign in with", hint="give the key itself, or an object or mapping that has an id"
        )
    return str(found)


def _token(user: Any, claims: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"sub": key_of(user), "aud": "authenticated", **(claims or {})}


def _known(connection: psycopg.Connection[Any], sub: str) -> dict[str, Any]:
    """What the auth server would put into the token: the row of `auth.users`, where there is one."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        here = cursor.execute(
            "select pg_catalog.count(*) = 4 from pg_catalog.pg_attribute where attrelid = "
            "pg_catalog.to_regclass('auth.users') and attname in ('id', 'email', 'raw_app_meta_data', "
            "'raw_user_meta_data') and pg_catalog.has_table_privilege(attrelid, 'SELECT')",
            prepare=False,
        ).fetchone()
        row = cursor.execute(_PERSON, (sub,), prepare=False).fetchone() if here and here[0] else None
    if row is None:
        return {}
    found = {"email": row[0], "app_metadata": row[1], "user_metadata": row[2]}
    return {name: value for name, value in found.items() if value is not None}


def _must_be_ours(connection: psycopg.Connection[Any], role: str) -> None:
    with connection.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(_ROLE, (role,), prepare=False).fetchone()
    if row is None:
        raise UsageError(f'there is no role "{role}" on this server', hint="make it in a migration, or name another")
    if not row[0]:
        raise UsageError(f'the tests\' user may not become "{role}"', hint=f"grant {role} to the user of the tests")


@contextmanager
def _standing_as(connection: psycopg.Connection[Any], wanted: Mapping[str, str]) -> Iterator[None]:
    before = standing(connection, wanted)
    before["role"] = before["role"] or "none"
    savepoint = f"seed_asking_{next(_numbers)}"
    kept = connection.standing if isinstance(connection, IsolatedConnection) else None
    if not connection.autocommit or connection.info.transaction_status is TransactionStatus.INTRANS:
        connection.execute(f"savepoint {savepoint}", prepare=False)
    become(connection, wanted, local=False)
    if isinstance(connection, IsolatedConnection):
        connection.standing = {**(kept or {}), **wanted}
    try:
        yield
    finally:
        if isinstance(connection, IsolatedConnection):
            connection.standing = kept
        if not connection.closed:
            _give_back(connection, wanted, before, savepoint)


def _give_back(
    connection: psycopg.Connection[Any], wanted: Mapping[str, str], before: Mapping[str, str], savepoint: str
) -> None:
    failed = connection.info.transaction_status is TransactionStatus.INERROR
    if failed:
        try:
            connection.execute(f"rollback to savepoint {savepoint}", prepare=False)
        except psycopg.errors.InvalidSavepointSpecification:
            connection.rollback()  # the block committed, or rolled back, what came before
    still = standing(connection, {"role": ""})["role"]
    become(connection, before, local=False)
    if not failed and still != wanted["role"]:
        raise UsageError(
            f'the block gave up the role "{wanted["role"]}" by itself (RESET ROLE, SET ROLE, or a rollback of the '
            "transaction it was taken in), so what came after was not asked as it",
            hint="on the db fixture rollback() keeps the role; elsewhere begin the block in the transaction it is for",
        )
