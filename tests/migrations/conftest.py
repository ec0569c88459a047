"""Servers to migrate, and an empty database for each test: the embedded one, and the system's PostgreSQL 15."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from seeding.database import binaries, embedded
from seeding.database.embedded import EmbeddedServer
from seeding.target import Target

SYSTEM_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """An embedded server that also listens on 127.0.0.1."""
    folder = tmp_path_factory.mktemp("server")
    yield embedded.start(folder, tcp_port=0)
    embedded.stop(folder)


@pytest.fixture(scope="session")
def system_15(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """PostgreSQL 15 as Debian packages it, in a cluster of its own on 127.0.0.1."""
    if not (SYSTEM_15 / "initdb").exists():
        pytest.skip(f"no {SYSTEM_15}")
    programs = binaries.Binaries(SYSTEM_15, 15, binaries.find().user)
    folder = tmp_path_factory.mktemp("system")
    data = folder / "data"
    data.mkdir(mode=0o700)
    programs.own(data)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "run.log"
    settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
    programs.run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C", log=log)
    programs.run("pg_ctl", "start", "-w", "-D", data, "-l", data / "server.log", "-o", settings, log=log)
    yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    programs.run("pg_ctl", "stop", "-m", "fast", "-w", "-D", data, log=log)
    shutil.rmtree(data)


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
