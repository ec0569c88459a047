"""A server of the bench's own, and databases that hold the example schema and nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from seeding.database import embedded, marker
from seeding.database.supabase import ensure_prelude
from seeding.migrations import history

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def server() -> Iterator[str]:
    """The URL of an embedded server that lives as long as the bench."""
    with tempfile.TemporaryDirectory(prefix="seed-bench-") as folder:
        running = embedded.start(Path(folder), tcp_port=0)
        assert running.tcp_url is not None
        try:
            _template(running.tcp_url)
            yield running.tcp_url
        finally:
            embedded.stop(Path(folder))


def _template(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create database bench_template")
    with psycopg.connect(named(url, "bench_template")) as connection:
        ensure_prelude(connection)
        history.apply(connection, history.pending(connection, ROOT / "supabase/migrations"))


@contextmanager
def database(url: str, name: str) -> Iterator[str]:
    """A fresh database with the schema in place, marked as staging; dropped afterwards."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template bench_template')
    own = named(url, name)
    with psycopg.connect(own) as connection:
        marker.stamp(connection, "staging")
    try:
        yield own
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'drop database "{name}" with (force)')


def named(url: str, database_name: str) -> str:
    """The same server, another database."""
    return url.rsplit("/", 1)[0] + f"/{database_name}"


def rows_in(url: str) -> int:
    """Rows in the example tables, counted."""
    tables = ("users", "user_career_profiles", "volunteer_activities", "payment_transactions", "business_metrics")
    with psycopg.connect(url) as connection:
        counts = [connection.execute(f"select count(*) from public.{t}").fetchone() for t in tables]
    return sum(count[0] for count in counts if count)
