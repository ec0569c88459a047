"""`seed new`: files from templates."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.terminal import show


@click.group(
    short_help="files from templates", subcommand_metavar="migration NAME | factory TABLE", no_args_is_help=False
)
def new() -> None:
    """Start a file from its template."""


@new.command(short_help="a new migration from the template, in supabase/migrations/")
@options.together(
    click.argument("name", metavar="NAME"),
    options.output,
    options.quiet,
)
def migration(*, name: str, output: str, quiet: bool) -> int:
    """Start a migration, as in "seed new migration add_invoices"."""
    from seeding import pipeline

    path = pipeline.new_migration(name, root=Path())
    show(
        output,
        text=lambda style, room: [f"{style.green('done:')} {path.as_posix()}"],
        data=lambda: {"path": path.as_posix()},
        quiet=quiet,
    )
    return 0


@new.command(short_help="a factory of one table, from its columns, in factories/")
@options.together(
    click.argument("table", metavar="TABLE"),
    click.option("--url", metavar="URL", help="The database whose schema is read, instead of the local one."),
    options.output,
    options.quiet,
)
def factory(*, table: str, url: str | None, output: str, quiet: bool) -> int:
    """Write the factory of a table, as in "seed new factory invoices": what is inferred, ready to edit."""
    from seeding import pipeline

    result = pipeline.new_factory(table, url=url, root=Path())
    from seeding.report.as_json import init_json
    from seeding.report.scaffolded import scaffold_text

    show(
        output,
        text=lambda style, room: scaffold_text(result, style=style, room=room),
        data=lambda: init_json(result),
        quiet=quiet,
    )
    return 0
