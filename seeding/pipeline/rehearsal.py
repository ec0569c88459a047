"""`seed rehearse`: the pipeline fills what the rehearsal has built."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from seeding.door.opening import loaded
from seeding.factory import discover
from seeding.findings import Finding, Severity
from seeding.load import fill
from seeding.load.again import all_again
from seeding.load.progress import Progress, Silent
from seeding.load.shortfall import may_fall_short
from seeding.migrations.rehearse import Budgets, Filled, Rehearsal, Scene
from seeding.migrations.rehearse import rehearse as perform
from seeding.migrations.scratch import Scratch
from seeding.pipeline.fitting import as_of, fitting
from seeding.pipeline.steps import planned
from seeding.pipeline.wanted import Wanted
from seeding.profile import Profile
from seeding.schema.catalog import introspect

# Where nobody says more: enough for a scan to show, and filled in seconds.
COUNT = 10_000


def rehearse(
    profile: str | Profile = "staging",
    scene: Scene | None = None,
    *,
    count: int | None = None,
    scale: float | None = None,
    patterns: Path | str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Rehearsal:
    """Run the pending migrations of `root` on a scratch server, full of rows, with clients at work.

    Rows are as many and of such a shape as the profile and `patterns` have them; `count` overrides how many of each
    root table. Nothing but the scratch server is written to. Raises MigrationError for a migration that fails
    without any row.
    """
    root = root or Path()
    settings = loaded(profile, root)
    if count is None and scale is None and settings.path is None and patterns is None and settings.patterns is None:
        count = COUNT
    wanted = Wanted(count, scale, indexes="keep", patterns=None if patterns is None else str(patterns))
    scene = scene or Scene()
    limits = settings.rehearse
    budgets = Budgets(limits.migration_seconds, limits.additive_blocking_seconds, limits.breaking_blocking_seconds)
    return perform(
        root,
        replace(scene, budgets=budgets),
        lambda scratch: _filled(scratch, settings, root, wanted, progress or Silent()),
        environ=os.environ if environ is None else environ,
        told=told,
    )


def _filled(scratch: Scratch, profile: Profile, root: Path, wanted: Wanted, progress: Progress) -> Filled:
    begun = time.perf_counter()
    with scratch.connect(autocommit=False) as connection:
        with connection.transaction():
            schema = introspect(connection, schemas=profile.schemas)
        if not schema.tables:
            return Filled(shape="no table to fill yet")
        factories, others = fitting(schema, discover(root))
        # On the scratch server everything is local, whatever environment the profile describes.
        settings = as_of(schema, profile).model_copy(update={"environment": "local"})
        wanted = wanted.over(settings)
        plan = planned(connection, settings, root, wanted, factories=factories)
        tolerant = [str(table.name) for table in plan.tables if may_fall_short(table)]
        filled = fill.fill(
            connection,
            scratch.clearance,
            plan,
            all_again(plan, tolerant),
            progress=progress,
            indexes=wanted.indexes,
        )
    inferred = [
        Finding("rehearse-factory", "factories/", f"{one}: its table is filled as if it had none", "", Severity.NOTE)
        for one in others
    ]
    return Filled(
        rows=dict(filled.rows),
        seconds=time.perf_counter() - begun,
        shape=_shape(profile, wanted),
        session=dict(plan.session),
        findings=(*inferred, *(_here(finding) for finding in (*plan.findings, *filled.findings))),
    )


def _here(finding: Finding) -> Finding:
    """Without an option that there is not: partitions of ours could be in the way of a migration's."""
    return replace(finding, hint=finding.hint.replace(", or have them made with --create-partitions", ""))


def _shape(profile: Profile, wanted: Wanted) -> str:
    of = f"profile {profile.name}"
    if wanted.patterns or profile.patterns:
        of += f", patterns {wanted.patterns or profile.patterns}"
    count = profile.count if wanted.count is None else wanted.count
    return of if wanted.patterns or profile.patterns else f"{of}, {count:,} rows of each root table"
