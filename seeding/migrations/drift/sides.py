"""What `seed drift` compares: a database by its URL, what the migrations make, the built-in server's database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from seeding.database import connect, embedded
from seeding.database.choose import FOLDER as SERVER
from seeding.database.supabase import is_supabase
from seeding.errors import SchemaError, UsageError
from seeding.migrations.described import Thing, described
from seeding.migrations.history import FOLDER, bring_up_to_date, found
from seeding.migrations.scratch import SCRATCH_FOLDER, scratch
from seeding.target import Target

LISTENS = "drift"  # below .seed
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_VERSION = "select current_setting('server_version'), current_setting('server_version_num')::int / 10000"


@dataclass(frozen=True)
class Side:
    """One of the two: what it was called, what it is in a few words, and everything in it.

    `ours` is a server that Seed made: what Supabase provides is only stood in for there. `url` is for programs of
    this machine that read it too, None where they must not.
    """

    name: str
    shown: str
    version: str
    major: int
    ours: bool
    supabase: bool
    things: tuple[Thing, ...] = field(repr=False)
    url: str | None = field(default=None, repr=False)


@contextmanager
def opened(name: str, root: Path, environ: Mapping[str, str], *, tcp: bool = False) -> Iterator[Side]:
    """Read one side; what was made for it (a scratch database) is there until the block ends.

    `name` is a URL, the variable that holds one, "migrations" or "embedded". With `tcp`, servers of ours listen on
    127.0.0.1 too. Raises UsageError for another word, SchemaError for a catalog
    that cannot be read, and what connecting and migrating raise.
    """
    if name == "migrations":
        folder = root / FOLDER
        count = len(found(folder))
        if not count:
            raise UsageError(
                f"there are no migrations in {FOLDER.as_posix()}", hint="seed new migration NAME makes one"
            )
        # One that listens on a port is a server of its own: another trial's would have to be started again for it.
        with scratch(root, tcp=tcp, server=LISTENS if tcp else SCRATCH_FOLDER) as made:
            with made.connect() as connection:
                bring_up_to_date(connection, folder)
                shown = f"what {FOLDER.as_posix()} makes of an empty database ({count} files)"
                side = _read(name, shown, connection, ours=True, url=made.tcp_url)
            yield side
        return
    if name == "embedded":
        place = root / SERVER
        if not (place / "pgdata" / "PG_VERSION").is_file():
            raise UsageError(
                f"there is no built-in server in {SERVER}/", hint="seed local makes it, where nothing else is there"
            )
        server = embedded.start(place)
        target, ours, url = Target.resolve(server.url, {}), True, server.tcp_url
        shown = f"the built-in server in {SERVER}/"
    else:
        target = Target.resolve(_url(name, environ), environ)
        shown, ours = target.url, False
        url = target.shell_url if target.is_loopback and not target.is_socket else None
        name = name if _VARIABLE.fullmatch(name) else target.url
    with connect.read_only(target) as connection:
        side = _read(name, shown, connection, ours=ours, url=url)
    yield side


def _read(name: str, shown: str, connection: psycopg.Connection[Any], *, ours: bool, url: str | None) -> Side:
    try:
        with connection.transaction():
            row = connection.execute(_VERSION).fetchone()
            assert row is not None
            things = described(connection)
            return Side(name, shown, row[0].split()[0], row[1], ours, is_supabase(connection), things, url)
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error).strip() or type(error).__name__
        refused = isinstance(error, psycopg.errors.InsufficientPrivilege)
        raise SchemaError(
            f"the catalog of {shown} cannot be read: {said}",
            hint=f'grant "{connection.info.user}" select on it, or give the URL of a role that may read it'
            if refused
            else "try again; a limit of the server on how long a statement may take can be raised for this role",
        ) from None


def _url(name: str, environ: Mapping[str, str]) -> str:
    if "://" in name or "=" in name:
        return name
    if not _VARIABLE.fullmatch(name):
        raise UsageError(
            f'"{name}" is no database',
            hint='give a URL, the variable that holds one (PRODUCTION_DATABASE_URL), "migrations" or "embedded"',
        )
    if not environ.get(name, "").strip():
        raise UsageError(f"the variable {name} is not set", hint=f"export {name}=postgresql://user@host:5432/database")
    return environ[name].strip()
