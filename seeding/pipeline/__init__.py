"""The whole program: profile → target → guard → schema → factories → plan → generate → safety → load.

Each step is a folder of its own; the files here only walk through them, `fill` the whole way.
"""

from __future__ import annotations

from seeding.pipeline.fidelity import report
from seeding.pipeline.files import export
from seeding.pipeline.fill import plan, seed
from seeding.pipeline.project import init, new_factory, new_migration
from seeding.pipeline.removal import clean, stop

__all__ = ["clean", "export", "init", "new_factory", "new_migration", "plan", "report", "seed", "stop"]
