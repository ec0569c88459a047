"""`seed report`: a seeded database beside a pattern file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from seeding.database.connect import read_only
from seeding.door.opening import choose_database, destination, loaded, look, policy_of
from seeding.fidelity import compare
from seeding.guard import clear
from seeding.patterns import read_patterns
from seeding.profile import Profile
from seeding.report.result import FidelityResult


def report(
    profile: str | Profile = "local",
    *,
    patterns: Path,
    url: str | None = None,
    role: str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> FidelityResult:
    """How close the database that `profile` means, or `url`, comes to the file `patterns`. Writes nothing.

    Only a database that could be seeded is looked at, so that nothing of production's is measured. Raises
    GuardError for any other, ProfileError for a file that cannot be read.
    """
    root = root or Path()
    settings = loaded(profile, root)
    said = read_patterns(root / patterns)
    chosen, policy = choose_database(settings, url, root, environ), policy_of(settings, role)
    clear(chosen.target, look(chosen, policy), policy)
    with read_only(chosen.target, policy) as connection:
        found = compare(connection, said)
        return FidelityResult(destination(chosen, connection), settings.environment, patterns.as_posix(), found)
