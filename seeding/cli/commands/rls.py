"""`seed rls`: row level security, tested."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.outcome import FINDINGS
from seeding.cli.terminal import show, write


@click.command(short_help="who sees which rows, by trying")
@options.together(
    click.argument("profile", metavar="[PROFILE]", default="local", shell_complete=options.profiles),
    options.url,
    options.role,
    options.schemas,
    click.option(
        "--format",
        "output",
        type=click.Choice(["text", "json", "markdown"]),
        default="text",
        show_default=True,
        help="For people, for machines, or for a pull request.",
    ),
    options.quiet,
)
def rls(*, profile: str, url: str | None, role: str | None, schemas: tuple[str, ...], output: str, quiet: bool) -> int:
    """Try every policy as every role, and as people who have rows, and say who sees and changes what.

    Nothing stays of it: all is asked in a transaction that is rolled back, of a database that may be seeded. Exits
    with 1 where somebody reaches rows that are another's, or a table, view or function goes round its policies.
    """
    from seeding import pipeline

    result = pipeline.rls(profile, url=url, role=role, schemas=schemas, root=Path())
    if output == "markdown":
        from seeding.report.policies.markdown import policies_markdown

        write(policies_markdown(result))
    else:
        from seeding.report.policies.as_json import policies_json
        from seeding.report.policies.text import policies_text

        show(
            output,
            text=lambda style, room: policies_text(result, style=style, room=room),
            data=lambda: policies_json(result),
            quiet=quiet,
        )
    return FINDINGS if result.failed else 0
