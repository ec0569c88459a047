"""The peers from npm, installed on demand: drizzle-seed, and @snaplet/seed with the client it makes of a schema."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SCRIPTS = Path(__file__).parent / "npm"


class NodeMissingError(Exception):
    """Why the peers from npm cannot be measured here."""


@dataclass(frozen=True)
class Node:
    """The folder they are installed in, and Node.js itself."""

    folder: Path
    program: str

    def versions(self) -> dict[str, str]:
        """Node.js's and the packages' versions."""
        said = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True)
        wanted = json.loads((_SCRIPTS / "package.json").read_text(encoding="utf-8"))["dependencies"]
        return {"Node.js": said.stdout.strip().removeprefix("v"), **wanted}


def prepare(folder: Path, url: str) -> Node:
    """Install what is not there yet, and let @snaplet/seed look at the schema. Raises NodeMissingError."""
    npm, program = shutil.which("npm"), shutil.which("node")
    if npm is None or program is None:
        raise NodeMissingError("npm is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    for file in _SCRIPTS.iterdir():
        shutil.copy(file, folder)
    (folder / ".snaplet").mkdir(exist_ok=True)
    (folder / ".snaplet/config.json").write_text('{"adapter": "pg"}', encoding="utf-8")
    quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    _run([npm, "install", *quiet], folder, url)
    for command in ("introspect", "generate"):
        _run([program, "node_modules/@snaplet/seed/bin/cli.js", command], folder, url)
    return Node(folder, program)


def _run(command: list[str], folder: Path, url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "SNAPLET_DISABLE_TELEMETRY": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise NodeMissingError(f"{' '.join(command[1:3])} failed: {' '.join(said)}")
