"""Seed as an administrator runs it: `seed learn` on production, `seed staging --patterns` on an empty copy."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.fidelity.sets.base import DataSet

_PROFILE = """\
environment = "staging"
seed = 20250706

[target]
url_env = "STAGING_DATABASE_URL"
hosts = ["127.0.0.1"]
"""


class CommandError(Exception):
    """A command failed, and what it said."""


@dataclass(frozen=True)
class Run:
    """The file, and how long it took to learn it and to write rows from it."""

    file: Path
    learn: float
    fill: float


def run(one: DataSet, production: str, staging: str, folder: Path, *options: str, scale: str = "1") -> Run:
    """Learn from one database, fill the other."""
    file = learn_into(folder)
    learned = seed(folder, "learn", *learn_options(one, production, file), *options)
    filled = seed(folder, "staging", "--patterns", str(file), "--url", staging, "--scale", scale, "--quiet")
    return Run(file, learned, filled)


def learn_into(folder: Path) -> Path:
    """The pattern file in a project that has nothing but a profile."""
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    (folder / "profiles/staging.toml").write_text(_PROFILE, encoding="utf-8")
    return folder / "production.toml"


def learn_options(one: DataSet, production: str, file: Path) -> list[str]:
    """What an administrator would say of this set."""
    options = ["--url", production, "--out", str(file)]
    for table in one.people:
        options += ["--person", table]
    for table in one.reference:
        options += ["--reference", table]
    return options


def seed(folder: Path, *words: str, good: Sequence[int] = (0,)) -> float:
    """Run a command in a folder; the seconds it took. Raises CommandError."""
    program = Path(sys.executable).with_name("seed")
    begun = time.perf_counter()
    done = subprocess.run(
        [program, *words], cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"}
    )
    took = time.perf_counter() - begun
    if done.returncode not in good:
        raise CommandError(f"seed {' '.join(words)}: {done.returncode}\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}")
    return took
