"""How much memory a run takes that fills many tables."""

from __future__ import annotations

import psycopg

from bench.clock import timed
from bench.ready import seed_command
from bench.schemas import project_of
from bench.server import Server, named
from seeding.database import marker

TABLES = 500
_TABLE = """
create table public.t{number} (
    id uuid primary key, email text not null unique, full_name text not null, city text, amount numeric(10, 2),
    tags text[], happened_at timestamptz not null, t{parent}_id uuid references public.t{parent}
)
"""


def measure(server: Server, rows: int, rounds: int) -> list[float]:
    """The client's peak memory (MB) with so many rows in each of 500 tables, of which each refers to another."""
    url = named(server.url, "bench_many")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("create database bench_many")
    with psycopg.connect(url) as connection:
        for number in range(TABLES):
            connection.execute(_TABLE.format(number=number, parent=number // 2))
        marker.stamp(connection, "staging")
    project = project_of(server.folder / "project_many")
    try:
        # Other numbers every time: a run that has nothing to do needs no memory.
        commands = [seed_command(url, rows + number) for number in range(rounds)]
        peaks = [timed(command, cwd=project, environment={}).peak_mb for command in commands]
    finally:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("drop database bench_many with (force)")
    return [peak for peak in peaks if peak is not None]
