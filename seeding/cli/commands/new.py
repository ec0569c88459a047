"""`seed new`: files from templates."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.terminal import show


@click.group(short_help="files from templates", subcommand_metavar="migration NAME", no_args_is_help=False)
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
