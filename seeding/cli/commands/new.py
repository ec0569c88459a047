"""`seed new`: files from templates."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.terminal import show

# `seeding.migrations.subject` has the same; it has a database driver beside it, which `seed --help` has no time for.
KINDS = ("table", "column", "index", "policy", "enum", "function", "constraint", "backfill")


@click.group(
    short_help="files from templates", subcommand_metavar="migration NAME | factory TABLE", no_args_is_help=False
)
def new() -> None:
    """Start a file from its template."""


@new.command(short_help="a new migration from a template, in supabase/migrations/, with its rollback")
@options.together(
    click.argument("name", metavar="NAME"),
    click.option(
        "--template",
        "kind",
        type=click.Choice(KINDS),
        default="table",
        show_default=True,
        help="What it makes or does.",
    ),
    click.option("--table", metavar="TABLE", help="The table, where NAME does not say it: invoices, billing.invoices."),
    click.option("--column", metavar="COLUMN", help="The column, where NAME does not say it."),
    options.output,
    options.quiet,
)
def migration(*, name: str, kind: str, table: str | None, column: str | None, output: str, quiet: bool) -> int:
    """Start a migration, as in "seed new migration invoices", and supabase/rollbacks/ with what takes it back.

    NAME says what it is about: "seed new migration add_due_on_to_invoices --template column", "index_users_on_email
    --template index". Every template can be run twice, and says what to edit.
    """
    from seeding import pipeline

    made = pipeline.new_migration(name, kind=kind, table=table, column=column, root=Path())
    show(
        output,
        text=lambda style, room: [
            f"{style.green('done:')} {made.path.as_posix()}",
            f"      {made.rollback.as_posix()}",
        ],
        data=lambda: {"path": made.path.as_posix(), "rollback": made.rollback.as_posix(), "template": kind},
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
