"""What an application may rely on: tables, columns, their types, functions, labels. What goes of it breaks someone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from seeding.migrations.rehearse.model import Kind

_MINE = """
    n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '_seed', 'supabase_migrations')
"""
_QUERY = f"""
select c.oid::bigint, pg_catalog.format('%I.%I.%I', n.nspname, c.relname, a.attname),
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       a.attnotnull and not a.atthasdef and a.attidentity = '' and c.relkind in ('r', 'p')
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and a.attnum > 0 and not a.attisdropped and {_MINE}
union all
select 0, pg_catalog.format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)),
       pg_catalog.pg_get_function_result(p.oid), false
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where {_MINE}
union all
select 0, pg_catalog.format('%I.%I', n.nspname, t.typname), e.enumlabel, false
from pg_catalog.pg_enum e
join pg_catalog.pg_type t on t.oid = e.enumtypid
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where {_MINE}
"""


@dataclass(frozen=True)
class Surface:
    """What can be named from outside, and by table the columns that every new row must give."""

    things: frozenset[tuple[str, str]]
    required: Mapping[int, frozenset[str]]


def surface(connection: psycopg.Connection[Any]) -> Surface:
    """The surface as this connection sees it, in the transaction it is in."""
    rows = connection.execute(_QUERY, prepare=False).fetchall()
    required: dict[int, set[str]] = {oid: set() for oid, *_ in rows if oid}
    for oid, name, _, needed in rows:
        if needed:
            required[oid].add(name)
    things = frozenset((name, str(kind)) for _, name, kind, _ in rows)
    return Surface(things, {oid: frozenset(names) for oid, names in required.items()})


def kind_of(before: Surface, after: Surface) -> Kind:
    """Breaking where something is gone, or a table wants more of a new row than it did; else additive."""
    if before.things - after.things:
        return Kind.BREAKING
    asks_more = any(after.required[oid] - needed for oid, needed in before.required.items() if oid in after.required)
    return Kind.BREAKING if asks_more else Kind.ADDITIVE
