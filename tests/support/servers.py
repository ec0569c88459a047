"""Real servers for tests, each in a folder of its own that no other session of pytest closes.

pytest makes its base folder private whenever a session begins; a server that runs as another user (as root,
the embedded one does) could then no longer reach its data below it.
"""

from __future__ import annotations

import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from seeding.database import binaries, embedded
from seeding.database.embedded import EmbeddedServer

SYSTEM_15 = Path("/usr/lib/postgresql/15/bin")
_PORTS = 5  # that are tried


@contextmanager
def embedded_server(tcp_port: int = 0) -> Iterator[EmbeddedServer]:
    """The newest server the wheel carries, on a socket and on a port (0 for any free one) of 127.0.0.1."""
    with tempfile.TemporaryDirectory(prefix="seed-test-") as name:
        folder = Path(name)
        try:
            yield embedded.start(folder, tcp_port=tcp_port)
        finally:
            embedded.stop(folder)


@contextmanager
def system_15() -> Iterator[str]:
    """The URL of PostgreSQL 15 as Debian packages it, in a cluster of its own on 127.0.0.1; skips without one."""
    if not (SYSTEM_15 / "initdb").exists():
        pytest.skip(f"no {SYSTEM_15}")
    programs = binaries.Binaries(SYSTEM_15, 15, binaries.find().user)
    with tempfile.TemporaryDirectory(prefix="seed-test-15-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        data, log = folder / "data", folder / "run.log"
        data.mkdir(mode=0o700)
        programs.own(data)
        made = programs.run(
            "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C", log=log
        )
        assert made.returncode == 0, log.read_text()
        written = data / "server.log"
        for _ in range(_PORTS):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
            begun = programs.run("pg_ctl", "start", "-w", "-D", data, "-l", written, "-o", settings, log=log)
            # Between looking for a free port and listening there, somebody else may take it.
            if begun.returncode == 0 or "could not create any TCP/IP sockets" not in written.read_text():
                break
        assert begun.returncode == 0, log.read_text() + written.read_text()
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            programs.run("pg_ctl", "stop", "-m", "fast", "-w", "-D", data, log=log)


@contextmanager
def without_autovacuum(url: str, *, as_if_on: bool = False) -> Iterator[None]:
    """Nobody tidies up on this server meanwhile; `as_if_on` leaves it switched on, and due in a month."""
    with psycopg.connect(url, autocommit=True) as admin:
        usual = admin.execute("show autovacuum_naptime").fetchone()
        try:
            admin.execute("alter system set autovacuum_naptime = '2147483s'")
            admin.execute("alter system set autovacuum = off")
            admin.execute("select pg_reload_conf()")
            _wait(admin, "select not exists (select from pg_stat_activity where backend_type like 'autovacuum%')")
            if as_if_on:
                admin.execute("alter system set autovacuum = on")
                admin.execute("select pg_reload_conf()")
                _wait(admin, "select current_setting('autovacuum')::bool")
            yield
        finally:
            admin.execute("alter system reset autovacuum")
            admin.execute("alter system reset autovacuum_naptime")
            admin.execute("select pg_reload_conf()")
            # Known to be over: what a later test finds loaded stays so.
            _wait(admin, "select current_setting('autovacuum_naptime') = %s", usual)


def _wait(admin: psycopg.Connection, question: str, values: Sequence[object] | None = None) -> None:
    until = time.monotonic() + 120
    while admin.execute(question, values).fetchone() != (True,):
        assert time.monotonic() < until, question
        time.sleep(0.01)
