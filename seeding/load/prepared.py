"""Statements that the server plans once, for a loop on the server that runs them row after row.

A statement that such a loop spells out anew for each row is parsed and planned each time, which takes it longer than
running it.
"""

from __future__ import annotations

import psycopg

from seeding.load.literals import literal
from seeding.load.relations import Cursor
from seeding.load.shortfall import is_about_rows
from seeding.schema import quote

_OURS = "seed "


def prepare(cursor: Cursor, name: str, statement: str, parameters: str = "") -> None:
    """Have `EXECUTE "seed <name>"(…)` run the statement; `parameters` are the types of $1, $2, …, told by their use
    where they are not given.
    """
    types = f"({parameters})" if parameters else ""
    cursor.execute(f"PREPARE {quote(_OURS + name)}{types} AS {statement}")


def understood(cursor: Cursor, name: str, statement: str, parameters: str) -> bool:
    """Whether the server could prepare the statement: what was worked out from a function's text it may not know."""
    try:
        with cursor.connection.transaction():
            prepare(cursor, name, statement, parameters)
    except psycopg.Error as error:
        if not is_about_rows(error):
            raise
        return False
    return True


def called(name: str) -> str:
    """The prepared statement's name, quoted, as EXECUTE takes it."""
    return quote(_OURS + name)


def forget(cursor: Cursor) -> None:
    """Drop all of them: unlike temporary tables they outlive their transaction, and a savepoint that is undone."""
    found = cursor.execute(f"SELECT name FROM pg_prepared_statements WHERE name LIKE {literal(_OURS + '%')}").fetchall()
    for (name,) in found:
        cursor.execute(f"DEALLOCATE {quote(name)}")
