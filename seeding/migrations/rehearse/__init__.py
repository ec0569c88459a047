"""`seed rehearse`: pending migrations on rows of production's shape, with clients at work, before production."""

from seeding.migrations.rehearse.model import Budgets, Filled, MigrationRun, Rehearsal
from seeding.migrations.rehearse.rehearsal import Scene, rehearse
from seeding.migrations.rehearse.waiting import Which

__all__ = ["Budgets", "Filled", "MigrationRun", "Rehearsal", "Scene", "Which", "rehearse"]
