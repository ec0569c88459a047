"""The real Supabase CLI, run in a folder of its own against a database of this machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
CLI = ROOT / "node_modules" / ".bin" / "supabase"
needed = pytest.mark.skipif(not CLI.exists(), reason=f"the Supabase CLI is not installed: no {CLI}")


def url_of(connection: psycopg.Connection) -> str:
    """The URL of the database, with a password: the server trusts any."""
    return f"postgresql://postgres:any@127.0.0.1:{connection.info.port}/{connection.info.dbname}"


def run(workdir: Path, *arguments: str) -> str:
    """What the CLI prints; fails where it does."""
    environment = os.environ | {"SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1", "HOME": str(workdir)}
    done = subprocess.run(
        [CLI, *arguments, "--workdir", workdir],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=environment,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
