"""The reading transaction, and the queries in `sql/` run in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from seeding.errors import SchemaError

if TYPE_CHECKING:
    import psycopg

OLDEST = 130000

# What changes how pg_get_expr and format_type spell things: fixed, so that the same schema reads the same
# on every connection. With this path everything outside pg_catalog comes qualified.
_SETTINGS = {
    "search_path": "pg_catalog",
    "quote_all_identifiers": "off",
    "standard_conforming_strings": "on",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    # Measured: compiling these queries took up to 0.8 s, running them 0.1 s.
    "jit": "off",
}

# Columns of the catalog that came later: (since, as they are, what stood for them before).
_LATER = {
    "{multirange}": (140000, "r.rngmultitypid", "null::pg_catalog.oid"),
    "{nulls_not_distinct}": (150000, "i.indnullsnotdistinct", "false"),
    "{without_overlaps}": (180000, "coalesce(k.conperiod, false)", "false"),
    "{period}": (180000, "k.conperiod", "false"),
    "{enforced}": (180000, "k.conenforced", "true"),
}


class Catalog:
    """A connection inside its reading transaction."""

    def __init__(self, cursor: psycopg.Cursor[Any], version: int) -> None:
        self._cursor = cursor
        self.version = version

    def rows(self, query: str, **parameters: object) -> list[Any]:
        """The rows of `sql/<query>.sql`, as named tuples."""
        # Not prepared: behind a pooler the next connection would not know the statement.
        self._cursor.execute(_text(query, self.version), parameters, prepare=False)
        return self._cursor.fetchall()

    def extensions(self) -> Mapping[str, str]:
        """Installed extensions and their versions, in name order."""
        self._cursor.execute("select extname, extversion from pg_catalog.pg_extension", prepare=False)
        return dict(sorted((row.extname, row.extversion) for row in self._cursor.fetchall()))


@contextmanager
def reading(connection: psycopg.Connection[Any]) -> Iterator[Catalog]:
    """One transaction, rolled back at the end: nothing it sets outlives it."""
    from psycopg.pq import TransactionStatus
    from psycopg.rows import namedtuple_row

    version = connection.info.server_version
    if version < OLDEST:
        raise SchemaError(
            f"PostgreSQL {version // 10000} is too old to be read",
            hint=f"PostgreSQL {OLDEST // 10000} or later is needed",
        )
    outermost = connection.info.transaction_status is TransactionStatus.IDLE
    with (
        connection.transaction(force_rollback=True),
        connection.cursor(row_factory=namedtuple_row, binary=False) as cursor,
    ):
        if outermost:
            # One snapshot for all queries: a migration that commits meanwhile is seen whole or not at all.
            cursor.execute("set transaction isolation level repeatable read, read only")
        settings = ", ".join(f"pg_catalog.set_config(%s, %s, true) as s{n}" for n in range(len(_SETTINGS)))
        values = [text for setting in _SETTINGS.items() for text in setting]
        cursor.execute(f"select {settings}", values, prepare=False)
        yield Catalog(cursor, version)


def grouped(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    """Rows by the table they belong to (`oid`), in their order."""
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.oid].append(row)
    return groups


@cache
def _text(query: str, version: int) -> str:
    text = files(__package__).joinpath("sql", f"{query}.sql").read_text(encoding="utf-8")
    for place, (since, column, before) in _LATER.items():
        text = text.replace(place, column if version >= since else before)
    return text
