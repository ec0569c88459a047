"""Migrations that ask for operator classes the built-in server has no compiled code for.

Only where a stand-in says so, and said in the result: an index that makes searches fast is left out, and equality in
an exclusion constraint is asked for in a way that the core has an operator class for.
"""

from __future__ import annotations

import re
from typing import Any

import psycopg

from seeding.migrations.statements import Statement

_STAND_IN = """
select exists (
    select from pg_catalog.pg_available_extensions
    where name in ('pg_trgm', 'btree_gist') and comment like '%stand-in in SQL, installed by seed'
)
"""
_CLASS = re.compile(r"operator class|access method \"(?:gin|gist)\"")
_NAME = re.compile(
    r"""create \s+ index \s+ (?: concurrently \s+ )? (?: if \s+ not \s+ exists \s+ )?
        ( (?: "(?:[^"]|"")+" | [\w$]+ ) (?: \. (?: "(?:[^"]|"")+" | [\w$]+ ) )? )""",
    re.VERBOSE | re.IGNORECASE,
)
_EXCLUDE = re.compile(r"exclude \s+ using \s+ gist \s* \(", re.VERBOSE | re.IGNORECASE)
_EQUAL = re.compile(
    r"^ (\s*) (.+?) (?: \s+ (?: \w+ \. )? gist_\w+_ops )? ( \s+ with \s+ = \s* ) $",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def may_ease(connection: psycopg.Connection[Any], error: psycopg.Error) -> bool:
    """Whether what was refused is an operator class, on a server that has stand-ins for those who bring them."""
    if error.sqlstate != psycopg.errors.UndefinedObject.sqlstate or not _CLASS.search(str(error)):
        return False
    row = connection.execute(_STAND_IN).fetchone()
    return bool(row and row[0])


def run(connection: psycopg.Connection[Any], statement: Statement) -> str:
    """Run a statement in the transaction there is; returns what was left out or asked for otherwise, "" for nothing.

    Raises psycopg's error for whatever else is refused.
    """
    try:
        with connection.transaction():
            connection.execute(statement.text.encode(), prepare=False)
    except psycopg.errors.UndefinedObject as error:
        text = statement.text[statement.start - statement.offset :]
        if not _CLASS.search(str(error)):
            raise
        index, other = _NAME.match(text), with_ranges(text)
        if index:
            return f"without index {index[1]}"
        if other == text:
            raise
        connection.execute(other.encode(), prepare=False)
        return "an exclusion constraint by ranges"
    return ""


def with_ranges(sql: str) -> str:
    """The same, with equality in exclusion constraints as that of ranges of one value.

    >>> with_ranges("alter table t add exclude using gist (room_id with =, during with &&)")
    'alter table t add exclude using gist (gist_same(room_id) with =, during with &&)'
    """
    made, position = "", 0
    while found := _EXCLUDE.search(sql, position):
        parts, end = _elements(sql, found.end())
        changed = [_EQUAL.sub(r"\1gist_same(\2)\3", part) for part in parts]
        made += sql[position : found.end()] + ",".join(changed)
        position = end
    return made + sql[position:]


def _elements(sql: str, begin: int) -> tuple[list[str], int]:
    """The parts between commas up to the parenthesis that closes the list, and where that is."""
    depth, parts, start, place = 0, [], begin, begin
    while place < len(sql) and (depth or sql[place] != ")"):
        depth += (sql[place] == "(") - (sql[place] == ")")
        if sql[place] == "," and not depth:
            parts.append(sql[start:place])
            start = place + 1
        place += 1
    return [*parts, sql[start:place]], place
