"""The whole program: profile → target → guard → schema → factories → plan → generate → safety → load.

Each step is a folder of its own; the files here only walk through them, `fill` the whole way. They are imported when
first used: a command does not wait for what only others need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seeding.pipeline.fidelity import report
    from seeding.pipeline.files import export
    from seeding.pipeline.fill import plan, seed
    from seeding.pipeline.policies import rls
    from seeding.pipeline.project import init, new_factory, new_migration
    from seeding.pipeline.removal import clean, stop

_HOMES = {
    "clean": "removal",
    "export": "files",
    "init": "project",
    "new_factory": "project",
    "new_migration": "project",
    "plan": "fill",
    "report": "fidelity",
    "rls": "policies",
    "seed": "fill",
    "stop": "removal",
}

__all__ = ["clean", "export", "init", "new_factory", "new_migration", "plan", "report", "rls", "seed", "stop"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'seeding.pipeline' has no attribute {name!r}")
    return getattr(import_module(f"seeding.pipeline.{home}"), name)
