"""What a server shows of itself, read for the guard to judge on the very connection that asks."""

from __future__ import annotations

import re
from typing import Any

import psycopg

from seeding.database import marker
from seeding.errors import SeedingError
from seeding.guard import ServerFacts

# Whoever counts 1,000 rows knows that the table is not empty; the planner's estimate tells the rest.
COUNTED_ROWS = 1_000
# Enough to meet the people of a restored production database, few enough for every run.
SAMPLED_MAILBOXES = 5_000
_TABLES_A_QUERY = 200

# RFC 2606 §2 and §3, RFC 6761 §6.2 to 6.5: names nobody can register.
_RESERVED = re.compile(r"(?:.*\.)?(?:example\.(?:com|net|org)|test|example|invalid|localhost)")

_TABLES = r"""
select
    pg_catalog.format('%%I.%%I', n.nspname, c.relname) as name,
    n.nspname || '.' || c.relname as shown,
    case when n.nspname = 'auth' then false else true end as counted,
    pg_catalog.has_schema_privilege(n.oid, 'usage')
        and pg_catalog.has_table_privilege(c.oid, 'select') as readable,
    greatest(c.reltuples, 0)::bigint as estimate,
    case c.relkind when 'p' then 1 else pg_catalog.pg_relation_size(c.oid) end as bytes,
    coalesce((
        select pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) order by a.attnum)
        from pg_catalog.pg_attribute a
        join pg_catalog.pg_type t on t.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and t.typcategory = 'S' and a.attname ~* 'e?[-_]?mail'
    ), '{}') as mail_columns
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relispartition
  and c.relpersistence <> 't'
  and (
    (n.nspname !~ '^(pg_|_)' and n.nspname <> all (%(managed)s))
    or (n.nspname = 'auth' and c.relname = 'users')
  )
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
  )
order by 1
"""

# Schemas whose rows are Supabase's or its extensions', not the application's.
MANAGED_SCHEMAS = (
    "auth",
    "cron",
    "extensions",
    "graphql",
    "graphql_public",
    "information_schema",
    "net",
    "pgbouncer",
    "pgmq",
    "pgsodium",
    "pgsodium_masks",
    "realtime",
    "storage",
    "supabase_functions",
    "supabase_migrations",
    "vault",
)


def gather(connection: psycopg.Connection[Any], *, lock_marker: bool = False) -> ServerFacts:
    """The facts `guard.judge` needs, read in the transaction the connection is in (or in one of their own).

    With `lock_marker`, the stamp cannot change before that transaction ends; needs a writing connection.
    What cannot be read becomes `error`, never a harmless value; nothing is raised for it. Leaves the
    session as it was.
    """
    try:
        # A copy of the stamp elsewhere on the search_path, and row level security that hides rows from us
        # instead of failing, would both make a full database look empty.
        # The rollback undoes both settings: SET LOCAL lasts until the outer transaction ends.
        with connection.transaction(force_rollback=True):
            connection.execute("set local search_path = ''; set local row_security = off", prepare=False)
            stamp = marker.read(connection)
            identifier = marker.system_identifier(connection)
            row = connection.execute(
                """
                select pg_catalog.pg_is_in_recovery(), d.oid::bigint
                from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
                """
            ).fetchone()
            assert row is not None
            in_recovery, oid = row
            counts, mailboxes = _contents(connection)
        if lock_marker and stamp is not None:
            with connection.transaction():
                stamp = marker.read(connection, lock=True)
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
    )


def _contents(connection: psycopg.Connection[Any]) -> tuple[dict[str, int], dict[str, int]]:
    tables = connection.execute(_TABLES, {"managed": list(MANAGED_SCHEMAS)}).fetchall()
    counts: dict[str, int] = {}
    questions: list[str] = []
    asked: list[tuple[str, int]] = []
    mail: list[str] = []
    for name, shown, counted, readable, estimate, size, mail_columns in tables:
        if readable:
            mail += [_mailbox_query(name, column) for column in mail_columns]
        if not counted:
            continue
        if readable:
            questions.append(f"(select count(*) from (select from {name} limit {COUNTED_ROWS}) counted)")
            asked.append((shown, estimate))
        else:
            # Not ours to read: any page at all is taken for a row.
            counts[shown] = max(estimate, 1 if size else 0)
    for start in range(0, len(questions), _TABLES_A_QUERY):
        row = connection.execute("select " + ", ".join(questions[start : start + _TABLES_A_QUERY])).fetchone()
        assert row is not None
        for (shown, estimate), count in zip(asked[start:], row, strict=False):
            counts[shown] = count if count < COUNTED_ROWS else max(count, estimate)
    mailboxes: dict[str, int] = {}
    for start in range(0, len(mail), _TABLES_A_QUERY):
        union = " union all ".join(mail[start : start + _TABLES_A_QUERY])
        for domain, count in connection.execute(union).fetchall():
            if domain and not _RESERVED.fullmatch(domain):
                mailboxes[domain] = mailboxes.get(domain, 0) + count
    return dict(sorted(counts.items())), dict(sorted(mailboxes.items()))


def _mailbox_query(table: str, column: str) -> str:
    # The domain alone leaves the server; what stands before the @ never does.
    values = f"select {column}::text as v from {table} where {column} is not null limit {SAMPLED_MAILBOXES}"
    domain = "rtrim(substring(lower(v) from '@([^@[:space:]>]+)'), '.')"
    return (
        f"(select domain, count(*) from (select {domain} as domain from ({values}) sampled) domains "
        "where domain is not null group by domain)"
    )
