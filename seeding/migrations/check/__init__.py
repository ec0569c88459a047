"""Migrations and seed files, judged before anybody applies them: read for their text, run for what they do."""

from seeding.migrations.check.issue import Issue
from seeding.migrations.check.run import Report, check

__all__ = ["Issue", "Report", "check"]
