"""The rehearsal's own server: what it writes to its WAL is what production would."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seeding.database import connect, embedded
from seeding.database.undisturbed import undisturbed
from seeding.migrations.scratch import Scratch, folder, scratch
from seeding.target import Target

# Not the server that `seed check` tries migrations on: positions in the WAL are the whole server's.
SERVER = "rehearse"
_LEAVING = 5.0  # seconds that our own sessions, closed just now, may take to be gone
_OTHERS = """
select exists (
    select from pg_catalog.pg_stat_activity where backend_type = 'client backend' and pid <> pg_catalog.pg_backend_pid()
)
"""


@contextmanager
def server(root: Path, url: str | None) -> Iterator[None]:
    """The built-in server, ready; stopped in the end, where nobody else rehearses on it. Nothing to do for `url`."""
    if url is not None:
        yield
        return
    place = folder(root, SERVER)
    try:
        _log_as_production(place)
        yield
    finally:
        with undisturbed():
            if _is_idle(place):
                embedded.stop(place)


@contextmanager
def stage(root: Path, url: str | None, *, prelude: bool) -> Iterator[Scratch]:
    """An empty database on that server, or on the one of `url`; gone when the block ends."""
    with scratch(root, url=url, server=SERVER, prelude=prelude) as made:
        yield made


def _is_idle(place: Path) -> bool:
    running = embedded.running(place)
    if running is None:
        return False
    until = time.monotonic() + _LEAVING
    with connect.read_only(Target.resolve(running.url, {})) as looking:
        while looking.execute(_OTHERS).fetchone() != (False,):
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
            looking.rollback()  # a transaction sees the sessions there were when it first looked
    return True


# Our servers run with wal_level = minimal: tables and indexes made in the transaction that fills them write nothing
# then, and those are what a migration writes most of. Log that was written once is not kept for the next time, as it
# would be gigabytes. An autovacuum that happens to be at a table has a migration wait for a second, here and not there.
_SETTINGS = """\
wal_level = replica
full_page_writes = on
wal_recycle = off
autovacuum = off
"""


def _log_as_production(place: Path) -> None:
    if not place.parent.exists():
        place.parent.mkdir(parents=True)
    server = embedded.start(place)
    with connect.read_only(Target.resolve(server.url, {})) as looking:
        row = looking.execute("show autovacuum").fetchone()
    if row == ("on",):
        settings = place / "pgdata" / "postgresql.auto.conf"
        with settings.open("a", encoding="utf-8") as file:
            file.write(_SETTINGS)
        embedded.stop(place)
        embedded.start(place)
