"""One migration performed on tables with rows, clients at work, on each server in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from seeding.migrations.history import Migration
from seeding.migrations.rehearse.fingerprint import fingerprints
from seeding.migrations.rehearse.performance import Performed, perform
from seeding.migrations.rehearse.scout import Scouted, scout
from seeding.migrations.rehearse.steps import Script, script

# Without autovacuum, as on the server of a rehearsal: whoever changes a schema waits for it, and it writes to the log.
BASE = """
create table owners (id bigint primary key, name varchar(20) not null, nick text, age int, email text not null)
    with (autovacuum_enabled = off);
create table pets (id bigint primary key, owner_id bigint not null, name text, weight numeric(8, 2) not null)
    with (autovacuum_enabled = off);
alter table pets add constraint named check (name is not null) not valid;
create index pets_name on pets (name);
insert into owners select i, 'owner ' || i, null, i % 90, 'o' || i || '@example.com' from generate_series(1, 3000) i;
insert into pets select i, 1 + i % 3000, 'pet ' || i, i % 40 from generate_series(1, 5000) i;
analyze owners, pets;
"""

Try = Callable[..., Performed]


@pytest.fixture
def base() -> str:
    """The tables there are where a test does not say."""
    return BASE


@pytest.fixture
def connect(database: str) -> Callable[[], psycopg.Connection]:
    """A connection of its own to the database."""
    return lambda: psycopg.connect(database, autocommit=True)


@pytest.fixture
def performed(connect: Callable[[], psycopg.Connection], server_url: str, database: str, tmp_path: Path) -> Try:
    """Rehearse a migration on the tables of `BASE`, having tried it on the same without a row."""

    def try_without_rows(cut: Script) -> Scouted:
        name = database.rpartition("/")[2]
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(f"create database {name}_empty template {name}")
            try:
                with psycopg.connect(f"{database}_empty", autocommit=True) as empty:
                    empty.execute("set client_min_messages = error")
                    for (table,) in empty.execute("select relname from pg_class where relkind = 'r' and oid > 16383"):
                        if not table.startswith(("pg_", "sql_")):
                            empty.execute(f"truncate {table} cascade")
                    (found,) = scout(empty, [cut])
            finally:
                admin.execute(f"drop database {name}_empty with (force)")
        return found

    def run(
        sql: str,
        base: str | None = BASE,
        session: dict[str, str] | None = None,
        settling: float = 0.1,
        clients: Any = None,
        touched: Iterable[str] = (),
    ) -> Performed:
        path = tmp_path / "20260101000000_change.sql"
        path.write_text(sql, encoding="utf-8")
        cut = script(Migration("20260101000000", "change", path))
        with connect() as connection:
            connection.execute(BASE if base is None else base)
        scouted = Scouted(set(touched)) if touched else try_without_rows(cut)
        with connect() as connection:
            before = fingerprints(connection)
        return perform(
            clients or connect, cut, scouted, before, session=session or {}, path=path.name, settling=settling
        )

    return run
