"""Servers to load into: the embedded one, and the system's PostgreSQL 15 where it is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import numpy as np
import psycopg
import pyarrow as pa
import pytest

from seeding.columns.base import Column
from seeding.columns.key import Key, Serial
from seeding.columns.rows import Rows
from seeding.database import connect, embedded
from seeding.database.embedded import EmbeddedServer
from seeding.database.facts import gather
from seeding.generate import generate
from seeding.guard import Clearance, GuardPolicy, clear
from seeding.load.fill import FillResult, fill
from seeding.plan.arrow_types import arrow_type
from seeding.plan.model import Origin, Plan, PlannedColumn, PlannedTable
from seeding.safety import Cleared, scan
from seeding.schema import Schema
from seeding.schema.catalog import introspect
from seeding.target import Target

SYSTEM_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def embedded_server() -> Iterator[EmbeddedServer]:
    """The newest server the wheel carries, on a socket and on 127.0.0.1."""
    # Not under pytest's folder: as root, the next session to begin would close it to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="seed-test-"))
    yield embedded.start(folder, tcp_port=0)
    embedded.stop(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def embedded_url(embedded_server: EmbeddedServer) -> str:
    """Its URL, through the socket."""
    return embedded_server.url


@pytest.fixture(scope="session")
def system_15_url() -> Iterator[str]:
    """PostgreSQL 15 as Debian packages it, in a cluster of its own without TCP."""
    if not (SYSTEM_15 / "initdb").exists():
        pytest.skip(f"no {SYSTEM_15}")
    folder = Path(tempfile.mkdtemp(prefix="seed-load-15-", dir="/tmp"))
    identity = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run(program: str, *arguments: str) -> None:
        with (folder / "run.log").open("ab") as log:
            subprocess.run(
                [SYSTEM_15 / program, *arguments], check=True, stdout=log, stderr=log, cwd=folder, **identity
            )

    data = str(folder / "data")
    run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C")
    run(
        "pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "server.log"),
        "-o", f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off",
    )  # fmt: skip
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "stop", "-m", "fast", "-w", "-D", data)
        shutil.rmtree(folder)


@pytest.fixture(scope="session", params=["embedded", "15"])
def server_url(request: pytest.FixtureRequest) -> str:
    """Each server in turn."""
    url: str = request.getfixturevalue("embedded_url" if request.param == "embedded" else "system_15_url")
    return url


@pytest.fixture
def database(server_url: str) -> Iterator[str]:
    """The URL of an empty database of its own."""
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"create database {name}")
        try:
            yield server_url.replace("/postgres?", f"/{name}?")
        finally:
            admin.execute(f"drop database {name} with (force)")


@pytest.fixture
def by_hand(database: str) -> Iterator[psycopg.Connection]:
    """A connection for what a developer does by hand."""
    with psycopg.connect(database, autocommit=True) as opened:
        yield opened


@pytest.fixture
def clearance(database: str) -> Clearance:
    """The right to write to the still empty database."""
    target = Target.resolve(database, {})
    with connect.read_only(target) as looking:
        return clear(target, gather(looking), GuardPolicy("local"))


@pytest.fixture
def connection(clearance: Clearance) -> Iterator[psycopg.Connection]:
    """The connection that writes."""
    with connect.connect(clearance) as opened:
        yield opened


class Listed(Column):
    """The values of rows 0, 1, 2 …, over again from the first."""

    def __init__(self, values: Sequence[Any] | pa.Array, arrow: pa.DataType | None = None) -> None:
        super().__init__()
        self.listed = values if isinstance(values, pa.Array) else pa.array(values, arrow)

    def values(self, rows: Rows) -> pa.Array:
        """Those values."""
        return self.listed.take(pa.array(rows.indices % len(self.listed)))

    def __repr__(self) -> str:
        return f"Listed({self.listed.to_pylist()})"  # an Arrow array's own repr holds its address


def schema_of(connection: psycopg.Connection[Any]) -> Schema:
    """The whole catalog."""
    with connection.transaction():
        return introspect(connection)


def plan_of(
    schema: Schema,
    tables: Mapping[str, tuple[int, Mapping[str, Column]]],
    *,
    seed: int = 1,
    start: int = 0,
    environment: str = "local",
) -> Plan:
    """A plan of `{table: (rows, {column: generator})}` in that order, rows numbered from `start`."""
    planned = []
    for name, (rows, columns) in tables.items():
        table = schema.table(name)
        planned.append(
            PlannedTable(
                table,
                tuple(
                    PlannedColumn(table.by_name[c], g, Origin.FACTORY, arrow=arrow_type(table.by_name[c].type))
                    for c, g in columns.items()
                ),
                start,
                start + rows,
            )
        )
    return Plan("by hand", environment, seed, np.datetime64("2026-01-01", "us"), tuple(planned))


def cleared(plan: Plan, block: int = 16_384) -> Iterator[Cleared]:
    """The plan's rows on their way out."""
    for batch in generate(plan, block=block):
        types = {c.name: c.attribute.type.sql for c in batch.table.columns}
        yield scan(batch.data, table=str(batch.table.name), first_row=batch.first_row, types=types)


# --- a small schema and its plan -----------------------------------------------------------------

SCHEMA = """
create table public.users (
    id uuid primary key, email text not null unique, role text not null default 'customer',
    created_at timestamptz not null default now(), check (role <> 'nobody')
);
create table public.metrics (
    id bigint generated by default as identity primary key, day date not null, value numeric(10,2), unique (day)
);
create table public.orders (
    id bigint generated always as identity primary key,
    user_id uuid not null references public.users (id) on delete cascade,
    note text
);
create table public.countries (code text primary key, name text not null);
create table public.visits (at timestamptz, country text references public.countries (code) on delete set null);
"""

FULL = {"users": 40, "metrics": 10, "orders": 60, "countries": 3, "visits": 7}
EMAILS = [f"person{n}@example.com" for n in range(400)]


class Parent(Key):
    """The keys of `public.users`, for rows of other tables."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def values(self, rows):
        parents = rows.at("public.users", rows.indices % self.most)
        return parents.column("id")


@pytest.fixture
def schema(by_hand: psycopg.Connection) -> Schema:
    """The tables that `make` plans, in the database."""
    by_hand.execute(SCHEMA)
    return schema_of(by_hand)


@pytest.fixture
def make(schema: Schema) -> Callable[..., Plan]:
    """A plan of users (40), metrics (10), orders (60), countries (3), visits (7), or of some of them."""

    def plan(*, users=40, orders=60, metrics=10, countries=3, visits=7, offset=1, **settings):
        listed = Listed
        tables = {
            "public.users": (users, {"id": Key(), "email": listed(EMAILS), "role": listed(["customer", "admin"])}),
            "public.metrics": (
                metrics,
                {
                    "id": Serial(offset),
                    "day": listed(pa.array(range(20_000, 20_400), pa.int32()).cast(pa.date32())),
                    "value": listed([1.5, None, 2.25]),
                },
            ),
            "public.orders": (orders, {"id": Serial(1), "user_id": Parent(users or 1), "note": listed(["a", None])}),
            "public.countries": (
                countries,
                {"code": listed(["AA", "BB", "CC", "DD"]), "name": listed(["Aland", "Bland", "Cland", "Dland"])},
            ),
            "public.visits": (visits, {"country": listed(["AA", "BB", None])}),
        }
        return plan_of(schema, {t: spec for t, spec in tables.items() if spec[0] is not None}, **settings)

    return plan


@pytest.fixture
def run(connection: psycopg.Connection, clearance: Clearance) -> Callable[..., FillResult]:
    """Fill the plan, in blocks that do not divide the counts."""

    def fill_it(plan, **options):
        return fill(connection, clearance, plan, cleared(plan, block=16), **options)

    return fill_it


@pytest.fixture
def counts(by_hand: psycopg.Connection) -> Callable[[], dict[str, int]]:
    """Asks for the rows of every table."""

    def ask() -> dict[str, int]:
        return {t: by_hand.execute(f"select count(*) from public.{t}").fetchone()[0] for t in FULL}

    return ask


@pytest.fixture
def everything(by_hand: psycopg.Connection) -> Callable[[], dict[str, list[tuple[str]]]]:
    """Asks for every row of every table, as text."""

    def ask() -> dict[str, list[tuple[str]]]:
        return {t: by_hand.execute(f"select r::text from public.{t} r order by 1").fetchall() for t in FULL}

    return ask


@pytest.fixture
def full() -> dict[str, int]:
    """The rows of the whole plan."""
    return dict(FULL)


@pytest.fixture(scope="session")
def planning() -> SimpleNamespace:
    """What plans are made of by hand."""
    return SimpleNamespace(
        Listed=Listed, schema_of=schema_of, plan_of=plan_of, cleared=cleared, Parent=Parent, EMAILS=EMAILS
    )
