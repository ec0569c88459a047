"""Files of a project: profiles, factories, migrations."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeding.database.connect import read_only
from seeding.database.supabase import is_supabase
from seeding.door.opening import choose_database, destination, loaded, open_door, policy_of
from seeding.factory import discover
from seeding.load import ledger
from seeding.migrations import template
from seeding.pipeline.steps import MIGRATIONS, migrate
from seeding.plan.naming import schemas_named, the_table
from seeding.plan.selection import reference_data
from seeding.report.result import Destination, InitResult
from seeding.schema.catalog import introspect

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]


def init(
    *,
    url: str | None = None,
    schemas: tuple[str, ...] = (),
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> InitResult:
    """Write profiles, a factory a table and a conftest from the database's schema; what is there already stays.

    `url` is only read: its catalog, and of small tables whether they hold reference data. Without it the local
    database is taken, with the migrations applied.
    """
    from seeding.scaffold.files import write_all

    root = root or Path()
    with _schema_of(url, root, environ) as (shown, connection):
        settings = loaded("local", root)
        schema = introspect(connection, schemas=schemas or settings.schemas)
        schemas_named(schemas, {name.schema for name in schema.tables})
        declared = discover(root)
        kept = reference_data(schema, settings, declared, ledger.existing(connection, schema, append=False))
        platform = (root / "supabase").is_dir() or is_supabase(connection)
    return InitResult(shown, write_all(root, schema, declared, supabase=platform, reference=kept))


def new_factory(
    table: str,
    *,
    url: str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> InitResult:
    """Write the factory of one table, as `init` does. Raises UsageError for one the database does not have."""
    from seeding.scaffold.files import write_one

    root = root or Path()
    with _schema_of(url, root, environ) as (shown, connection):
        settings = loaded("local", root)
        schema = introspect(connection, schemas=settings.schemas)
    wanted = schema.tables[the_table(table, schema.tables)]
    return InitResult(shown, write_one(root, schema, wanted, discover(root)))


def new_migration(
    name: str, *, kind: str = "table", table: str | None = None, column: str | None = None, root: Path | None = None
) -> template.New:
    """A migration from the template of its kind, in `supabase/migrations/`.

    Its version is the present second (UTC), or the one after the last migration's where that is later.
    """
    folder = (root or Path()) / MIGRATIONS
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251  # a file's name, not a value
    version = template.next_version(folder, now)
    return template.new_migration(folder, name, version=version, kind=kind, table=table, column=column)


@contextmanager
def _schema_of(
    url: str | None, root: Path, environ: Mapping[str, str] | None
) -> Iterator[tuple[Destination, Connection]]:
    """A connection to read a schema on: read-only where a URL is given, whatever database that is."""
    settings = loaded("local", root)
    if url is not None:
        chosen = choose_database(settings, url, root, environ)
        with read_only(chosen.target, policy_of(settings)) as connection:
            yield destination(chosen, connection), connection
        return
    door = open_door(settings, None, None, root, environ)
    with door.connection as connection:
        migrate(connection, door, root, dry_run=True)
        yield door.destination, connection
