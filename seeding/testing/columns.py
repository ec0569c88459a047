"""What inserting needs to know of a table: each column's type, and which of them hold JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seeding.schema import Name

if TYPE_CHECKING:
    import psycopg

_QUERY = """
with recursive attributes as (
    select a.attnum, a.attname, a.atttypid as type, a.atttypid as base
    from pg_catalog.pg_attribute a
    where a.attrelid = pg_catalog.to_regclass(%s) and a.attnum > 0 and not a.attisdropped
    union all
    select a.attnum, a.attname, a.type, d.typbasetype
    from attributes a join pg_catalog.pg_type d on d.oid = a.base and d.typtype = 'd'
)
select a.attname,
       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname),
       b.typname,
       b.typcategory = 'A',
       b.typcategory = 'A' and b.typelem >= 16384  -- FirstNormalObjectId: everything below is PostgreSQL's own
from attributes a
join pg_catalog.pg_type b on b.oid = a.base and b.typtype <> 'd'
join pg_catalog.pg_type t on t.oid = a.type
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
order by a.attnum
"""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """`sql` is the type without its modifier: casting to varchar(10) would cut what does not fit."""

    sql: str
    is_json: bool
    is_array: bool
    has_own_elements: bool  # an array of an enum or the like, which psycopg gives back as one text


def columns_of(connection: psycopg.Connection[Any], table: str) -> dict[str, ColumnType]:
    """The columns of a table by name; empty where there is no such table."""
    from psycopg import Cursor
    from psycopg.rows import tuple_row

    with Cursor(connection, row_factory=tuple_row) as cursor:
        # to_regclass, because a failing cast to regclass would end the test's transaction.
        cursor.execute(_QUERY, (Name.parse(table).sql,), prepare=False)
        return {
            name: ColumnType(sql, base in ("json", "jsonb", "_json", "_jsonb"), is_array, has_own_elements)
            for name, sql, base, is_array, has_own_elements in cursor.fetchall()
        }
