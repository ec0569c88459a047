"""`seed clean`: remove exactly what was seeded."""

from __future__ import annotations

from pathlib import Path

from click import command

from seeding.cli import options
from seeding.cli.outcome import on_interrupt
from seeding.cli.terminal import show


@command(short_help="remove exactly what was seeded")
@options.together(options.profile_argument, options.url, options.role, options.output, options.quiet)
def clean(*, profile: str, url: str | None, role: str | None, output: str, quiet: bool) -> int:
    """Remove the rows that Seed wrote. Rows made by hand stay."""
    from seeding import pipeline

    with on_interrupt("rolled back, nothing was removed"):
        result = pipeline.clean(profile, url=url, role=role, root=Path())
    from seeding.report.as_json import clean_json
    from seeding.report.cleaned import clean_text

    show(
        output,
        text=lambda style, room: clean_text(result, style=style, room=room),
        data=lambda: clean_json(result),
        quiet=quiet,
    )
    return 0
