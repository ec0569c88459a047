"""Contenders that take turns: every run a process of its own, into a fresh database."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bench.clock import Run, timed
from bench.contenders import Contender
from bench.schemas import Filled
from bench.server import Server, database, rows_in


@dataclass
class Race:
    """All runs of some contenders at one size, by contender, in the order of the rounds."""

    schema: str
    count: int
    runs: dict[str, list[Run]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    load: float = 0.0  # of the machine in the minute before
    settings: str = "ours"  # of the server: "ours", or PostgreSQL's "default" ones

    @property
    def rounds(self) -> int:
        """How often each ran."""
        return min(map(len, self.runs.values()))

    def as_json(self) -> dict[str, Any]:
        """For results.json."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Race:
        """What `as_json` gave."""
        runs = {name: [Run(**run) for run in many] for name, many in found["runs"].items()}
        return cls(**{**found, "runs": runs})


def race(server: Server, filled: Filled, count: int, contenders: Sequence[Contender], rounds: int) -> Race:
    """Let each run once a round, and begin every round with another."""
    load = round(os.getloadavg()[0], 1)
    found = Race(
        filled.name, count, labels={one.name: one.label for one in contenders}, load=load, settings=server.settings
    )
    for number in range(rounds):
        turn = number % len(contenders)
        for one in (*contenders[turn:], *contenders[:turn]):
            with database(server.url, filled) as url:
                run = timed(one.command(url, count), cwd=one.cwd, environment=one.environment, postmaster=server.pid)
                run = replace(run, rows=rows_in(url, filled))
            found.runs.setdefault(one.name, []).append(run)
            print(
                f"  {filled.name} {count:>10,}  round {number + 1}  {one.name:24s} {run.seconds:8.2f} s"
                f"  {run.rows:>12,} rows  client {run.client_cpu:6.2f}  server {run.server_cpu or 0:6.2f}",
                file=sys.stderr,
            )
    return found
