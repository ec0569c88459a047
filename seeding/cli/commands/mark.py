"""`seed mark`: stamp a database as one that may be overwritten."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.terminal import show
from seeding.errors import UsageError


@click.command(short_help="stamp a database as local or staging")
@options.together(
    click.argument("environment", type=click.Choice(["local", "staging"]), metavar="ENVIRONMENT"),
    options.url,
    options.role,
    click.option("--confirm", metavar="DATABASE", help="The database's name, typed in full."),
    options.output,
    options.quiet,
)
def mark(*, environment: str, url: str | None, role: str | None, confirm: str | None, output: str, quiet: bool) -> int:
    """Stamp a database as local or staging (ENVIRONMENT): its rows may then be overwritten.

    Asks for the database's name, unless --confirm gives it. Production cannot be marked.
    """
    from seeding.report.masked import masked

    if confirm is None:
        confirm = _ask(environment, masked(url) if url else "")
    from seeding.door.mark import mark as mark_database

    destination = mark_database(environment, url=url, confirm=confirm, role=role, root=Path())
    from seeding.report.as_json import destination_json
    from seeding.report.destination import destination_text

    show(
        output,
        text=lambda style, room: [
            f"{style.green('done:')} marked {environment}",
            *destination_text(destination, style=style),
        ],
        data=lambda: {"environment": environment, "destination": destination_json(destination)},
        quiet=quiet,
    )
    return 0


def _ask(environment: str, shown: str) -> str:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "marking a database needs its name, and there is no terminal to ask on",
            hint=f"give it in full: seed mark {environment} --url URL --confirm DATABASE",
        )
    at = f" ({shown})" if shown else ""
    click.echo(f"Everything in this database{at} may be overwritten once it is marked {environment}.", err=True)
    answer: str = click.prompt("Type the database's name to mark it", err=True)
    return answer
