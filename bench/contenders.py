"""Who fills the schema: Seed, psql with ready-made files, and what people do today."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.peers.node import Node
from bench.ready import Ready, psql, seed_command
from bench.schemas import ROOT, Filled

OURS = "seed"

# What only peers need is installed beside the environment: factory_boy imports SQLAlchemy wherever it finds it, and
# Seed, which imports factory_boy, would start half a second later.
PEERS = Path(sys.prefix) / "peers"


@dataclass(frozen=True)
class Contender:
    """A command line for a database (URL) and a count, run in `cwd`."""

    name: str
    label: str
    command: Callable[[str, int], Sequence[str]]
    cwd: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)


def seed(filled: Filled, folder: Path) -> list[Contender]:
    """Ours, as it comes, with indexes and keys left in place, and from two processes."""
    project = filled.project(folder)
    return [
        Contender(OURS, "`seed staging`", seed_command, project),
        Contender(
            "seed_keep",
            "`seed staging --indexes keep`",
            lambda url, count: seed_command(url, count, "--indexes", "keep"),
            project,
        ),
        Contender(
            "seed_jobs",
            "`seed staging --jobs 2`",
            lambda url, count: seed_command(url, count, "--jobs", "2"),
            project,
        ),
    ]


def ready_made(ready: Ready) -> list[Contender]:
    """The server's own loader, with files that are there already."""
    return [
        _psql("copy_text", "`psql \\copy`, ready-made text", ready.text),
        _psql("copy_binary", "`psql \\copy`, ready-made binary", ready.binary),
        _psql("limit", "the limit: bare binary COPY, the same rebuild", ready.deferred),
    ]


def _psql(name: str, label: str, script: Path) -> Contender:
    program = psql()
    return Contender(name, label, lambda url, _: [program, "-X", "-q", "--file", str(script), url])


def python() -> list[Contender]:
    """Peers that are Python scripts."""
    labels = {
        "factory_boy_sqlalchemy": "factory_boy + SQLAlchemy",
        "faker_executemany": "Faker + executemany",
        "faker_copy": "Faker + COPY",
    }
    return [_python(name, label) for name, label in labels.items()]


def _python(name: str, label: str) -> Contender:
    return Contender(
        name,
        label,
        lambda url, count: [sys.executable, "-m", f"bench.peers.{name}", url, str(count)],
        ROOT,
        {"PYTHONPATH": str(PEERS)},
    )


def npm(node: Node) -> list[Contender]:
    """Peers that are Node.js scripts."""
    labels = {"drizzle_seed": "drizzle-seed", "snaplet_seed": "@snaplet/seed"}
    return [_npm(name, label, node) for name, label in labels.items()]


def _npm(name: str, label: str, node: Node) -> Contender:
    return Contender(
        name,
        label,
        lambda url, count: [node.program, f"{name}.mjs", url, str(count)],
        node.folder,
        {"SNAPLET_DISABLE_TELEMETRY": "1"},
    )
