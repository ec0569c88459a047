"""Real servers to read catalogs from: the embedded one, and the system's PostgreSQL 15 where it is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import servers

SYSTEM_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def embedded_url() -> Iterator[str]:
    """The newest server the wheel carries."""
    with servers.embedded_server() as server:
        yield server.url


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
    name = "embedded_url" if request.param == "embedded" else "system_15_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def connection(server_url: str) -> Iterator[psycopg.Connection]:
    """A connection to an empty database: what a test does there is rolled back."""
    with (
        psycopg.connect(server_url, autocommit=True) as opened,
        opened.transaction(force_rollback=True),
    ):
        yield opened
