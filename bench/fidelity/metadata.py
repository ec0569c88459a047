"""What an outside evaluator would tell SDMetrics of a schema: keys are ids, few different texts are categories.

Texts of many different values are left out, as SDMetrics leaves them out (`pii`); so are arrays and json.
"""

from __future__ import annotations

from typing import Any

import psycopg

_NUMBERS = {"int2", "int4", "int8", "numeric", "float4", "float8"}
_INSTANTS = {"date", "timestamp", "timestamptz"}
_TEXTS = {"text", "varchar", "bpchar", "citext"}
_CATEGORIES = 150  # different texts at most, and a tenth of the rows

_COLUMNS = """
select c.relname, a.attname, t.typname, t.typtype = 'e'
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
order by c.oid, a.attnum
"""
_KEYS = """
select n.contype::text, n.conrelid::regclass::text, n.confrelid::regclass::text,
  (select array_agg(a.attname::text order by o) from unnest(n.conkey) with ordinality u(k, o)
   join pg_attribute a on a.attrelid = n.conrelid and a.attnum = k),
  (select array_agg(a.attname::text order by o) from unnest(n.confkey) with ordinality u(k, o)
   join pg_attribute a on a.attrelid = n.confrelid and a.attnum = k)
from pg_constraint n where n.contype in ('p', 'f', 'u') and n.connamespace = 'public'::regnamespace order by n.oid
"""


def metadata(url: str) -> dict[str, Any]:
    """SDMetrics' (and SDV's) metadata of the database's tables."""
    with psycopg.connect(url) as connection:
        tables: dict[str, dict[str, Any]] = {}
        keys = connection.execute(_KEYS).fetchall()
        ids = {(table, column) for kind, table, _, own, _ in keys if kind in "pf" for column in own if _single(own)}
        ids |= {(table, column) for kind, table, _, own, _ in keys if kind == "f" for column in own}
        for table, column, kind, is_enum in connection.execute(_COLUMNS).fetchall():
            shape = tables.setdefault(table, {"columns": {}})
            if (table, column) in ids:
                shape["columns"][column] = {"sdtype": "id"}
            elif sdtype := _sdtype(connection, table, column, kind, is_enum):
                shape["columns"][column] = sdtype
        relations = []
        for kind, table, parent, own, theirs in keys:
            if kind == "p" and _single(own):
                tables[table]["primary_key"] = own[0]
            elif kind == "f" and _single(own) and parent != table:
                # Of a table that refers to itself SDMetrics cannot tell parents' columns from children's.
                relations.append(
                    {
                        "parent_table_name": parent,
                        "parent_primary_key": theirs[0],
                        "child_table_name": table,
                        "child_foreign_key": own[0],
                    }
                )
    return {"tables": tables, "relationships": relations}


def _single(columns: list[str]) -> bool:
    return len(columns) == 1


def _sdtype(connection: psycopg.Connection, table: str, column: str, kind: str, is_enum: bool) -> dict[str, Any] | None:
    if kind == "bool":
        return {"sdtype": "boolean"}
    if kind in _NUMBERS:
        return {"sdtype": "numerical"}
    if kind in _INSTANTS:
        return {"sdtype": "datetime", "datetime_format": "%Y-%m-%d %H:%M:%S"}
    if kind not in _TEXTS and not is_enum:
        return None
    found = connection.execute(f'select count(distinct "{column}"), count("{column}") from "{table}"').fetchone()
    assert found is not None
    different, rows = found
    return {"sdtype": "categorical"} if different <= _CATEGORIES and different <= max(3, rows / 10) else None
