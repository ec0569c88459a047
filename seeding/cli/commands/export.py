"""`seed export`: the same rows as files."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.outcome import on_interrupt
from seeding.cli.terminal import progress, show
from seeding.cli.values import rows_of


@click.command(short_help="SQL, CSV or Parquet files instead of a database")
@options.together(
    options.profile_argument,
    click.option(
        "--format",
        "kind",
        type=click.Choice(["sql", "csv", "parquet"]),
        default="sql",
        show_default=True,
        help="SQL files load with the Supabase CLI and psql; CSV and Parquet with anything.",
    ),
    click.option(
        "--out",
        type=click.Path(file_okay=False),
        metavar="FOLDER",
        help="Where the files go; with --parts, also a URL (s3://…).  [default: supabase/seed for SQL, else"
        " export/PROFILE]",
    ),
    click.option(
        "--parts", is_flag=True, help="Parquet as a folder a table and a file a million rows; so does --engine."
    ),
    click.option("--part-rows", type=rows_of, metavar="N", help="Rows of a part.  [default: 1048576]"),
    options.engine,
    options.workers,
    options.count,
    options.scale,
    options.url,
    options.role,
    options.seed,
    options.patterns,
    options.tables,
    click.option("--json", "as_json", is_flag=True, help="Say what was written as JSON."),
    options.quiet,
)
def export(
    *,
    profile: str,
    kind: str,
    out: str | None,
    parts: bool,
    part_rows: int | None,
    engine: str | None,
    scheduler: str | None,
    workers: int,
    count: int | None,
    scale: float | None,
    url: str | None,
    role: str | None,
    seed: int | None,
    patterns: str | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    schemas: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> int:
    """Write the profile's rows to files instead of a database.

    The database is asked for its schema only. The same profile and seed give the same bytes everywhere.
    """
    options.one_of_count_and_scale(count, scale)
    from seeding import pipeline

    output = "json" if as_json else "text"
    with on_interrupt("the export is not complete, run it again"), progress(output, quiet=quiet) as shown:
        result = pipeline.export(
            profile,
            format=kind,
            out=out,
            url=url,
            role=role,
            count=count,
            scale=scale,
            seed=seed,
            patterns=patterns,
            root=Path(),
            progress=shown,
            only=only,
            skip=skip,
            schemas=schemas,
            parts=parts,
            part_rows=part_rows,
            engine=engine,
            scheduler=scheduler,
            workers=workers,
        )
    from seeding.report.as_json import export_json
    from seeding.report.exported import export_text

    show(
        output,
        text=lambda style, room: export_text(result, style=style, room=room),
        data=lambda: export_json(result, kind=kind),
        quiet=quiet,
    )
    return 0
