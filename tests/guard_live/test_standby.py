"""A standby is read from at most: whatever it says of itself, its primary is another server."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import servers
from clusters import Cluster

from seeding.database import binaries


@pytest.fixture(scope="module")
def primary() -> Iterator[Cluster]:
    """PostgreSQL 15 as Debian packages it: it has pg_basebackup."""
    with servers.system_15() as url:
        yield Cluster(url)


@pytest.fixture(scope="module")
def standby(primary: Cluster) -> Iterator[Cluster]:
    """A streaming copy of it, in recovery."""
    programs = binaries.Binaries(servers.SYSTEM_15, 15, binaries.find().user)
    with tempfile.TemporaryDirectory(prefix="seed-standby-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        data, log = folder / "data", folder / "log"
        data.mkdir(mode=0o700)
        programs.own(data)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        primary.execute("create database app")
        primary.execute("create table public.people (id bigint primary key, name text)", "app")
        copied = programs.run(
            "pg_basebackup", "-D", data, "-R", "-X", "stream", "-c", "fast", "-d", primary.url, log=log
        )
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories=''"
        begun = programs.run("pg_ctl", "start", "-w", "-D", data, "-l", data / "server.log", "-o", options, log=log)
        assert copied.returncode == begun.returncode == 0, log.read_text()
        try:
            yield Cluster(f"postgresql://postgres@127.0.0.1:{port}/postgres")
        finally:
            programs.run("pg_ctl", "stop", "-m", "immediate", "-w", "-D", data, log=log)


def test_a_standby_is_refused(project, standby) -> None:
    for command in (("local",), ("clean", "local"), ("mark", "local", "--confirm", "app")):
        done = project.seed(*command, "--url", standby.database("app"))
        assert (done.code, "standby" in done.err) == (4, True), (command, done)


def test_a_standby_behind_a_tunnel_after_looking(project, primary, standby, forward) -> None:
    # Same system identifier, same oid: only its being in recovery tells it from the primary.
    tunnel = forward(primary.port, standby.port)
    url = primary.database("app").replace(f":{primary.port}/", f":{tunnel.port}/")
    done = project.seed("local", "--url", url)
    assert (done.code, "standby" in done.err) == (4, True), done
    assert primary.execute("select count(*) from pg_namespace where nspname = '_seed'", "app") == [(0,)]


def test_a_standby_of_production_is_production(project, primary, standby) -> None:
    assert project.seed("protect", "--url", standby.database("app")).code == 0
    done = project.seed("guard", "local", "--url", primary.database("app"))
    assert (done.code, "production-server" in done.out) == (4, True), done
