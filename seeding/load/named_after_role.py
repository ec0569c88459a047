"""Who is connected, as one of the rows: `SELECT id FROM users WHERE username = SESSION_USER`.

An application whose users are the database's own roles finds out in that way who did something, and refuses a row
where nobody did. One of this run's rows gets the name of the role that writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import psycopg

from seeding.load import runs
from seeding.load.acting import wanting
from seeding.load.relations import Cursor, Relations
from seeding.load.remove import Seeded
from seeding.load.settings import texts_met
from seeding.plan.model import Plan, PlannedTable
from seeding.schema import quote

_NAME = r'(?:"[^"]+"|\w+)'
_ROLE = r"(?:\(\s*)?(session_user|current_user|current_role|user)\b"
# FROM staff s WHERE s.login = session_user, and the other way round.
_LOOKED_UP = re.compile(
    rf"\bfrom\s+(?:only\s+)?({_NAME}(?:\s*\.\s*{_NAME})?)[^;]*?\bwhere\b[^;]*?"
    rf"(?:({_NAME})\s*(?:::\s*\w+\s*)?=\s*{_ROLE}|\b(session_user|current_user|current_role)\s*(?:::\s*\w+\s*)?=\s*"
    rf"(?:{_NAME}\s*\.\s*)?({_NAME}))",
    re.IGNORECASE,
)
_TOLD = re.compile(rf"\bselect\s+({_NAME}(?:\s*\.\s*{_NAME})?)[^;]*$", re.IGNORECASE)
_TEXTS = ("text", "varchar", "name", "citext", "bpchar")


def name_one(cursor: Cursor, plan: Plan, relations: Relations, planned: PlannedTable, error: Exception) -> None:
    """Name a row of each table that the functions on the way of `planned` look the role up in, where none is named.

    Where the `error` is about what a log refers to, it is a row by which the log finds it. Rows that this run did not
    write stay as they are, and so does a row that something minds to be named.
    """
    bodies = texts_met(cursor.connection, [planned.table], "session_user|current_user|current_role")
    places = [place for body in bodies for place in _places(body, plan)]
    if not places:
        return
    seeded = Seeded(relations, runs.read(cursor))
    found = wanting(plan, error)
    key = None if found is None else found[2]
    for table, column, role, told in dict.fromkeys(places):
        own, relation = quote(column), plan.table(table).name
        there = cursor.execute(f"SELECT 1 FROM {relation.sql} WHERE {own}::text = {role}::text LIMIT 1").fetchone()
        if there is not None:
            continue
        fits = ""
        if key is not None and told in plan.table(table).table.by_name:
            among = f"SELECT p.{quote(key.parent_columns[0])}::text FROM {key.parent.sql} p"
            fits = f"t.{quote(told)}::text IN ({among}) DESC, "
        first = f"SELECT t.ctid FROM {relation.sql} t WHERE {seeded(relation)} ORDER BY {fits}t.{own} LIMIT 1"
        try:
            with cursor.connection.transaction():
                cursor.execute(f"UPDATE {relation.sql} SET {own} = {role}::text WHERE ctid = ({first})")
        except psycopg.Error as minded:
            if minded.sqlstate is None or minded.sqlstate[:2] in ("08", "25", "57"):
                raise


def _places(body: str, plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    """The tables, columns and words for the role that a function looks up by, and the column it wants to know."""
    for found in _LOOKED_UP.finditer(body):
        *_, last = _parts(found[1])
        column, role = (found[2], found[3]) if found[2] else (found[5], found[4])
        named = [t for t in plan.tables if t.name.name == last and t.rows]
        (name,) = _parts(column)
        for planned in named[:1]:
            attribute = planned.table.by_name.get(name)
            if attribute is not None and attribute.writable and attribute.type.base.name in _TEXTS:
                told = _TOLD.findall(body[: found.start()])
                yield str(planned.name), name, role.lower(), _parts(told[-1])[-1] if told else ""


def _parts(said: str) -> Sequence[str]:
    return [part[1:-1] if part.startswith('"') else part.lower() for part in re.findall(_NAME, said)]
