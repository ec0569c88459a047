"""`seed rls`: who sees which rows of a seeded database, by trying; nothing that is tried stays."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from seeding.database.recheck import recheck
from seeding.door.opening import loaded, open_door
from seeding.migrations.policies import who_sees
from seeding.profile import Profile
from seeding.report.result import PolicyResult


def rls(
    profile: str | Profile = "local",
    *,
    url: str | None = None,
    role: str | None = None,
    schemas: tuple[str, ...] = (),
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> PolicyResult:
    """Try every policy of the database that `profile` means, or `url`, as every role and as people who have rows.

    Only where rows may be written: what is tried takes part in a transaction that is rolled back. Raises GuardError
    for any other database.
    """
    settings = loaded(profile, root or Path())
    door = open_door(settings, url, role, root or Path(), environ)
    with door.connection as connection:
        began = time.perf_counter()
        with connection.transaction(force_rollback=True):
            recheck(connection, door.clearance)
            found = who_sees(connection, schemas=schemas or tuple(settings.schemas))
        return PolicyResult(door.destination, settings.environment, settings.name, found, time.perf_counter() - began)
