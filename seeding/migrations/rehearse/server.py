"""The rehearsal's own server: what it writes to its WAL is what production would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seeding.database import connect, embedded
from seeding.migrations.scratch import Scratch, folder, scratch
from seeding.target import Target

# Not the server that `seed check` tries migrations on: positions in the WAL are the whole server's.
SERVER = "rehearse"


@contextmanager
def stage(root: Path, url: str | None, *, prelude: bool) -> Iterator[Scratch]:
    """An empty database on that server, or on the one of `url`; gone when the block ends.

    The built-in one is stopped when nobody else rehearses on it.
    """
    if url is None:
        _log_as_production(folder(root, SERVER))
    with scratch(root, url=url, server=SERVER, prelude=prelude) as made:
        yield made


def _log_as_production(place: Path) -> None:
    # Our servers run with wal_level = minimal: tables and indexes made in the transaction that fills them write
    # nothing then, and those are what a migration writes most of.
    if not place.parent.exists():
        place.parent.mkdir(parents=True)
    server = embedded.start(place)
    with connect.read_only(Target.resolve(server.url, {})) as looking:
        row = looking.execute("show wal_level").fetchone()
    if row == ("minimal",):
        settings = place / "pgdata" / "postgresql.auto.conf"
        with settings.open("a", encoding="utf-8") as file:
            file.write("wal_level = replica\nfull_page_writes = on\n")
        embedded.stop(place)
        embedded.start(place)
