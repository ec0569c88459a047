"""`seed plan`: what would be written, before anything is."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.outcome import FINDINGS
from seeding.cli.terminal import show


@click.command(short_help="what would be written, in what order, from which generator")
@options.together(
    options.profile_argument,
    options.count,
    options.scale,
    options.url,
    options.role,
    options.seed,
    options.patterns,
    options.tables,
    options.strict,
    options.create_partitions,
    options.indexes,
    click.option("--table", "details", multiple=True, metavar="TABLE", help="Every column of this table."),
    options.output,
    options.quiet,
)
def plan(
    *,
    profile: str,
    count: int | None,
    scale: float | None,
    url: str | None,
    role: str | None,
    seed: int | None,
    patterns: str | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    schemas: tuple[str, ...],
    strict: bool,
    create_partitions: bool,
    indexes: str,
    details: tuple[str, ...],
    output: str,
    quiet: bool,
) -> int:
    """Show what would be written: tables in order, rows and why, and each column's generator.

    Reads the database's schema and writes nothing.
    """
    options.one_of_count_and_scale(count, scale)
    from seeding import pipeline
    from seeding.findings import Severity
    from seeding.plan.naming import matching
    from seeding.report.sampler import MOST_TABLES
    from seeding.report.seeded import SAMPLES

    result = pipeline.plan(
        profile,
        url=url,
        role=role,
        count=count,
        scale=scale,
        seed=seed,
        patterns=patterns,
        root=Path(),
        only=only,
        skip=skip,
        schemas=schemas,
        strict=strict,
        create_partitions=create_partitions,
        indexes=indexes,
        samples=SAMPLES if output == "text" else MOST_TABLES,
    )
    planned = [table.name for table in result.plan.tables]
    asked = matching(details, planned, where="--table")
    from seeding.report.as_json import seed_json
    from seeding.report.planned import plan_text

    show(
        output,
        text=lambda style, room: plan_text(result, style=style, room=room, details=asked),
        data=lambda: seed_json(result),
        quiet=quiet,
    )
    return FINDINGS if any(finding.severity is Severity.ERROR for finding in result.findings) else 0
