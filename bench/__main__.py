"""`make bench`: rows a second end to end, beside peers and beside the server's own COPY, as ratios.

Every contender runs in its own process, start-up included, into a fresh database with the example schema
and all its constraints; contenders take turns, and the medians are compared.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench import generation, scan
from bench.server import ROOT, database, rows_in, server

TABLES = ("users", "user_career_profiles", "volunteer_activities", "payment_transactions", "business_metrics")
PEERS = ("factory_boy_sqlalchemy", "faker_executemany", "faker_copy")
Contender = Callable[[str], None]


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--users", default="1000,100000,1000000", help="sizes, in users")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each contender, interleaved")
    parser.add_argument("--peer-users", type=int, default=5000, help="peers are linear: beyond this, their rate counts")
    options = parser.parse_args()
    print(f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}")
    generation.report()
    scan.report()
    with server() as url:
        for size in (int(n) for n in options.users.split(",")):
            rounds = 1 if size >= 1_000_000 else options.rounds
            _compare(url, size, rounds, min(size, options.peer_users))


def _compare(url: str, users: int, rounds: int, peer_users: int) -> None:
    print(f"\n{users:,} users and what follows from them, into every constraint; median of {rounds}")
    rates: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="seed-bench-") as folder:
        ready = _ready_made(url, users, Path(folder))
        contenders: list[tuple[str, Contender]] = [
            ("seed staging", lambda own: _ours(own, users)),
            ("COPY of the same rows, ready-made binary", lambda own: _copy_back(own, ready)),
            *((name, _peer(name, peer_users)) for name in PEERS),
        ]
        for _ in range(rounds):
            for name, contender in contenders:
                with database(url, "bench") as own:
                    begun = time.perf_counter()
                    contender(own)
                    seconds = time.perf_counter() - begun
                    rates.setdefault(name, []).append(rows_in(own) / seconds)
    ours = statistics.median(rates["seed staging"])
    for name, found in rates.items():
        rate = statistics.median(found)
        note = f"  (rate at {peer_users:,} users)" if name in PEERS and peer_users < users else ""
        ratio = "" if name == "seed staging" else f"  seed is {ours / rate:6.2f} x"
        print(f"  {name:42s} {rate:12,.0f} rows/s{ratio}{note}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  peak memory of the largest client so far: {peak:,.0f} MB")


def _ours(url: str, users: int) -> None:
    command = [str(Path(sys.executable).with_name("seed")), "staging", "--count", str(users), "--url", url, "--quiet"]
    subprocess.run(command, check=True, cwd=ROOT)


def _peer(name: str, users: int) -> Contender:
    def run(url: str) -> None:
        subprocess.run([sys.executable, "-m", f"bench.peers.{name}", url, str(users)], check=True, cwd=ROOT)

    return run


def _ready_made(url: str, users: int, folder: Path) -> list[tuple[str, str, Path]]:
    """Our rows as binary COPY files, so that the server's own loader gets the very same work."""
    files = []
    with database(url, "bench") as own:
        _ours(own, users)
        with psycopg.connect(own) as connection:
            for table in TABLES:
                columns = connection.execute(
                    "select string_agg(quote_ident(column_name), ', ' order by ordinal_position) "
                    "from information_schema.columns where table_schema = 'public' and table_name = %s "
                    "and is_generated = 'NEVER'",
                    [table],
                ).fetchone()
                assert columns is not None
                path = folder / f"{table}.bin"
                with (
                    path.open("wb") as file,
                    connection.cursor() as cursor,
                    cursor.copy(f"copy public.{table} ({columns[0]}) to stdout (format binary)") as copy,
                ):
                    for block in copy:
                        file.write(block)
                files.append((table, columns[0], path))
    return files


def _copy_back(url: str, files: list[tuple[str, str, Path]]) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for table, columns, path in files:
            statement = f"copy public.{table} ({columns}) from stdin (format binary)"
            with cursor.copy(statement) as copy, path.open("rb") as file:
                while block := file.read(1 << 18):
                    copy.write(block)


if __name__ == "__main__":
    main()
