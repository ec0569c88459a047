"""Servers to migrate, and an empty database for each test: the embedded one, and the system's PostgreSQL 15."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import uuid4

import psycopg
import pytest
import servers

from seeding.database.embedded import EmbeddedServer
from seeding.target import Target


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """An embedded server that also listens on 127.0.0.1."""
    with servers.embedded_server() as started:
        yield started


@pytest.fixture(scope="session")
def system_15() -> Iterator[str]:
    """PostgreSQL 15 as Debian packages it."""
    with servers.system_15() as url:
        yield url


@pytest.fixture(scope="session", params=["embedded", "15"])
def server_url(request: pytest.FixtureRequest) -> str:
    """Each server in turn, over TCP."""
    if request.param == "15":
        url: str = request.getfixturevalue("system_15")
        return url
    return str(request.getfixturevalue("server").tcp_url)


@pytest.fixture
def database(server_url: str) -> Iterator[str]:
    """The URL of an empty database of its own."""
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"create database {name}")
        yield f"{server_url.rsplit('/', 1)[0]}/{name}"
        admin.execute(f"drop database {name} with (force)")


@pytest.fixture
def target(database: str) -> Target:
    """The target of that database."""
    return Target.resolve(database, {})


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection]:
    """A plain connection to that database, which leaves every test as it likes."""
    with psycopg.connect(database, autocommit=True) as opened:
        yield opened


@pytest.fixture
def make(server: EmbeddedServer) -> Iterator[Callable[[], psycopg.Connection]]:
    """Makes an empty database of the embedded server each time, and connects to it."""
    with psycopg.connect(server.tcp_url, autocommit=True) as admin, ExitStack() as stack:

        def made() -> psycopg.Connection:
            name = f"test_{uuid4().hex[:12]}"
            admin.execute(f"create database {name}")
            stack.callback(admin.execute, f"drop database {name} with (force)")
            return stack.enter_context(psycopg.connect(server.tcp_url, dbname=name, autocommit=True))

        yield made
