"""A real Supabase is found and left as it is; elsewhere `ensure_prelude` stands in for what one provides."""

from __future__ import annotations

import socket
from collections.abc import Collection
from pathlib import Path
from typing import Any

import psycopg

from seeding.database.connect import read_only
from seeding.errors import ConnectError, SchemaError
from seeding.target import Target

# The Supabase CLI's documented defaults for `supabase start`: port, role and password are the same on every
# machine, and reach that machine alone.
LOCAL_PORT = 54322
LOCAL_URL = f"postgresql://postgres:postgres@127.0.0.1:{LOCAL_PORT}/postgres"
_PROBE_SECONDS = 0.2

_COMPLETE = """
select pg_catalog.to_regrole('anon') is not null
   and pg_catalog.to_regrole('authenticated') is not null
   and pg_catalog.to_regrole('service_role') is not null
   and pg_catalog.to_regnamespace('extensions') is not null
   and pg_catalog.to_regclass('auth.users') is not null
   and pg_catalog.to_regprocedure('auth.uid()') is not null
   and pg_catalog.to_regprocedure('auth.role()') is not null
   and pg_catalog.to_regprocedure('auth.email()') is not null
   and pg_catalog.to_regprocedure('auth.jwt()') is not null
   and pg_catalog.to_regclass('storage.objects') is not null
   and pg_catalog.to_regprocedure('storage.extension(text)') is not null
   and exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime')
"""


def is_supabase(connection: psycopg.Connection[Any]) -> bool:
    """True on a hosted project, `supabase start`, and every other server built from Supabase's image."""
    with connection.transaction():
        row = connection.execute(
            """
            select exists (
                    select from pg_catalog.pg_roles where rolname = 'supabase_admin'
                        and coalesce(pg_catalog.shobj_description(oid, 'pg_authid'), '') !~ '^Made by seed'
                )
                or exists (
                    select from pg_catalog.pg_namespace n join pg_catalog.pg_roles r on r.oid = n.nspowner
                    where n.nspname = 'auth' and r.rolname = 'supabase_auth_admin'
                )
            """
        ).fetchone()
    return bool(row and row[0])


def ensure_prelude(connection: psycopg.Connection[Any], brought: Collection[str] = ()) -> bool:
    """Make the roles, schemas, tables and functions migrations for Supabase rely on, where they are missing.

    Returns True when something was made. Changes nothing that exists, makes nothing of what is `brought` by
    migrations (a schema, "auth", or what is in it, "auth.*"), and nothing at all on a Supabase. Raises SchemaError
    where the role may not make them.
    """
    return False if is_supabase(connection) else stand_in(connection, brought)


def stand_in(connection: psycopg.Connection[Any], brought: Collection[str] = ()) -> bool:
    """The same in a database we made ourselves: it is bare, even on a server that is a Supabase's."""
    path = Path(__file__).with_name("prelude.sql")
    try:
        with connection.transaction():
            row = connection.execute(_COMPLETE).fetchone()
        if row is not None and row[0]:
            return False
        with connection.transaction():
            setting = ",".join(sorted(brought))
            connection.execute("select pg_catalog.set_config('seed.brought', %s, true)", (setting,))
            connection.execute(path.read_bytes(), prepare=False)
    except psycopg.errors.InsufficientPrivilege as error:
        raise SchemaError(
            f"cannot make what migrations for Supabase rely on: {error.diag.message_primary}",
            hint="use a role that may create roles and schemas, or have a superuser run "
            f"{path} and grant usage on them",
        ) from None
    return True


def local_supabase() -> str | None:
    """The URL of the Supabase that runs on this machine, None where none does.

    Answers within 0.2 s when nothing listens. What listens must let the CLI's documented credentials in
    and be a Supabase: another PostgreSQL, or anything else on that port, is not taken for one.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PROBE_SECONDS)
        if probe.connect_ex(("127.0.0.1", LOCAL_PORT)) != 0:
            return None
    try:
        with read_only(Target.resolve(LOCAL_URL, {})) as connection:
            return LOCAL_URL if is_supabase(connection) else None
    except ConnectError:
        return None
