"""Schema changes as files: pending ones are applied in order, new ones come from a template."""

from seeding.migrations.history import Migration, apply, bring_up_to_date, pending
from seeding.migrations.template import new_migration

__all__ = ["Migration", "apply", "bring_up_to_date", "new_migration", "pending"]
