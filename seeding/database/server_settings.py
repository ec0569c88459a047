"""Settings of the embedded server: a throwaway that is filled fast, on a laptop, by one person.

Everything in it is made again by one command, so it gives up surviving a power cut, and nothing else: a
killed server or client loses no committed row (the operating system still has what was written).
"""

from __future__ import annotations

from pathlib import Path

INITDB = (
    "--username=postgres",
    # Only its owner reaches the socket (0700); TCP is off unless a test or a tool asks for it.
    "--auth=trust",
    "--encoding=UTF8",
    # Sorts and folds case the same on every machine; slim containers have no locale of the system's.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    # See fsync below; it saves the wait for 40 MB to reach the disk.
    "--no-sync",
    "--no-data-checksums",
    "--no-instructions",
)

_FIXED = """\
# A power cut may leave the data unreadable; then the folder is deleted and filled again. In exchange commits,
# CREATE DATABASE (one a test) and checkpoints never wait for the disk. synchronous_commit stays on: without
# fsync a commit only hands its WAL to the operating system, and a killed server loses nothing.
fsync = off
full_page_writes = off
synchronous_commit = on

# A table filled in the transaction that made or truncated it writes no WAL at all under `minimal`.
wal_level = minimal
max_wal_senders = 0
# A million rows with their indexes write about 1.2 GB of WAL: no checkpoint in the middle of a load.
max_wal_size = 4GB
checkpoint_timeout = 30min
wal_buffers = 16MB

# Holds the indexes of a few hundred thousand rows; more would only be taken from the page cache.
shared_buffers = 256MB
# Indexes and foreign keys built after a load sort in memory.
maintenance_work_mem = 256MB
work_mem = 16MB
# Everything fits in the page cache: a random page costs what a sequential one does.
random_page_cost = 1.1
# Compiling a query takes longer than the short queries of a test run.
jit = off

# Several test workers, each with a few connections.
max_connections = 200
timezone = 'UTC'
log_timezone = 'UTC'
"""


def render(*, socket_folder: Path | None, tcp_port: int | None, extensions: Path, version: str, major: int) -> str:
    """The text of `seed.conf`: the fixed settings and where this start listens."""
    lines = [
        f"# PostgreSQL {version}. Written anew at every start; add settings of your own to postgresql.conf.",
        f"listen_addresses = {quote('127.0.0.1' if tcp_port else '')}",
        f"port = {tcp_port or 5432}",
        f"unix_socket_directories = {quote(_list_item(socket_folder))}",
        "unix_socket_permissions = 0700",
    ]
    if major >= 18:
        # Where `create extension` also looks, for what the wheel has no compiled library of.
        lines.append(f"extension_control_path = {quote(f'$system:{extensions}')}")
    # What Supabase sets too: extensions live in a schema of their own and are found without their prefix.
    lines.append("""search_path = '"$user", public, extensions'""")
    return "\n".join(lines) + "\n\n" + _FIXED


def quote(value: str) -> str:
    """A value as postgresql.conf reads it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _list_item(folder: Path | None) -> str:
    # unix_socket_directories is a list: a comma or a space in the path would make two of it.
    return "" if folder is None else '"' + str(folder).replace('"', '""') + '"'
