"""`seed guard`: may this database be seeded, and why not."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.outcome import GUARD_REFUSED
from seeding.cli.terminal import show


@click.command(short_help="every rule, its verdict, its evidence")
@options.together(options.profile_argument, options.url, options.output, options.quiet)
def guard(*, profile: str, url: str | None, output: str, quiet: bool) -> int:
    """Ask every rule whether the profile's database may be seeded. Writes nothing.

    Exits with 0 where it may, and with 4, as seeding it would, where it may not.
    """
    from seeding import pipeline

    report = pipeline.guard(profile, url=url, root=Path())
    from seeding.report.as_json import guard_json
    from seeding.report.guarded import guard_text

    show(
        output,
        text=lambda style, room: guard_text(report, style=style, room=room),
        data=lambda: guard_json(report),
        quiet=quiet,
    )
    return 0 if report.allowed else GUARD_REFUSED
