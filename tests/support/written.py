"""What a run left in a database of the engine's tests: rows, ledger, structure."""

from __future__ import annotations

import subprocess
from typing import Any

import psycopg

from seeding.database import binaries

TABLES = ("accounts", "orders", "events", "tags")
LEDGER = """
select table_name, profile, seed, digest, mode, first_row, stop_row, rows, key_columns, ranges, content, current
from _seed.runs order by table_name
"""


def rows(url: str) -> dict[str, list[Any]]:
    """All that a database holds."""
    with psycopg.connect(url) as connection:
        connection.execute("set timezone = 'UTC'")
        found = {t: connection.execute(f"select t::text from {t} t order by 1").fetchall() for t in TABLES}
        found["ledger"] = connection.execute(LEDGER).fetchall()
        keys = "select r.table_name, count(*) from _seed.rows k join _seed.runs r on r.id = k.run group by 1 order by 1"
        found["keys"] = connection.execute(keys).fetchall()
        found["sequence"] = connection.execute("select last_value from tags_id_seq").fetchall()
        return found


def run(url: str, sql: str, *values: object) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else None


def structure(url: str) -> list[str]:
    """Everything but rows, as pg_dump writes it."""
    program = binaries.find().folder / "pg_dump"
    done = subprocess.run(
        [program, "--schema-only", "--exclude-schema=_seed", url], check=True, capture_output=True, text=True
    )
    # A random token in newer versions.
    return [line for line in done.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]
