"""Where `.create()` goes in a test: rows through a psycopg connection, back as the server stored them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from seeding.errors import FactoryError
from seeding.factory.session import use_session
from seeding.schema import Name, quote
from seeding.testing.columns import ColumnType, columns_of
from seeding.testing.judged import must_be_local
from seeding.testing.values import document, parameter

# A statement's worth of rows: a JSON document of a few megabytes.
_CHUNK = 5_000


@contextmanager
def session(connection: psycopg.Connection[Any]) -> Iterator[ConnectionSession]:
    """Let factories create their rows through `connection`, in the transaction it is in.

    Nothing is committed here: that is the caller's, as is rolling back. Values are the test's own literals
    and are not searched for addresses of real people, as bulk runs are. The connection must be local: this
    machine, or a host that profiles/local.toml lists, and neither declared production nor full of real mailboxes.
    Raises FactoryError for anything but a psycopg connection, GuardError where the guard refuses it.
    """
    own = ConnectionSession(connection)
    must_be_local(connection)
    with use_session(own) as opened:
        assert isinstance(opened, ConnectionSession)
        yield opened


class ConnectionSession:
    """Inserts rows through one connection; column types are read once a table."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        if not isinstance(connection, psycopg.Connection):
            raise FactoryError(
                f"rows are created through a psycopg connection, not a {type(connection).__name__}",
                hint="SQLAlchemy's is connection.connection.driver_connection; asyncio's cannot be used",
            )
        self.connection = connection
        self._columns: dict[str, dict[str, ColumnType]] = {}
        self._singles: dict[tuple[str, tuple[str, ...]], tuple[str, tuple[ColumnType, ...]]] = {}
        self._cursor = psycopg.Cursor(connection, row_factory=dict_row)  # making one takes a tenth of an insert

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Insert rows that share their columns; gives them back as stored: defaults, serials, triggers' work.

        A row that a trigger or rule keeps from being inserted here (as in partitioning by trigger) comes back as
        given. Raises FactoryError for a table or column that does not exist, psycopg's errors for what the
        server refuses.
        """
        if not rows:
            return []
        stored = self._one(table, rows[0]) if len(rows) == 1 else self._many(table, rows)
        return stored if len(stored) == len(rows) else list(rows)

    def _one(self, table: str, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        names = tuple(row)
        known = self._singles.get((table, names))
        if known is None:
            columns = self._known(table, names)
            known = self._singles[table, names] = self._statement(table, columns), tuple(columns.values())
        statement, types = known
        values = [parameter(value, column) for value, column in zip(row.values(), types, strict=True)]
        return list(self._cursor.execute(statement, values, prepare=True).fetchall())

    def _many(self, table: str, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        # Measured with 1,000 rows of 15 columns, everything given back: 35 ms this way, 48 by one array
        # a column (which cannot hold arrays), 50 by COPY into a temporary table, 86 by executemany,
        # 107 by VALUES; a bare COPY, which gives nothing back, takes 28.
        columns = self._known(table, tuple(rows[0]))
        statement = f"{_bulk(table, columns)} {_returning(self._columns[table])}"
        stored: list[Mapping[str, Any]] = []
        for begin in range(0, len(rows), _CHUNK):
            chunk = rows[begin : begin + _CHUNK]
            self._cursor.execute(statement, (document(chunk, columns, self.connection),))
            stored += self._cursor.fetchall()
        return stored

    def _known(self, table: str, names: tuple[str, ...]) -> dict[str, ColumnType]:
        found = self._columns.get(table)
        if found is None or not found.keys() >= set(names):
            # Perhaps the test has just altered the table.
            found = self._columns[table] = columns_of(self.connection, table)
        if not found:
            raise FactoryError(
                f"there is no table {table} to create rows in",
                hint="look at Meta.table, and whether the migration that makes it has been applied",
            )
        for name in names:
            if name not in found:
                close = difflib.get_close_matches(name, found, n=1)
                raise FactoryError(
                    f"{table} has no column {name!r}",
                    hint=f"did you mean {close[0]!r}?" if close else f"columns: {', '.join(found)}",
                )
        return {name: found[name] for name in names}

    def _statement(self, table: str, columns: Mapping[str, ColumnType]) -> str:
        values = ", ".join(f"%s::{_escaped(column.sql)}" for column in columns.values())
        into = f"{_into(table, columns)} values ({values})" if columns else f"{_into(table, {})} default values"
        return f"{into} {_returning(self._columns[table])}"


def _bulk(table: str, columns: Mapping[str, ColumnType]) -> str:
    names = ", ".join(_escaped(quote(name)) for name in columns)
    row = _escaped(Name.parse(table).sql)
    return (
        f"{_into(table, columns)} select {names} "
        f"from pg_catalog.json_populate_recordset(null::{row}, %s::pg_catalog.json)"
    )


def _returning(known: Mapping[str, ColumnType]) -> str:
    if not any(column.has_own_elements for column in known.values()):
        return "returning *"
    names = {name: _escaped(quote(name)) for name in known}
    casts = {n: f"{names[n]}::text[] as {names[n]}" if known[n].has_own_elements else names[n] for n in known}
    return f"returning {', '.join(casts.values())}"


def _into(table: str, columns: Mapping[str, ColumnType]) -> str:
    names = ", ".join(_escaped(quote(name)) for name in columns)
    # A factory may say the key of a GENERATED ALWAYS identity; elsewhere the clause means nothing.
    given = f" ({names}) overriding system value" if names else ""
    return f"insert into {_escaped(Name.parse(table).sql)}{given}"


def _escaped(sql: str) -> str:
    return sql.replace("%", "%%")
