"""One data set, one contender: rows made, judged, and asked the same questions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench.fidelity import load, seed
from bench.fidelity.environment import Environment, export
from bench.fidelity.queries import median_error, queries
from bench.fidelity.sets.base import DataSet

WORST = 12


@dataclass(frozen=True)
class Score:
    """What a contender got. `properties` are the quality report's four; `worst` the details that cost most."""

    quality: float
    diagnostic: float
    properties: dict[str, float]
    queries: float | None = None
    fit: float = 0.0
    sample: float = 0.0
    worst: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Side:
    """The real rows: in a database and as files."""

    one: DataSet
    url: str
    files: Path
    told: dict[str, Any]


def ours(running: load.Server, env: Environment, side: Side, folder: Path, *options: str) -> Score:
    """Seed, with these options of `seed learn`."""
    staging = load.empty(running, side.one)
    run = seed.run(side.one, side.url, staging, folder, *options)
    made = export(staging, folder / "made", side.told)
    error = median_error(queries(side.told), side.url, staging)
    return _score(env, side, made, error, run.learn, run.fill)


def baseline(running: load.Server, env: Environment, side: Side, folder: Path) -> Score:
    """Seed without a pattern file: as many rows of each table, from names and types alone."""
    staging = load.empty(running, side.one, "inferred")
    seed.learn_into(folder)
    tables = ""
    with psycopg.connect(side.url) as connection:
        for table in side.told["tables"]:
            counted = connection.execute(f'select count(*) from "{table}"').fetchone()
            assert counted is not None
            tables += f'\n[tables."public.{table}"]\nrows = {counted[0]}\n'
    profile = folder / "profiles/staging.toml"
    profile.write_text(profile.read_text(encoding="utf-8") + tables, encoding="utf-8")
    took = seed.seed(folder, "staging", "--url", staging, "--quiet")
    made = export(staging, folder / "made", side.told)
    return _score(env, side, made, median_error(queries(side.told), side.url, staging), 0.0, took)


def sdv(running: load.Server, env: Environment, side: Side, folder: Path, which: str) -> Score:
    """SDV, from every row."""
    took = env.run("sdv_peer.py", which, side.files, folder / "made")
    return _score(env, side, folder / "made", None, took["fit"], took["sample"])


def _score(env: Environment, side: Side, made: Path, error: float | None, fit: float, sample: float) -> Score:
    said = env.judge(side.files, made)
    quality = said["quality"]
    return Score(quality["score"], said["diagnostic"]["score"], quality["properties"], error, fit, sample, _worst(said))


def _worst(said: dict[str, Any]) -> list[str]:
    """The details that cost most: a property's share of the whole, divided among what it averages."""
    lost = []
    for report in ("quality", "diagnostic"):
        for name, details in said[report]["details"].items():
            counted = [d for d in details if d.get("Score") is not None and d.get("Meets Threshold?", True)]
            for detail in counted:
                what = _what(detail)
                lost.append(((1 - detail["Score"]) / len(counted), f"{name}: {what} {detail['Score']:.3f}"))
    lost.sort(reverse=True)
    return [f"{text} (costs {cost:.4f} of its property)" for cost, text in lost[:WORST]]


def _what(detail: dict[str, Any]) -> str:
    where = detail.get("Table") or f"{detail.get('Child Table')} → {detail.get('Parent Table')}"
    names = [detail[name] for name in ("Column", "Column 1", "Column 2", "Foreign Key") if detail.get(name)]
    real, made = detail.get("Real Correlation"), detail.get("Synthetic Correlation")
    return f"{where}: {' × '.join(names)}" + (f" (r {real:.2f}, made {made:.2f})" if real and made else "")
