"""The checklist before production, each point answered with evidence instead of a tick."""

from seeding.migrations.preflight.model import Answer, Preflight, Said
from seeding.migrations.preflight.points import backup, checked, rehearsed, reversible, staged
from seeding.migrations.preflight.rehearsed import Rehearsed, from_file, from_rehearsal
from seeding.migrations.preflight.staging import Presence, presence

__all__ = [
    "Answer",
    "Preflight",
    "Presence",
    "Rehearsed",
    "Said",
    "backup",
    "checked",
    "from_file",
    "from_rehearsal",
    "presence",
    "rehearsed",
    "reversible",
    "staged",
]
