"""A server of the bench's own, and databases that hold one of the schemas and nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.schemas import ALL, Filled
from seeding.database import embedded, marker
from seeding.database.supabase import ensure_prelude
from seeding.migrations import history


@dataclass(frozen=True)
class Server:
    """An embedded server that lives as long as the bench: `pid` is its first process, `folder` is free for files."""

    url: str
    pid: int
    version: str
    folder: Path
    settings: str = "ours"


# What `server_settings` changes and a load feels, as PostgreSQL comes.
_DEFAULTS = {
    "fsync": "on",
    "full_page_writes": "on",
    "wal_level": "replica",
    "max_wal_senders": "10",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "5min",
    "wal_buffers": "-1",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "64MB",
    "work_mem": "4MB",
    "random_page_cost": "4",
    "jit": "on",
}


@contextmanager
def server(settings: str = "ours") -> Iterator[Server]:
    """Start one, with a template a schema; `settings` are "ours", or PostgreSQL's "default" ones."""
    with tempfile.TemporaryDirectory(prefix="seed-bench-") as name:
        folder = Path(name)
        running = embedded.start(folder / "server", tcp_port=0)
        if settings == "default":
            with psycopg.connect(running.url, autocommit=True) as connection:
                for setting, value in _DEFAULTS.items():
                    connection.execute(f"alter system set {setting} = '{value}'")
            embedded.stop(folder / "server")
            running = embedded.start(folder / "server", tcp_port=0)
        assert running.tcp_url is not None
        pid = int((folder / "server/pgdata/postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        try:
            for filled in ALL:
                _template(running.tcp_url, filled, folder)
            yield Server(running.tcp_url, pid, running.version, folder, settings)
        finally:
            embedded.stop(folder / "server")


def _template(url: str, filled: Filled, folder: Path) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"create database {filled.template}")
    with psycopg.connect(named(url, filled.template)) as connection:
        ensure_prelude(connection)
        history.apply(connection, history.pending(connection, filled.migrations(folder)))


@contextmanager
def database(url: str, filled: Filled, name: str = "bench") -> Iterator[str]:
    """A fresh database with the schema in place, marked as staging; dropped afterwards."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template {filled.template}')
    own = named(url, name)
    with psycopg.connect(own) as connection:
        marker.stamp(connection, "staging")
    # What the last contender left to be written is not this one's work.
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("checkpoint")
    try:
        yield own
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'drop database "{name}" with (force)')


def named(url: str, database_name: str) -> str:
    """The same server, another database."""
    return url.rsplit("/", 1)[0] + f"/{database_name}"


def rows_in(url: str, filled: Filled) -> int:
    """Rows in the schema's tables, counted."""
    with psycopg.connect(url) as connection:
        counts = [connection.execute(f"select count(*) from public.{t}").fetchone() for t in filled.tables]
    return sum(count[0] for count in counts if count)
