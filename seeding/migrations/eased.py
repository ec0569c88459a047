"""Migrations that ask for operator classes and collations the built-in server has no compiled code for.

Only where a stand-in, or the server itself, says so, and said in the result: an index that makes searches fast is left
out, equality in an exclusion constraint is asked for in a way that the core has an operator class for, and texts that
ICU would sort are sorted by their bytes.
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
_MADE = """
select exists (
    select from pg_catalog.pg_extension e join pg_catalog.pg_available_extensions a on a.name = e.extname
    where a.comment like '%stand-in in SQL, installed by seed%'
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


# Not by its provider: `unicode` and `pg_c_utf8` are there without ICU too.
_HAS_ICU = r"select exists (select from pg_catalog.pg_collation where collname like '%-x-icu')"
_NO_ICU = re.compile(r"ICU is not supported in this build|collation \"[^\"]+-x-icu\" for encoding")
_COLLATION = re.compile(
    r"""create \s+ collation \s+ (?: if \s+ not \s+ exists \s+ )?
        ( (?: "(?:[^"]|"")+" | [\w$]+ ) (?: \s* \. \s* (?: "(?:[^"]|"")+" | [\w$]+ ) )? ) \s* ( \( [^()]* \) )""",
    re.VERBOSE | re.IGNORECASE,
)
_BY_ICU = re.compile(r'"[^"]+-x-icu"')


def may_ease(connection: psycopg.Connection[Any], error: psycopg.Error) -> bool:
    """Whether an operator class was refused, on a server with stand-ins for those who bring them, or what ICU does."""
    if lacks_icu(connection, error):
        return True
    if error.sqlstate != psycopg.errors.UndefinedObject.sqlstate or not _CLASS.search(str(error)):
        return False
    row = connection.execute(_STAND_IN).fetchone()
    return bool(row and row[0])


def lacks_icu(connection: psycopg.Connection[Any], error: psycopg.Error) -> bool:
    """Whether a collation was refused because the server is built without ICU."""
    if _NO_ICU.search(str(error)) is None:
        return False
    row = connection.execute(_HAS_ICU).fetchone()
    return row is not None and not row[0]


def stands_in(connection: psycopg.Connection[Any]) -> bool:
    """Whether an extension that was made here is a stand-in."""
    row = connection.execute(_MADE).fetchone()
    return bool(row and row[0])


def run(connection: psycopg.Connection[Any], statement: Statement) -> str:
    """Run a statement in the transaction there is; returns what was left out or asked for otherwise, "" for nothing.

    Raises psycopg's error for whatever else is refused.
    """
    try:
        with connection.transaction():
            connection.execute(statement.text.encode(), prepare=False)
    except (psycopg.errors.UndefinedObject, psycopg.errors.FeatureNotSupported) as error:
        text = statement.text[statement.start - statement.offset :]
        if lacks_icu(connection, error):
            connection.execute(without_icu(text).encode(), prepare=False)
            return "texts in the order of their bytes, not ICU's"
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


def without_icu(sql: str) -> str:
    """The same with collations that every server has; what comes after is where it was.

    >>> without_icu("create collation app.de (provider = icu, locale = 'de-DE')")
    "create collation app.de (provider=libc,locale='C')        "
    >>> without_icu('create table t (name text collate "de-x-icu")')
    'create table t (name text collate "C"       )'
    """
    if found := _COLLATION.match(sql):
        options = "(provider=libc,locale='C')"
        return sql[: found.start(2)] + options.ljust(len(found[2])) + sql[found.end(2) :]
    return _BY_ICU.sub(lambda name: '"C"'.ljust(len(name[0])), sql)


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
