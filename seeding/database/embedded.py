"""A PostgreSQL server of one's own under a folder: started in a second, attached to in a millisecond.

`start` makes the data on first use, leaves the server running when Python exits, and attaches to it from
then on; `running` only looks; `stop` ends it. Nothing has to be installed and nothing listens on a port
unless asked: the server is reached through a socket that only its owner can open.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from seeding.database import binaries, server_settings
from seeding.database.lock import exclusive
from seeding.database.undisturbed import undisturbed
from seeding.errors import ConnectError

# 104 on macOS and 108 on Linux, the closing zero included (sys/un.h); the smaller holds for both.
_SOCKET_PATH_LIMIT = 103
_LOG_LIMIT = 5_000_000
_TRIES = 100
_IS_WINDOWS = sys.platform == "win32"


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """A server that answers.

    `url` opens with psql and every libpq program; `tcp_url` is the same over 127.0.0.1 when a port was asked
    for (other drivers and the Supabase CLI need one). `version` is PostgreSQL's, such as `18.4`; `started` is
    False when the server was running already; `created` is True when this start made the data.
    """

    url: str
    folder: Path
    version: str
    started: bool
    created: bool = False
    tcp_url: str | None = None


def running(folder: Path) -> EmbeddedServer | None:
    """The server whose data is in `folder`, if it answers now. Starts nothing; takes about a millisecond."""
    folder = folder.expanduser().resolve()
    data = folder / "pgdata"
    try:
        # pid, data directory, start time, port, socket directory, address, shared memory, status
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        version = (data / "seed.conf").read_text(encoding="utf-8").split("\n", 1)[0].split()[2].rstrip(".")
    except (OSError, IndexError):
        return None
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    port, socket_folder, address = int(lines[3]), lines[4].strip(), lines[5].strip()
    if not _answers(socket_folder, address, port):
        return None
    tcp_url = f"postgresql://postgres@127.0.0.1:{port}/postgres" if address else None
    return EmbeddedServer(
        url=_socket_url(socket_folder, port) if socket_folder else (tcp_url or ""),
        folder=folder,
        version=version,
        started=False,
        tcp_url=tcp_url,
    )


def start(folder: Path, *, tcp_port: int | None = None) -> EmbeddedServer:
    """Start the server whose data is in `folder/pgdata`, making it on first use, or attach to it.

    `tcp_port` also listens on 127.0.0.1 (0: any free port); a server already running without it is started
    again. Raises ConnectError with the end of the server's log.
    """
    server = running(folder)
    if server is not None and (tcp_port is None or server.tcp_url is not None):
        return server
    folder = folder.expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    # Undisturbed: half a start is a server that runs and that nobody knows of.
    with exclusive(folder / "lock"), undisturbed():
        server = running(folder)
        if server is not None:
            if tcp_port is None or server.tcp_url is not None:
                return server
            _stop(folder)
        return _start(folder, tcp_port)


def stop(folder: Path) -> bool:
    """Stop the server whose data is in `folder`; its data stays. False when none was running."""
    folder = folder.expanduser().resolve()
    if not (folder / "pgdata" / "postmaster.pid").exists():
        return False
    with exclusive(folder / "lock"), undisturbed():
        _forget_dead(folder / "pgdata")
        if not (folder / "pgdata" / "postmaster.pid").exists():
            return False
        _stop(folder)
        return True


def _start(folder: Path, tcp_port: int | None) -> EmbeddedServer:
    data = folder / "pgdata"
    exists = (data / "PG_VERSION").exists()
    programs = binaries.find(int((data / "PG_VERSION").read_text(encoding="utf-8")) if exists else None)
    if not exists:
        _make(data, programs)
    programs.own(data)
    _forget_dead(data)
    if (data / "postmaster.pid").exists():
        # It runs and does not answer: somebody deleted the folder of a running server, which took the new
        # one's socket away when it noticed. Nobody can reach it any more but by its process number.
        _stop(folder)
    log = data / "server.log"
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(data / "server.log.1")
    any_port = tcp_port == 0 or (_IS_WINDOWS and tcp_port is None)
    extensions = _copy_extensions(data)
    for _ in range(_TRIES):
        socket_folder = _configure(data, _free_port() if any_port else tcp_port, programs, extensions)
        programs.run("pg_ctl", "start", "-w", "-t", "60", "-s", "-D", data, "-l", log, log=folder / "start.log")
        server = running(folder)
        said = " ".join(binaries.tail(log))
        # A port that was free a moment ago; sessions of a server that was killed are still about to notice it.
        if server is not None or not (
            (any_port and "could not create any TCP/IP sockets" in said) or "is still in use" in said
        ):
            break
        time.sleep(0.2)
    if server is None:
        _remove_short(socket_folder, data)
        raise ConnectError(
            f"the embedded server under {folder} did not start: {' | '.join(binaries.tail(log))}",
            hint=f"its log is {log}; delete {folder} to begin with an empty server",
        )
    (folder / "start.log").unlink(missing_ok=True)
    if not exists:
        _mark(server)
    return replace(server, started=True, created=not exists)


def _configure(data: Path, tcp_port: int | None, programs: binaries.Binaries, extensions: Path) -> Path | None:
    socket_folder = None if _IS_WINDOWS else _socket_folder(data, tcp_port or 5432, programs)
    settings = server_settings.render(
        socket_folder=socket_folder,
        tcp_port=tcp_port,
        extensions=extensions,
        version=programs.version(),
        major=programs.major,
    )
    (data / "seed.conf").write_text(settings, encoding="utf-8")
    (data / "seed.conf").chmod(0o644)  # the folder is private; the server's user must read it under any umask
    return socket_folder


def _mark(server: EmbeddedServer) -> None:
    # What Seed made itself is Seed's to fill; it is empty now, and marked before anyone can change that.
    from seeding.database import marker
    from seeding.database.connect import _open
    from seeding.target import Target

    with _open(Target.resolve(server.url, {}), None, autocommit=False) as connection:
        marker.stamp(connection, "local")


def _make(data: Path, programs: binaries.Binaries) -> None:
    # Built beside and renamed when whole: initdb writes PG_VERSION first, a killed one would look finished.
    draft = data.with_name("pgdata.new")
    if draft.exists():
        shutil.rmtree(draft)
    if data.exists() and any(data.iterdir()):
        raise ConnectError(
            f"{data} holds something that is not PostgreSQL's data",
            hint="move it away, or choose another folder",
        )
    draft.mkdir(mode=0o700)
    programs.own(draft)
    log = data.with_name("initdb.log")
    done = programs.run("initdb", *server_settings.INITDB, "-D", draft, log=log)
    if done.returncode != 0:
        raise ConnectError(
            f"initdb failed in {draft}: {' | '.join(binaries.tail(log))}", hint=f"the whole story is in {log}"
        )
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude_if_exists 'seed.conf'\n")
    draft.replace(data)
    log.unlink()


def _stop(folder: Path) -> None:
    data = folder / "pgdata"
    programs = binaries.find(int((data / "PG_VERSION").read_text(encoding="utf-8")))
    log = folder / "stop.log"
    lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    # A session that hears no one, or a disk that takes its time: after a minute it is recovered at its next start.
    for how, seconds in (("fast", "60"), ("immediate", "10")):
        done = programs.run("pg_ctl", "stop", "-m", how, "-w", "-t", seconds, "-s", "-D", data, log=log)
        if done.returncode == 0 or not (data / "postmaster.pid").exists():
            break
    else:
        raise ConnectError(
            f"the embedded server under {folder} did not stop: {' | '.join(binaries.tail(log))}",
            hint="end the sessions that hold it, then try again",
        )
    log.unlink(missing_ok=True)
    if len(lines) > 4 and lines[4].strip():
        _remove_short(Path(lines[4].strip()), data)


def _remove_short(socket_folder: Path | None, data: Path) -> None:
    if socket_folder is not None and socket_folder != data:
        with suppress(OSError):  # gone already, or a socket is still in it
            socket_folder.rmdir()


def _answers(socket_folder: str, address: str, port: int) -> bool:
    by_socket = bool(socket_folder) and not _IS_WINDOWS
    with socket.socket(socket.AF_UNIX if by_socket else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        if by_socket:
            return probe.connect_ex(str(Path(socket_folder, f".s.PGSQL.{port}"))) == 0
        return probe.connect_ex((address or "127.0.0.1", port)) == 0


def _forget_dead(data: Path) -> None:
    # After a crash or a container's restart the number in postmaster.pid often belongs to another program by
    # then, and PostgreSQL refuses to start beside "another server". Linux can tell; elsewhere it decides.
    # Sessions that still write are safe from this: the server finds their shared memory by the data's inode.
    file = data / "postmaster.pid"
    if not file.exists() or sys.platform != "linux":
        return
    lines = file.read_text(encoding="utf-8").splitlines()
    try:
        # pid (name) state …, where Z is a process that ended and that nobody asked about yet.
        name, _, rest = Path("/proc", lines[0].strip(), "stat").read_text(encoding="utf-8").rpartition(")")
        alive = name.endswith("(postgres") and rest.split()[0] != "Z"
    except (OSError, IndexError):
        alive = False
    if not alive:
        file.unlink()
        if len(lines) > 4 and lines[4].strip():
            Path(lines[4].strip(), f".s.PGSQL.{lines[3].strip()}.lock").unlink(missing_ok=True)


def _socket_folder(data: Path, port: int, programs: binaries.Binaries) -> Path:
    # To libpq, a comma in a host separates two of them.
    if len(os.fsencode(data / f".s.PGSQL.{port}")) <= _SOCKET_PATH_LIMIT and "," not in str(data):
        return data
    name = f"seed-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    base = os.environ.get("XDG_RUNTIME_DIR") if programs.user is None else None
    candidates = [Path(folder) / name for folder in (base, tempfile.gettempdir(), "/tmp") if folder]  # noqa: S108
    folder = next(
        (path for path in candidates if len(os.fsencode(path / f".s.PGSQL.{port}")) <= _SOCKET_PATH_LIMIT),
        candidates[-1],
    )
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    # /tmp is everyone's: somebody else may have made the folder first, to be reached instead of the server.
    if folder.is_symlink() or found.st_mode & 0o077 or found.st_uid not in (os.geteuid(), data.stat().st_uid):
        raise ConnectError(
            f"{folder} is someone else's or open to others: the server's socket would not be private",
            hint=f"remove it, or use a folder with a shorter path than {data.parent}",
        )
    programs.own(folder)
    return folder


def _copy_extensions(data: Path) -> Path:
    # PostgreSQL looks in `<folder>/extension`. A copy, because the server's user may not read our package.
    target = data / "seed_extensions" / "extension"
    target.mkdir(parents=True, exist_ok=True)
    for source in sorted((Path(__file__).parent / "extensions").iterdir()):
        if source.suffix in (".control", ".sql"):
            shutil.copyfile(source, target / source.name)
            (target / source.name).chmod(0o644)
    for folder in (target.parent, target):
        folder.chmod(0o755)
    return target.parent


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _socket_url(socket_folder: str, port: int) -> str:
    rest = "" if port == 5432 else f"&port={port}"
    return f"postgresql://postgres@/postgres?host={quote(socket_folder, safe='/')}{rest}"
