"""Databases worth copying: one with the migrations applied, and one a profile with its rows in it.

They are named after a hash of all that decides what is in them, made once, and kept on the server between
runs. Whoever comes second, another worker or another run, finds them finished.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import seeding
from seeding.database import connect, facts, marker, supabase
from seeding.errors import UsageError
from seeding.testing.databases import Databases

if TYPE_CHECKING:
    import psycopg

    from seeding.guard import ServerFacts
    from seeding.testing.settings import Settings

PREFIX = "seed_template_"
# Branches are switched back and forth; what is older than this many is made again when it is needed.
_KEPT = 12


@dataclass(slots=True)
class Template:
    """A finished database; `settings` are what its copies must be given again."""

    name: str
    settings: list[tuple[str, str]]
    seen: ServerFacts | None = None  # what a copy showed when first looked at; every copy holds the same


def migrated(databases: Databases, settings: Settings) -> Template:
    """The template with what Supabase provides and every migration applied."""
    folder = settings.migrations
    digest = _digest(databases, settings)

    def fill(connection: psycopg.Connection[Any]) -> None:
        supabase.stand_in(connection)
        if folder.is_dir():
            from seeding.migrations import history

            history.bring_up_to_date(connection, folder)

    return ensure(databases, digest, "template0", [], fill)


def ensure(
    databases: Databases,
    digest: str,
    source: str,
    inherited: list[tuple[str, str]],
    fill: Callable[[psycopg.Connection[Any]], None],
) -> Template:
    """The template of that digest, made from `source` by `fill` where it is not there yet."""
    name = f"{PREFIX}{digest}"
    with databases.alone("template", digest):
        databases.keep(name)
        made = not databases.exists(name)
        if made:
            draft = f"seed_draft_{digest}"
            databases.drop_draft(draft)
            databases.create(draft, source)
            try:
                databases.apply(draft, inherited)
                with _open_new(databases, draft) as connection:
                    fill(connection)
                databases.seal(draft)
            except BaseException:
                databases.drop_draft(draft)
                raise
            databases.rename(draft, name)
        databases.note_use(name)
    if made:
        forget_old(databases)
    return Template(name, databases.settings(name))


def open_copy(
    databases: Databases, name: str, template: Template, *, kind: type[psycopg.Connection[Any]] | None = None
) -> psycopg.Connection[Any]:
    """A writing connection to a copy of a template, made just now.

    The first copy is looked at as any database is before it is written to; the others hold the same.
    """
    if template.seen is None:
        template.seen = _look(databases, name)
    connection = connect.connect(databases.server.clearance(name, template.seen), kind=kind)
    with connection.transaction():
        databases.server.must_hold(connection)
        marker.renew(connection, "local")
    return connection


def _open_new(databases: Databases, name: str) -> psycopg.Connection[Any]:
    connection = connect.connect(databases.server.clearance(name, _look(databases, name)))
    with connection.transaction():
        databases.server.must_hold(connection)
        marker.stamp(connection, "local")
    return connection


def _look(databases: Databases, name: str) -> ServerFacts:
    with connect.read_only(databases.server.database(name)) as looking:
        return facts.gather(looking)


def _digest(databases: Databases, settings: Settings) -> str:
    digest = blake2b(digest_size=6)
    server = databases.server
    digest.update(f"{seeding.__version__}|{server.version}|{server.home}|{server.target.user}".encode())
    package = Path(supabase.__file__).parent
    for folder in (package / "prelude.sql", package / "extensions", settings.migrations):
        for path in sorted(folder.rglob("*.*")) if folder.is_dir() else [folder]:
            if path.is_file():
                digest.update(f"|{path.name}|".encode() + path.read_bytes())
    return digest.hexdigest()


def forget_old(databases: Databases, prefix: str = PREFIX, kept: int = _KEPT) -> None:
    """Drop all but the templates used last, and those a test process is working with."""
    for name in databases.ours(prefix)[:-kept]:
        databases.drop_unused(name)


def refuse_missing_folder(settings: Settings, ini: str | None) -> None:
    """Raises UsageError where the ini file names a folder of migrations that is not there."""
    if ini and not settings.migrations.is_dir():
        raise UsageError(
            f"seed_migrations = {ini} names no folder: {settings.migrations} does not exist",
            hint="it is relative to pytest's rootdir",
        )
