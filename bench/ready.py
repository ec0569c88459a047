"""Our own rows as ready-made files, text and binary, and the psql scripts that load them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.schemas import Filled
from bench.server import Server, database
from seeding.database import binaries
from seeding.load.indexes.definitions import indexes, keys

SEED = str(Path(sys.executable).with_name("seed"))


def psql() -> str:
    """The embedded server's psql where the wheel has one, or the system's."""
    embedded = binaries.find().folder / "psql"
    found = str(embedded) if embedded.exists() else shutil.which("psql")
    if found is None:
        raise RuntimeError("there is no psql, neither with the embedded server nor on PATH")
    return found


@dataclass(frozen=True)
class Ready:
    """Scripts for `psql --file`: COPY of the files into the schema as it is, and with everything built afterwards."""

    text: Path
    binary: Path
    deferred: Path
    rows: int


def seed_command(url: str, count: int, *options: str) -> list[str]:
    """The command line of the contender that is ours."""
    return [SEED, "staging", "--count", str(count), "--url", url, "--quiet", *options]


def ready_made(server: Server, filled: Filled, count: int) -> Ready:
    """Fill a database once, and write its rows to files."""
    folder = server.folder / f"ready_{filled.name}_{count}"
    folder.mkdir()
    with database(server.url, filled, "bench_ready") as url:
        subprocess.run(seed_command(url, count), check=True, cwd=filled.project(server.folder))
        copies: dict[str, list[str]] = {"text": [], "binary": []}
        rows = 0
        with psycopg.connect(url) as connection:
            for table in filled.tables:
                columns = _columns(connection, table)
                for format_, lines in copies.items():
                    path = folder / f"{table}.{format_}"
                    with (
                        path.open("wb") as file,
                        connection.cursor() as cursor,
                        cursor.copy(f"copy public.{table} ({columns}) to stdout (format {format_})") as copy,
                    ):
                        for block in copy:
                            file.write(block)
                    lines.append(f"\\copy public.{table} ({columns}) from '{path}' with (format {format_})")
                counted = connection.execute(f"select count(*) from public.{table}").fetchone()
                rows += counted[0] if counted else 0
            deferred = _deferred(connection, filled, copies["binary"])
    return Ready(
        text=_script(folder / "text.sql", copies["text"]),
        binary=_script(folder / "binary.sql", copies["binary"]),
        deferred=_script(folder / "deferred.sql", deferred),
        rows=rows,
    )


def _columns(connection: psycopg.Connection, table: str) -> str:
    found = connection.execute(
        "select string_agg(quote_ident(column_name), ', ' order by ordinal_position) "
        "from information_schema.columns where table_schema = 'public' and table_name = %s and is_generated = 'NEVER'",
        [table],
    ).fetchone()
    assert found is not None
    return str(found[0])


def _deferred(connection: psycopg.Connection, filled: Filled, copies: list[str]) -> list[str]:
    """Everything dropped, the rows copied frozen, everything made again: what no loader can beat."""
    cursor = connection.cursor()
    oids = [
        row[0]
        for table in filled.tables
        for row in cursor.execute("select %s::regclass::oid::bigint", (f"public.{table}",)).fetchall()
    ]
    going_keys, going = keys(cursor, oids), indexes(cursor, oids)
    return [
        "set local maintenance_work_mem = '256MB';",
        *(f"{one.drop()};" for one in (*going_keys, *going)),
        f"truncate {', '.join(f'public.{table}' for table in filled.tables)};",
        *(line.replace("(format binary)", "(format binary, freeze)") for line in copies),
        *(f"{statement};" for one in (*going, *going_keys) for statement in one.create()),
    ]


def _script(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(["\\set ON_ERROR_STOP on", "begin;", *lines, "commit;", ""]), encoding="utf-8")
    return path
