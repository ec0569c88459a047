"""Indexes and foreign keys that are away over several transactions: `_seed.dropped` says how to make them again.

An entry is made in the transaction that drops, and goes in the one in which the index or key is as it was: whoever
finds one after a crash can make it again, however far it came. A table's own key never goes, as the rows of a run
are told from those made by hand by it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg

from seeding.errors import LoadError
from seeding.load.indexes.choice import Choice
from seeding.load.indexes.definitions import Index, Key, indexes, keys
from seeding.load.indexes.rebuild import NotAsBeforeError, building
from seeding.load.relations import Cursor
from seeding.schema import Name, quote

_EXISTS = "select pg_catalog.to_regclass('_seed.dropped') is not null"
_READABLE = "select pg_catalog.has_table_privilege('_seed.dropped', 'select')"


@dataclass(frozen=True)
class Away:
    """What is away, by its number in `_seed.dropped`."""

    indexes: Mapping[int, Index] = field(default_factory=dict)
    keys: Mapping[int, Key] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.indexes or self.keys)

    @property
    def choice(self) -> Choice:
        """The same as a choice, which has words for it."""
        return Choice(tuple(self.indexes.values()), tuple(self.keys.values()))


def lasting(choice: Choice, keyed: Collection[Name]) -> tuple[Index, ...]:
    """The indexes that can be away for long: those by which rows are told apart stay.

    That is the primary key or, of a table that is not `keyed` by one, whatever is unique.
    """

    def stays(index: Index) -> bool:
        unique = index.definition.startswith("CREATE UNIQUE")
        return index.kind == "p" or (unique and index.table not in keyed)

    return tuple(index for index in choice.indexes if not stays(index))


def keep(cursor: Cursor, choice: Choice) -> None:
    """Write down what is dropped in this transaction."""
    for kind, entries in (("index", choice.indexes), ("key", choice.keys)):
        for entry in entries:
            cursor.execute(
                "insert into _seed.dropped (kind, definition) values (%s, %s)", (kind, json.dumps(asdict(entry)))
            )


def read(cursor: Cursor) -> Away:
    """What is away now."""
    if not _asked(cursor, _EXISTS) or not _asked(cursor, _READABLE):
        return Away()
    found = cursor.execute("select id, kind, definition from _seed.dropped order by id").fetchall()
    return Away(
        {number: Index(**_fields(made)) for number, kind, made in found if kind == "index"},
        {number: Key(**_fields(made)) for number, kind, made in found if kind == "key"},
    )


def must_be_back(connection: psycopg.Connection[Any]) -> None:
    """Raises LoadError where the schema is not whole, and nobody should plan by it."""
    with connection.cursor() as cursor:
        away = read(cursor)
    if away:
        raise LoadError(
            f"a run that broke left {away.choice.what} of {', '.join(map(str, away.choice.tables))} to be built again",
            hint="run the same seed again, which goes on, or seed clean: both build them first",
        )


def build(cursor: Cursor, number: int, *, jobs: int) -> None:
    """Make one index, without the constraint it stands for; nothing where it is there already.

    Several sessions can do this at the same time, with indexes of the same table too; `jobs` of them do.
    """
    index = read(cursor).indexes.get(number)
    if index is None or index.kind == "x" or _made(cursor, index):
        return  # an exclusion constraint cannot be added to an index that is there
    place, definition, *_ = index.create()
    with building(cursor, jobs=jobs):
        cursor.execute(place)
        cursor.execute(definition)


def attach(cursor: Cursor) -> None:
    """Make constraints of the indexes that were built, and foreign keys that are not yet validated."""
    away = read(cursor)
    with building(cursor):
        for number, index in away.indexes.items():
            _finish(cursor, number, index)
    for key in away.keys.values():
        if not _there(cursor, key):
            add, *comment = key.create()
            for statement in (f"{add} NOT VALID", *comment):
                cursor.execute(statement)


def validate(cursor: Cursor, number: int) -> None:
    """Have every row of a table checked against one of its foreign keys."""
    key = read(cursor).keys.get(number)
    if key is None:
        return
    cursor.execute(f"ALTER TABLE ONLY {key.table.sql} VALIDATE CONSTRAINT {quote(key.name)}")
    _back(cursor, number, key, keys(cursor, [key.table_oid]))


def mend(cursor: Cursor, *, tolerant: bool) -> list[str]:
    """Make everything again that is away; why that was not possible, unless that is an error.

    Raises psycopg's error, or NotAsBeforeError, for the first that cannot be made, unless `tolerant`.
    """
    away, failed = read(cursor), []
    steps = [(n, i, _finish) for n, i in away.indexes.items()] + [(n, k, _check) for n, k in away.keys.items()]
    for number, entry, step in steps:
        try:
            with cursor.connection.transaction(), building(cursor):
                step(cursor, number, entry)
        except (psycopg.Error, NotAsBeforeError) as error:
            if not tolerant or cursor.connection.broken:
                raise
            failed.append(f"{entry.table}: {entry.name}: {_said(error)}")
    return failed


def _finish(cursor: Cursor, number: int, index: Any) -> None:
    place, definition, *rest = index.create()
    made = _made(cursor, index)
    for statement in (place, *([] if made else [definition]), *rest):
        cursor.execute(statement)
    _back(cursor, number, index, indexes(cursor, [index.table_oid]))


def _check(cursor: Cursor, number: int, key: Any) -> None:
    if not _there(cursor, key):
        for statement in key.create():
            cursor.execute(statement)
    validate(cursor, number)


def _back(cursor: Cursor, number: int, entry: Index | Key, now: Collection[Index | Key]) -> None:
    """Forget an entry. Raises NotAsBeforeError where the catalog does not say what it said before."""
    if entry.same not in {one.same for one in now}:
        raise NotAsBeforeError(f"{entry.table}: {entry.name} is not what it was before")
    cursor.execute("delete from _seed.dropped where id = %s", (number,))


def _made(cursor: Cursor, index: Index) -> bool:
    return _asked(cursor, "select pg_catalog.to_regclass(%s) is not null", (index.sql,))


def _there(cursor: Cursor, key: Key) -> bool:
    return _asked(
        cursor,
        "select exists (select from pg_catalog.pg_constraint where conrelid = %s and conname = %s)",
        (key.table_oid, key.name),
    )


def _asked(cursor: Cursor, question: str, values: tuple[Any, ...] = ()) -> bool:
    row = cursor.execute(question, values or None).fetchone()
    return bool(row and row[0])


def _said(error: Exception) -> str:
    diag = getattr(error, "diag", None)
    detail = f" ({diag.message_detail.rstrip('.')})" if diag is not None and diag.message_detail else ""
    return f"{(diag.message_primary if diag is not None else None) or error}{detail}"


def _fields(made: dict[str, Any]) -> dict[str, Any]:
    return {
        name: Name(**value) if isinstance(value, dict) else tuple(value) if isinstance(value, list) else value
        for name, value in made.items()
    }
