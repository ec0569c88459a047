"""What one look at a transaction from within shows: its locks, and what it has written, read and made anew so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

# Kinds as people call them. TOAST tables and their indexes follow their table.
_KINDS = {"r": "table", "p": "table", "m": "table", "i": "index", "I": "index", "v": "view", "S": "sequence"}
_MINE = "n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '_seed', 'supabase_migrations')"
_LOCKS = """
select relation::bigint, mode from pg_catalog.pg_locks
where pid = pg_catalog.pg_backend_pid() and locktype = 'relation' and granted
"""
_RELATIONS = f"""
select c.oid::bigint, n.nspname, c.relname, c.relkind, pg_catalog.pg_relation_filenode(c.oid)::bigint,
       coalesce(i.indrelid, 0)::bigint,
       case when c.relkind in ('r', 'm') then pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) else 0 end,
       case when c.relkind in ('r', 'm') then pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) else 0 end,
       case when c.relkind in ('r', 'm') then pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) else 0 end,
       case when c.relkind in ('r', 'm', 'i') then pg_catalog.pg_stat_get_xact_numscans(c.oid) else 0 end,
       case when c.relkind = 'i' then pg_catalog.pg_stat_get_xact_tuples_returned(c.oid) else 0 end
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_index i on i.indexrelid = c.oid
where c.relkind in ('r', 'p', 'm', 'i', 'I', 'v', 'S') and {_MINE}
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, index, view or sequence at one moment of a transaction."""

    name: str
    kind: str
    file: int | None  # where its rows are: another number once it is written anew
    table: int  # an index's
    inserted: int
    updated: int
    deleted: int
    scans: int
    entries: int  # an index's, that its scans returned


@dataclass(frozen=True, slots=True)
class Seen:
    """Relations by oid, and the locks that are held: (oid, mode)."""

    relations: Mapping[int, Relation]
    locks: frozenset[tuple[int, str]] = frozenset()


def observe(connection: psycopg.Connection[Any], *, locks: bool = True) -> Seen:
    """Look at the connection's own transaction."""
    # First: to read about relations takes locks on catalogs, which are no part of what is looked at.
    held = connection.execute(_LOCKS, prepare=False).fetchall() if locks else []
    found = {
        oid: Relation(f"{schema}.{name}", _KINDS[kind], *rest)
        for oid, schema, name, kind, *rest in connection.execute(_RELATIONS, prepare=False)
    }
    return Seen(found, frozenset((oid, mode) for oid, mode in held))
