"""The stamp inside a database that says which environment it is, bound to the server that holds it.

A marker travels with dumps, restores and template copies; the server's system identifier and the database's
oid do not. A marker counts only where all three agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from seeding.errors import ConnectError, SchemaError, UsageError

ENVIRONMENTS = ("local", "staging", "production")

_MAKE = """\
create schema if not exists _seed;
revoke all on schema _seed from public;
create table if not exists _seed.marker (
    environment       text not null check (environment in ('local', 'staging', 'production')),
    system_identifier text not null,
    database_oid      oid not null,
    stamped_by        text not null,
    stamped_at        timestamptz not null
);
revoke all on table _seed.marker from public;
-- One row: a second one could say something else.
create unique index if not exists marker_single_row on _seed.marker ((true));
comment on table _seed.marker is
    'Which environment this database is. Written by `seed mark`, never by a migration.';
"""

# Default privileges hand new tables to the API's roles on Supabase; the guard's stamp is not theirs.
_CLOSE = """\
do $$
declare
    other name;
begin
    for other in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on schema _seed from %I', other);
        execute format('revoke all on table _seed.marker from %I', other);
    end loop;
end;
$$;
"""

# A marker counts only as the table we make. A view or a foreign table could say what suits the moment; a
# generated column would be computed anew on the server a dump is restored to, and so fit there; row level
# security and rules change what a query shows; and whoever may create a schema can write any table at all,
# so it must belong to somebody who is trusted with the database, or to us.
_COLUMNS = [
    "environment text",
    "system_identifier text",
    "database_oid oid",
    "stamped_by text",
    "stamped_at timestamptz",
]
_SHAPE = """
select
    c.relkind <> 'r' or c.relpersistence <> 'p' or c.relispartition,
    c.relrowsecurity or c.relhasrules,
    exists (
        select from pg_catalog.pg_inherits i where i.inhparent = c.oid or i.inhrelid = c.oid
    ),
    array(
        select a.attname || ' ' || case when t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace then t.typname end
        from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attnotnull
        order by a.attnum
    ) <> %(columns)s::text[],
    not (
        pg_catalog.pg_has_role(c.relowner, 'usage')
        or (select o.rolsuper from pg_catalog.pg_roles o where o.oid = c.relowner)
        or c.relowner = (
            select d.datdba from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
    )
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = '_seed' and c.relname = 'marker'
"""
_WRONG = (
    "is not an ordinary table",
    "has row-level security or rules, which change what a query shows",
    "inherits, or is inherited from",
    "does not have the columns that seed mark gives it",
    "belongs to a role that owns neither the database nor what we own",
)


@dataclass(frozen=True, slots=True)
class Marker:
    """One stamp, as written."""

    environment: str
    system_identifier: str
    database_oid: int
    stamped_by: str


def system_identifier(connection: psycopg.Connection[Any]) -> str | None:
    """The server's own number, given by initdb and shared with its physical copies; None where hidden."""
    try:
        with connection.transaction():
            row = connection.execute("select system_identifier::text from pg_catalog.pg_control_system()").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return None
    return row[0] if row else None


def read(connection: psycopg.Connection[Any], *, lock: bool = False) -> Marker | None:
    """The database's stamp, None where there is none.

    With `lock`, nobody can change it before the transaction ends. Raises SchemaError for a marker that is
    not exactly one row of the table `stamp` makes, psycopg's error where it may not be read.
    """
    found = connection.execute(_SHAPE, {"columns": _COLUMNS}).fetchone()
    if found is None:
        return None
    wrong = next((words for words, holds in zip(_WRONG, found, strict=True) if holds), None)
    rows = []
    if wrong is None:
        rows = connection.execute(
            f"""
            select environment, system_identifier, database_oid::bigint, stamped_by
            from only _seed.marker {"for share" if lock else ""}
            """
        ).fetchall()
        wrong = f"holds {len(rows)} rows instead of one"
    if len(rows) != 1:
        raise SchemaError(
            f"_seed.marker {wrong}",
            hint="drop schema _seed, look at what the database is, and mark it anew",
        )
    return Marker(*rows[0])


def renew(connection: psycopg.Connection[Any], environment: str) -> None:
    """Make the stamp that came with a copy this database's own: for copies we made ourselves of what is ours.

    Writes one where there is none for `environment`. Raises as `read` and `stamp` do.
    """
    found = read(connection)
    if found is None or found.environment != environment:
        stamp(connection, environment)
        return
    connection.execute(
        """
        update _seed.marker set database_oid = d.oid
        from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
        """
    )


def stamp(connection: psycopg.Connection[Any], environment: str) -> Marker:
    """Write the stamp, replacing an earlier one, in the transaction the connection is in.

    Raises UsageError for an environment that is none, ConnectError where the server hides its identifier.
    """
    if environment not in ENVIRONMENTS:
        raise UsageError(f'"{environment}" is no environment', hint=f"one of {', '.join(ENVIRONMENTS)}")
    identifier = system_identifier(connection)
    if identifier is None:
        raise ConnectError(
            "the server hides its system identifier, which binds the marker to it",
            hint="grant execute on function pg_control_system() to the role in the URL",
        )
    with connection.transaction():
        connection.execute(_MAKE, prepare=False)
        connection.execute(_CLOSE, prepare=False)
        connection.execute("delete from _seed.marker")
        row = connection.execute(
            """
            insert into _seed.marker (environment, system_identifier, database_oid, stamped_by, stamped_at)
            select %s, %s, d.oid, session_user, clock_timestamp()
            from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
            returning environment, system_identifier, database_oid::bigint, stamped_by
            """,
            (environment, identifier),
        ).fetchone()
    assert row is not None
    return Marker(*row)
