"""A project, a database and a dask cluster of two workers."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from dask_cluster import Dask, dask_cluster
from servers import embedded_server

from seeding.database import marker
from seeding.factory.table import registry

SCHEMA = """
create table accounts (
    id uuid primary key,
    email text not null unique,
    full_name text not null,
    slug text not null unique,
    created_at timestamptz not null
);
create table orders (
    id bigint primary key,
    account_id uuid not null references accounts,
    amount numeric(10, 2) not null check (amount > 0),
    note text
);
create table events (
    account_id uuid references accounts,
    happened_on date not null,
    kind text not null
) partition by range (happened_on);
create table events_default partition of events default;
create table tags (id serial primary key, label text not null);
"""

SLUG = 'factory.Sequence(lambda n: f"account-{n}")'
FACTORY = """
import factory

from seeding.columns import Email, PersonName, Key, Moment
from seeding.factory import TableFactory


class AccountFactory(TableFactory):
    class Meta:
        table = "public.accounts"

    id = Key()
    full_name = PersonName()
    email = Email(of="full_name")
    slug = factory.Sequence(lambda n: f"account-{n}")
    created_at = Moment()
"""

PROFILE = """
environment = "local"
seed = 7
count = {count}
as_of = 2026-01-01

[tables."public.orders"]
per = {{ "public.accounts" = {{ share = 1.0 }} }}

[tables."public.events"]
per = {{ "public.accounts" = {{ share = 1.0 }} }}

[tables."public.tags"]
rows = 5
"""


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The built-in server, by a URL that other processes can use."""
    with embedded_server() as server:
        assert server.tcp_url is not None
        yield server.tcp_url


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """A database with the schema, and the mark that lets rows made by hand be there first."""
    name = f"engine_{uuid4().hex[:12]}"
    url = f"{server.rsplit('/', 1)[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create database {name}")
        with psycopg.connect(url) as connection:
            connection.execute(SCHEMA)
            marker.stamp(connection, "local")
        try:
            yield url
        finally:
            admin.execute(f"drop database {name} with (force)")


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A project with a profile, and a factory of which one column is made row by row."""
    path, declared = list(sys.path), dict(registry)
    folder = tmp_path / "project"
    (folder / "factories").mkdir(parents=True)
    (folder / "factories" / "accounts.py").write_text(FACTORY)
    (folder / "profiles").mkdir()
    (folder / "profiles" / "local.toml").write_text(PROFILE.format(count=3_000))
    yield folder
    sys.path[:] = path
    registry.clear()
    registry.update(declared)
    for name in [name for name in sys.modules if name.partition(".")[0] == "factories"]:
        del sys.modules[name]


@pytest.fixture
def held(root: Path, tmp_path: Path) -> Callable[[int], Path]:
    """From a row number on, no worker can make an account until the file that this returns is there.

    Whatever is to be met in the middle is in its middle until then; for at most two minutes. Who plans does not wait.
    """

    def hold(first: int) -> Path:
        go, file = tmp_path / "go", root / "factories" / "accounts.py"
        waits = (
            "import os\nimport sys\nimport time\nfrom pathlib import Path\n\n"
            f"PLANS = os.getpid() == {os.getpid()} or 'local' in sys.argv\n\n\n"
            "def named(n):\n    for _ in range(12_000):\n"
            f"        if PLANS or n < {first} or Path({str(go)!r}).exists():\n            break\n"
            "        time.sleep(0.01)\n"
            '    return f"account-{n}"\n'
        )
        file.write_text(f"{waits}{file.read_text().replace(SLUG, 'factory.Sequence(named)')}")
        return go

    return hold


@pytest.fixture(scope="session")
def dask() -> Iterator[Dask]:
    """Two workers, far from any project."""
    with tempfile.TemporaryDirectory(prefix="seed-dask-") as folder, dask_cluster(Path(folder)) as cluster:
        yield cluster


@pytest.fixture
def other(database: str) -> Iterator[str]:
    """A copy of the database, still empty, for one machine to fill."""
    name = database.rsplit("/", 1)[1]
    with psycopg.connect(database.replace(name, "postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name}_alone template {name}")
        with psycopg.connect(f"{database}_alone") as connection:
            marker.renew(connection, "local")
        yield f"{database}_alone"
        admin.execute(f"drop database {name}_alone with (force)")
