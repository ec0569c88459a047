"""`seed init`: profiles, factories and a conftest, from a live schema."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.terminal import show


@click.command(short_help="profiles, a factory a table and a conftest, from a live schema")
@options.together(
    click.option("--url", metavar="URL", help="The database whose schema is read, instead of the local one."),
    options.schemas,
    click.option(
        "--ci",
        is_flag=True,
        help="Write .github/workflows/ instead: check, rehearsal, staging, drift. No database is asked for.",
    ),
    options.output,
    options.quiet,
)
def init(*, url: str | None, schemas: tuple[str, ...], ci: bool, output: str, quiet: bool) -> int:
    """Write profiles/, factories/ and conftest.py for this folder's project, as the database's schema asks for.

    The factories say what is inferred without them, ready to edit. Only the schema is read, and no file that
    is there already is changed: run it again after a migration, and new tables get their factories.
    """
    if ci:
        if url or schemas:
            raise click.UsageError("--ci reads no database: leave --url and --schema out")
        return _workflows(output, quiet=quiet)
    from seeding import pipeline

    result = pipeline.init(url=url, schemas=schemas, root=Path())
    from seeding.report.as_json import init_json
    from seeding.report.scaffolded import scaffold_text

    show(
        output,
        text=lambda style, room: scaffold_text(result, style=style, room=room),
        data=lambda: init_json(result),
        quiet=quiet,
    )
    return 0


def _workflows(output: str, *, quiet: bool) -> int:
    from seeding.scaffold.workflow_files import write_workflows

    done = write_workflows(Path())
    from seeding.report.scaffolded import workflows_json, workflows_text

    show(
        output,
        text=lambda style, room: workflows_text(done, style=style),
        data=lambda: workflows_json(done),
        quiet=quiet,
    )
    return 0
