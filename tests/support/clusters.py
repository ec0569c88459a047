"""Servers as an administrator sees them, and what a write would move on one."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg.conninfo import conninfo_to_dict


@dataclass(frozen=True)
class Cluster:
    """One server: `url` opens its maintenance database."""

    url: str

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(conninfo_to_dict(self.url)["port"] or 0)

    def database(self, name: str) -> str:
        """The URL of another database."""
        return f"{self.url.rpartition('/')[0]}/{name}"

    def execute(self, query: str, name: str = "postgres") -> list[tuple[object, ...]]:
        """What an administrator does there, committing at once."""
        with psycopg.connect(self.database(name), autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    def identifier(self) -> str:
        """Its system identifier."""
        return str(self.execute("select system_identifier::text from pg_control_system()")[0][0])


@dataclass(frozen=True)
class Trace:
    """What a write would move: the WAL's end, the next transaction id, every table's rows and schemas."""

    wal: str
    xid: str
    tables: tuple[tuple[object, ...], ...]


def trace(cluster: Cluster, name: str) -> Trace:
    """The state of one database, once autovacuum and the background writer have nothing left to say."""
    with psycopg.connect(cluster.database(name), autocommit=True) as connection:
        names = connection.execute(
            "select format('%I.%I', n.nspname, c.relname) "
            "from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1"
        ).fetchall()
        tables = [
            (
                table,
                *(
                    connection.execute(
                        f"select count(*), md5(string_agg(t::text, '' order by t::text)) from {table} t"
                    ).fetchone()
                    or ()
                ),
            )
            for (table,) in names
        ]
        row = connection.execute(
            "select pg_current_wal_insert_lsn()::text, pg_snapshot_xmax(pg_current_snapshot())::text"
        ).fetchone()
    assert row is not None
    return Trace(row[0], row[1], tuple(tables))
