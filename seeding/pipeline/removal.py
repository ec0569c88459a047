"""Out of the database with what was seeded; the built-in server at rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from seeding.database import choose
from seeding.door.opening import loaded, open_door
from seeding.load import clean as load_clean
from seeding.profile import Profile
from seeding.report.result import CleanResult
from seeding.schema.catalog import introspect


def clean(
    profile: str | Profile = "local",
    *,
    url: str | None = None,
    root: Path | None = None,
    role: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> CleanResult:
    """Remove exactly what was seeded; rows made by hand stay."""
    root = root or Path()
    settings = loaded(profile, root)
    door = open_door(settings, url, role, root, environ)
    with door.connection as connection:
        with connection.transaction():
            schema = introspect(connection, schemas=settings.schemas)
        done = load_clean.clean(connection, door.clearance, schema)
        return CleanResult(door.destination, done.removed, done.kept)


def stop(root: Path | None = None) -> bool:
    """Stop the built-in server, the tests' and those of trials; their data stays. False where none was running."""
    from seeding.database import embedded
    from seeding.migrations import scratch

    root = root or Path()
    folder = root / choose.FOLDER
    below = {path.parent for path in folder.glob("*/pgdata")}
    stopped = [embedded.stop(place) for place in sorted({folder, scratch.folder(root), *below})]
    return any(stopped)
