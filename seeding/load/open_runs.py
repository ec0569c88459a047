"""A run that is written in many transactions: who belongs to it, and which of its ranges are in.

Every range is an entry of `_seed.runs`, so that `seed clean` and the next run know its rows whatever happens. At
most one run is open; any other that writes to the database closes it, and its workers find the door shut.
"""

from __future__ import annotations

from dataclasses import dataclass

from seeding.errors import LoadError
from seeding.load.relations import Cursor

# A range takes a worker about a minute.
PATIENCE = "5min"

# Of an error in one range: what became of the others.
STAYS = "ranges that are in stay: run it again to go on, or undo them with seed clean"


@dataclass(frozen=True)
class OpenRun:
    """`token` is known to its workers; of which plan, and how many rows a range has."""

    token: str
    digest: str
    range_rows: int


def read(cursor: Cursor) -> OpenRun | None:
    """The run that is open, which may have broken long ago."""
    row = cursor.execute("select token, digest, range_rows from _seed.open_runs").fetchone()
    return None if row is None else OpenRun(*row)


def close(cursor: Cursor) -> None:
    """Shut the door; waits for ranges that are being written. Raises psycopg's LockNotAvailable."""
    cursor.execute("delete from _seed.open_runs")


def begin(cursor: Cursor, run: OpenRun) -> None:
    """Open a run in the place of any other."""
    close(cursor)
    cursor.execute(
        "insert into _seed.open_runs (token, digest, range_rows) values (%s, %s, %s)",
        (run.token, run.digest, run.range_rows),
    )


def lock_out(cursor: Cursor, old: str, new: str) -> None:
    """Keep a run's ranges, and nobody who knew its token writes another; waits for those who are writing.

    Raises psycopg's LockNotAvailable where that takes minutes.
    """
    cursor.execute("select pg_catalog.set_config('lock_timeout', %s, true)", (PATIENCE,))
    cursor.execute("update _seed.open_runs set token = %s where token = %s", (new, old))


def shut(cursor: Cursor, new: str) -> None:
    """Nobody who belongs to the run that is open, if there is one, writes any more; the run can go on later."""
    cursor.execute("update _seed.open_runs set token = %s", (new,))


def must_be_open(cursor: Cursor, token: str) -> None:
    """Raises LoadError where another run has begun since; none can until the transaction ends."""
    row = cursor.execute("select from _seed.open_runs where token = %s for share", (token,)).fetchone()
    if row is None:
        raise LoadError(
            "another run of seed has begun on this database since, or this one was cleaned up",
            hint="run it again; it goes on where that is possible",
        )
