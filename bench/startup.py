"""From the return key to the prompt: `seed --help`, and `seed local` in a project, warm and cold."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.clock import timed
from bench.ready import SEED
from bench.schemas import ROOT

_PARTS = ("factories", "profiles", "supabase")


def project(folder: Path) -> Path:
    """A copy of the example's factories, profiles and migrations, in which nothing has run yet."""
    for part in _PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds, round by round. Cold is the first run in a project: it makes, starts and migrates the server."""
    found: dict[str, list[float]] = {"help": [], "warm": [], "cold": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="seed-bench-") as name:
            folder = project(Path(name))
            try:
                for what, command in (("help", "--help"), ("cold", "local"), ("warm", "local")):
                    run = timed([SEED, command], cwd=folder, environment={})
                    found[what].append(run.seconds)
            finally:
                subprocess.run([SEED, "stop"], cwd=folder, check=False, capture_output=True)
    return found
