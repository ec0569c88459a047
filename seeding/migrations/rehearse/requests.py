"""What an application does to a table all day: it reads a row by its key, a page of rows, and changes a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from seeding.schema import quote

if TYPE_CHECKING:
    from seeding.schema import Table

_KEYS = 500
_PAGE = 20


@dataclass(frozen=True, eq=False)
class Request:
    """One statement of the application that runs now, and the keys it is sent with in turn."""

    table: str
    kind: str  # read or write
    sql: str
    keys: Sequence[tuple[Any, ...]] = ()


def requests(connection: psycopg.Connection[Any], table: Table) -> list[Request]:
    """Reads and a write of a table as it is now: columns by name, as applications have them."""
    name = str(table.name)
    columns = [a.name for a in table.attributes]
    listed = ", ".join(map(quote, columns)) or "1"
    key = table.primary_key.plain if table.primary_key else None
    page = f"select {listed} from {table.name.sql} {_order(key)} limit {_PAGE}"
    if not key:
        changed = _changed(table, ())
        first = f"array(select ctid from {table.name.sql} limit 1)"
        write = f"update {table.name.sql} set {changed} where ctid = any({first})"
        return [Request(name, "read", page), *([Request(name, "write", write)] if changed else [])]
    keys = connection.execute(
        f"select {', '.join(map(quote, key))} from {table.name.sql} {_order(key)} limit {_KEYS}"
    ).fetchall()
    # A % in a name is one more parameter to the driver, unless it is doubled.
    where = " and ".join(f"{_doubled(quote(column))} = %s" for column in key)
    place, every = _doubled(table.name.sql), _doubled(listed)
    found = [Request(name, "read", page)]
    if keys:
        found.append(Request(name, "read", f"select {every} from {place} where {where}", keys))
        changed = _doubled(_changed(table, key))
        found.append(Request(name, "write", f"update {place} set {changed} where {where}", keys))
    return found


def _doubled(sql: str) -> str:
    return sql.replace("%", "%%")


def _order(key: Sequence[str] | None) -> str:
    return f"order by {', '.join(map(quote, key))}" if key else ""


def _changed(table: Table, key: Sequence[str]) -> str:
    """Every column set to what it is, as most applications save a row: a new version of it all the same."""
    keyed = {column for unique in table.uniques for column in unique.columns} | set(key)
    able = [a.name for a in table.attributes if a.generated is None and a.identity is None]
    chosen = [name for name in able if name not in keyed] or able[:1]
    return ", ".join(f"{quote(name)} = {quote(name)}" for name in chosen)
