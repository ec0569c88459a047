"""The Supabase CLI's own word on what separates two databases: `supabase db diff --from --to`."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_SECONDS = 120


def find(root: Path) -> Path | None:
    """Where the CLI is: the project's own (npm), or the one on the PATH."""
    own = root / "node_modules" / ".bin"
    found = shutil.which("supabase", path=str(own.absolute())) or shutil.which("supabase")
    return Path(found) if found else None


def difference(cli: Path, a: str, b: str, *, schemas: Sequence[str], environ: Mapping[str, str]) -> tuple[str, str]:
    """The SQL that makes `a` like `b`, and why there is none where it says nothing; both are databases of this machine.

    The URLs hold no password: every user of a machine sees the arguments of every process on it.
    """
    # A folder of its own: the CLI keeps notes in the one it works in.
    with tempfile.TemporaryDirectory(prefix="seed-drift-") as workdir:
        command = [
            str(cli),
            "db",
            "diff",
            "--from",
            a,
            "--to",
            b,
            "--schema",
            ",".join(schemas),
            "--output-format",
            "json",
        ]
        done = subprocess.run(  # noqa: S603
            [*command, "--workdir", workdir],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=_SECONDS,
            env={**environ, "SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1"},
        )
    try:
        said = json.loads(done.stdout)["diff"] if done.returncode == 0 else None
    except (ValueError, KeyError, TypeError):
        said = None
    if not isinstance(said, str):
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "it says nothing")
        return "", f"supabase db diff failed: {last.strip()}"
    return said.strip(), ""
