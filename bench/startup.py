"""From the return key to the prompt: `seed --help`, `seed local` in a project, warm and cold, `seed plan` of much."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.clock import timed
from bench.large import large
from bench.ready import SEED
from bench.schemas import ROOT
from bench.server import Server

_PARTS = ("factories", "profiles", "supabase")
_COMMANDS = (("help", "--help"), ("cold", "local"), ("warm", "local"), ("changed", "local --count 26"))


def project(folder: Path) -> Path:
    """A copy of the example's factories, profiles and migrations, in which nothing has run yet."""
    for part in _PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def measure(server: Server, rounds: int) -> dict[str, list[float]]:
    """Seconds, round by round. Cold is the first run in a project: it makes, starts and migrates the server."""
    found: dict[str, list[float]] = {"help": [], "warm": [], "changed": [], "cold": [], "plan": []}
    with large(server) as url:
        for _ in range(rounds):
            with tempfile.TemporaryDirectory(prefix="seed-bench-") as name:
                command = [SEED, "plan", "local", "--url", url, "--count", "100"]
                found["plan"].append(timed(command, cwd=Path(name), environment={}).seconds)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="seed-bench-") as name:
            folder = project(Path(name))
            try:
                for what, command in _COMMANDS:
                    run = timed([SEED, *command.split()], cwd=folder, environment={})
                    found[what].append(run.seconds)
            finally:
                subprocess.run([SEED, "stop"], cwd=folder, check=False, capture_output=True)
    return found
