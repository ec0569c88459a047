"""Where two databases are not the same: told from their catalogs, read in a transaction that cannot write."""

from seeding.migrations.drift.compared import Change
from seeding.migrations.drift.found import Drift, drift
from seeding.migrations.drift.sides import Side

__all__ = ["Change", "Drift", "Side", "drift"]
