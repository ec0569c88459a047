"""A server of the bench's own: a data set loaded into one database, and its schema alone in another."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from bench.fidelity.sets.base import DataSet, Rows, plain
from seeding.database import embedded, marker

_IDENTITIES = """
select format('select setval(pg_get_serial_sequence(%L, %L), (select max(%I) from %s))',
              a.attrelid::regclass, a.attname, a.attname, a.attrelid::regclass)
from pg_attribute a join pg_class c on c.oid = a.attrelid
where a.attidentity <> '' and c.relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True)
class Server:
    """Where databases are made."""

    url: str
    version: str

    def named(self, database: str) -> str:
        """The URL of one of its databases."""
        return self.url.rsplit("/", 1)[0] + f"/{database}"


@contextmanager
def server() -> Iterator[Server]:
    """Started for the bench and stopped after it."""
    with tempfile.TemporaryDirectory(prefix="seed-fidelity-") as name:
        running = embedded.start(Path(name), tcp_port=0)
        assert running.tcp_url is not None
        try:
            yield Server(running.tcp_url, running.version)
        finally:
            embedded.stop(Path(name))


def load(running: Server, one: DataSet, rows: Rows) -> str:
    """The URL of a database that holds the set as production would: keys, foreign keys, statistics."""
    url = _created(running, f"{one.name}_production", one.schema)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for table, columns in rows.items():
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)
            with cursor.copy(statement) as copy:
                for row in zip(*columns.values(), strict=True):
                    copy.write_row([plain(value) for value in row])
        for (statement_text,) in connection.execute(_IDENTITIES).fetchall():
            connection.execute(statement_text)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return url


def empty(running: Server, one: DataSet, name: str = "staging") -> str:
    """The URL of a database with the schema and no row, marked as staging."""
    url = _created(running, f"{one.name}_{name}", one.schema)
    with psycopg.connect(url) as connection:
        marker.stamp(connection, "staging")
    return url


def _created(running: Server, database: str, schema: str) -> str:
    with psycopg.connect(running.url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    url = running.named(database)
    with psycopg.connect(url) as connection:
        connection.execute(schema)
    return url
