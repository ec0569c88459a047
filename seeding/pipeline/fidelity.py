"""`seed report`: a seeded database beside a pattern file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

from seeding.database.connect import read_only
from seeding.door.opening import choose_database, destination, loaded, look, policy_of
from seeding.errors import UsageError
from seeding.fidelity import compare
from seeding.fidelity.moved import moved
from seeding.guard import clear
from seeding.patterns import read_patterns
from seeding.profile import Profile
from seeding.report.result import FidelityResult


def report(
    profile: str | Profile = "local",
    *,
    patterns: Path | str | None = None,
    url: str | None = None,
    role: str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> FidelityResult:
    """How close the database that `profile` means, or `url`, comes to `patterns`, else the profile's. Writes nothing.

    Only a database that could be seeded is looked at, so that nothing of production's is measured. Raises
    GuardError for any other, ProfileError for a file that cannot be read, UsageError where none is named.
    """
    root = root or Path()
    settings = loaded(profile, root)
    file = settings.pattern_file(root) if patterns is None else root / patterns
    if file is None:
        raise UsageError(
            f"{settings.source} names no pattern file to compare with",
            hint='give one with --patterns FILE, or name it in the profile: patterns = "patterns/production.toml"',
        )
    said = read_patterns(file)
    # As `seed` has it: instants move with the profile's own present, by whole days.
    days = (settings.as_of - said.as_of).days if "as_of" in settings.model_fields_set else 0
    chosen, policy = choose_database(settings, url, root, environ), policy_of(settings, role)
    clear(chosen.target, look(chosen, policy), policy)
    with read_only(chosen.target, policy) as connection:
        found = compare(connection, moved(said, datetime.timedelta(days=days)))
        shown = (file.relative_to(root) if file.is_relative_to(root) else file).as_posix()
        where = destination(chosen, connection)
        return FidelityResult(where, settings.environment, settings.name, shown, found, days)
