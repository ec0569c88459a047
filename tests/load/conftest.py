"""Servers to load into: the embedded one, and the system's PostgreSQL 15 where it is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import numpy as np
import psycopg
import pyarrow as pa
import pytest

from seeding.columns.base import Column
from seeding.columns.rows import Rows
from seeding.database import connect, embedded
from seeding.database.facts import gather
from seeding.generate import generate
from seeding.guard import Clearance, GuardPolicy, clear
from seeding.plan.arrow_types import arrow_type
from seeding.plan.model import Origin, Plan, PlannedColumn, PlannedTable
from seeding.safety import Cleared, scan
from seeding.schema import Schema
from seeding.schema.catalog import introspect
from seeding.target import Target

SYSTEM_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def embedded_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The newest server the wheel carries."""
    folder = tmp_path_factory.mktemp("embedded")
    yield embedded.start(folder).url
    embedded.stop(folder)


@pytest.fixture(scope="session")
def system_15_url() -> Iterator[str]:
    """PostgreSQL 15 as Debian packages it, in a cluster of its own without TCP."""
    if not (SYSTEM_15 / "initdb").exists():
        pytest.skip(f"no {SYSTEM_15}")
    # Not under pytest's folder: that one is closed to the user the server runs as.
    folder = Path("/tmp") / f"seed-15-{uuid4().hex[:12]}"
    folder.mkdir(mode=0o700)
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

    def __init__(self, values: Sequence[Any] | pa.Array, type: pa.DataType | None = None) -> None:
        super().__init__()
        self.listed = values if isinstance(values, pa.Array) else pa.array(values, type)

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


@pytest.fixture(scope="session")
def planning() -> SimpleNamespace:
    """What plans are made of by hand."""
    return SimpleNamespace(Listed=Listed, schema_of=schema_of, plan_of=plan_of, cleared=cleared)
