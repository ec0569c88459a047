"""`seed guard`: may this database be seeded, and why not."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.outcome import FINDINGS, GUARD_REFUSED
from seeding.cli.terminal import show


@click.command(short_help="every rule, its verdict, its evidence")
@options.together(
    options.profile_argument,
    options.url,
    options.role,
    click.option("--contents", is_flag=True, help="Count the values in it that could belong to somebody, by kind."),
    options.output,
    options.quiet,
)
def guard(*, profile: str, url: str | None, role: str | None, contents: bool, output: str, quiet: bool) -> int:
    """Ask every rule whether the profile's database may be seeded. Writes nothing.

    Exits with 0 where it may, and with 4, as seeding it would, where it may not. With --contents, judges a sample
    of the rows instead, by the rules for generated values, and exits with 1 where it finds any; it never shows one.
    """
    if contents:
        return _contents(profile, url, role, output, quiet=quiet)
    from seeding.door.report import report as look

    report = look(profile, url=url, role=role, root=Path())
    from seeding.report.as_json import guard_json
    from seeding.report.guarded import guard_text

    show(
        output,
        text=lambda style, room: guard_text(report, style=style, room=room),
        data=lambda: guard_json(report),
        quiet=quiet,
    )
    return 0 if report.allowed else GUARD_REFUSED


def _contents(profile: str, url: str | None, role: str | None, output: str, *, quiet: bool) -> int:
    from seeding.door.contents import contents as judged

    report = judged(profile, url=url, role=role, root=Path())
    from seeding.report.as_json import contents_json
    from seeding.report.contents import contents_text

    show(
        output,
        text=lambda style, room: contents_text(report, style=style, room=room),
        data=lambda: contents_json(report),
        quiet=quiet,
    )
    return FINDINGS if report.counts else 0
