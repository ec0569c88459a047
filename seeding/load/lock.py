"""Nobody else writes while rows made by hand are told from seeded ones; everybody may read."""

from __future__ import annotations

from collections.abc import Iterable

from seeding.load.relations import Cursor, Relation
from seeding.load.session import setting
from seeding.schema import Name

# An idle transaction in somebody's psql holds its locks for hours: better to say so than to wait.
PATIENCE = "15s"


def lock(cursor: Cursor, relations: Iterable[Relation], *, patience: str = PATIENCE) -> None:
    """Lock the tables against writers until the transaction ends. Raises psycopg's LockNotAvailable."""
    names = [r.name.sql for r in sorted(relations, key=lambda r: r.name) if r.deletable]
    if names:
        with setting(cursor, "lock_timeout", patience):
            cursor.execute(f"LOCK TABLE {', '.join(names)} IN SHARE ROW EXCLUSIVE MODE")


def lock_out(cursor: Cursor, tables: Iterable[Name], *, patience: str) -> None:
    """Lock the tables, without those that inherit from them, against readers too. Raises LockNotAvailable."""
    with setting(cursor, "lock_timeout", patience):
        cursor.execute(f"LOCK TABLE {', '.join(f'ONLY {name.sql}' for name in tables)} IN ACCESS EXCLUSIVE MODE")
