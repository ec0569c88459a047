"""Fill any Postgres or Supabase database with synthetic rows that behave like production.

    import seeding
    seeding.seed("local")

The names below are the public API; everything else is private. They are imported when first used, so
that `import seeding` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seeding.columns.base import Column
    from seeding.columns.rows import Rows
    from seeding.errors import SeedingError
    from seeding.factory import TableFactory
    from seeding.findings import Finding
    from seeding.generate import generate
    from seeding.pipeline import seed
    from seeding.plan.model import Plan
    from seeding.plan.planner import make_plan
    from seeding.profile import Profile, load_profile
    from seeding.schema import Schema
    from seeding.schema.catalog import introspect
    from seeding.target import Target

_HOMES = {
    "Column": "seeding.columns.base",
    "Finding": "seeding.findings",
    "Plan": "seeding.plan.model",
    "Profile": "seeding.profile",
    "Rows": "seeding.columns.rows",
    "Schema": "seeding.schema",
    "SeedingError": "seeding.errors",
    "TableFactory": "seeding.factory",
    "Target": "seeding.target",
    "generate": "seeding.generate",
    "introspect": "seeding.schema.catalog",
    "load_profile": "seeding.profile",
    "make_plan": "seeding.plan.planner",
    "seed": "seeding.pipeline",
}

__all__ = [
    "Column",
    "Finding",
    "Plan",
    "Profile",
    "Rows",
    "Schema",
    "SeedingError",
    "TableFactory",
    "Target",
    "generate",
    "introspect",
    "load_profile",
    "make_plan",
    "seed",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'seeding' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    if name != "generate":  # `seeding.generate` is a package too: the import above has set that name
        globals()[name] = value
    return value
