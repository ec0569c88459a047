"""`seed protect`: record a database as production."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.terminal import show


@click.command(short_help="record a database as production (read-only)")
@options.together(
    click.option("--url", metavar="URL", required=True, help="The production database. Only read from."),
    click.option(
        "--profile",
        "profiles",
        multiple=True,
        metavar="PROFILE",
        help="Write it there only; may be repeated.  [default: every profile]",
    ),
    options.output,
    options.quiet,
)
def protect(*, url: str, profiles: tuple[str, ...], output: str, quiet: bool) -> int:
    """Record a database as production, in [production] of every profile.

    Its server is known from then on by its own number, whatever name or tunnel leads there. Writes nothing to it.
    """
    from seeding.door.protect import protect as protect_database

    result = protect_database(url=url, profiles=profiles, root=Path())
    from seeding.report.as_json import protect_json
    from seeding.report.protected import protect_text

    show(
        output,
        text=lambda style, room: protect_text(result, style=style, room=room),
        data=lambda: protect_json(result),
        quiet=quiet,
    )
    return 0
