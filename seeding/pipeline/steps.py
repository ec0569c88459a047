"""The steps every way through the program shares: the schema brought up to date, the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeding.database import marker
from seeding.database.recheck import recheck, recheck_marked
from seeding.door.opening import Door
from seeding.errors import UsageError
from seeding.factory import discover
from seeding.generate import Batch, Unmade, attempt
from seeding.load import ledger
from seeding.load.indexes import away
from seeding.migrations import history
from seeding.pipeline.wanted import Wanted
from seeding.plan.mistakes import Factories
from seeding.plan.model import Plan
from seeding.plan.planner import make_plan
from seeding.plan.settings import session_of
from seeding.profile import Profile
from seeding.safety.pools import proven
from seeding.schema.catalog import introspect
from seeding.schema.trial import ServerTester

if TYPE_CHECKING:
    import psycopg

    from seeding.engine.processes import Jobs
    from seeding.patterns import Patterns

    Connection = psycopg.Connection[tuple[Any, ...]]

MIGRATIONS = Path("supabase/migrations")


def migrate(connection: Connection, door: Door, root: Path, dry_run: bool) -> list[str]:
    """Bring a local database's schema up to date; other environments are migrated by their own pipeline.

    A dry run may still give the built-in server its schema (it is ours, and a plan needs one); any other
    database is left untouched by it.
    """
    folder = root / MIGRATIONS
    if door.clearance.policy.environment != "local" or not folder.is_dir():
        return []
    if dry_run and not door.chosen.embedded:
        return []
    if not history.pending(connection, folder):
        return []  # the guard's word on this connection is asked for once, by what writes
    clearance = door.clearance
    with connection.transaction():
        # Migrations may bring reference rows; unmarked and not empty, the database would be refused below.
        if recheck(connection, clearance).marker is None:
            marker.stamp(connection, "local")
    applied = history.bring_up_to_date(connection, folder, check=lambda: recheck_marked(connection, clearance))
    # Three are named: first those that could not be applied as they are written.
    applied.sort(key=lambda migration: not migration.eased)
    return [
        f"{m.name} ({', '.join(m.eased)}: the built-in server has no operator class for it)" if m.eased else m.name
        for m in applied
    ]


def patterns_of(profile: Profile, root: Path, wanted: Wanted) -> Patterns | None:
    """The pattern file that was asked for, else the profile's; None without one. Raises ProfileError."""
    path = profile.pattern_file(root) if wanted.patterns is None else Path(wanted.patterns)
    if path is None:
        return None
    from seeding.patterns import read_patterns

    return read_patterns(path)


def planned(
    connection: Connection, profile: Profile, root: Path, wanted: Wanted, *, factories: Factories | None = None
) -> Plan:
    """The plan for what is there, made with the server's help; with these `factories` instead of the project's.

    Raises UsageError, FactoryError, UnsafeValueError.
    """
    if wanted.selection.create_partitions and profile.environment != "local":
        raise UsageError(
            f"partitions are made in local databases only, and {profile.source} is for {profile.environment}",
            hint="create them in a migration",
        )
    with connection.transaction():
        away.must_be_back(connection)
        schema = introspect(connection, schemas=wanted.selection.schemas or profile.schemas)
        selection = wanted.selection.checked(schema)
        existing = ledger.existing(
            connection,
            schema,
            append=wanted.mode == "append",
            filled=lambda table: selection.asks_for(table, profile) and selection.names(table),
        )
        wanted_settings = session_of(list(schema.tables.values()), profile)
        tester = ServerTester.with_settings(connection, wanted_settings, profile.session)
    plan = make_plan(
        schema,
        profile,
        discover(root) if factories is None else factories,
        count=wanted.count,
        scale=wanted.scale,
        seed=wanted.seed,
        existing=existing,
        selection=wanted.selection,
        tester=tester,
        patterns=patterns_of(profile, root, wanted),
    )
    proven(plan)
    return plan


def made(plan: Plan, tolerant: Collection[str], workers: Jobs | None, root: Path) -> Iterator[Batch | Unmade]:
    """The plan's rows, by this process or by several."""
    if workers is None:
        return attempt(plan, tolerant)
    from seeding.engine.generating import attempted

    return attempted(plan, tolerant, workers, root)
