"""Nobody else writes while rows made by hand are told from seeded ones; everybody may read."""

from __future__ import annotations

from collections.abc import Iterable

from seeding.load.relations import Cursor, Relation

# An idle transaction in somebody's psql holds its locks for hours: better to say so than to wait.
PATIENCE = "15s"


def lock(cursor: Cursor, relations: Iterable[Relation], *, patience: str = PATIENCE) -> None:
    """Lock the tables against writers until the transaction ends. Raises psycopg's LockNotAvailable."""
    names = [r.name.sql for r in sorted(relations, key=lambda r: r.name) if r.deletable]
    if not names:
        return
    before = cursor.execute("SELECT pg_catalog.current_setting('lock_timeout')").fetchone()
    assert before is not None
    cursor.execute("SELECT pg_catalog.set_config('lock_timeout', %s, true)", (patience,))
    cursor.execute(f"LOCK TABLE {', '.join(names)} IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute("SELECT pg_catalog.set_config('lock_timeout', %s, true)", before)
