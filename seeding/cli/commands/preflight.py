"""`seed preflight`: may this go to production, and how do we know."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.outcome import FINDINGS, on_interrupt
from seeding.cli.terminal import progress, show, style_of, write
from seeding.cli.values import whole_number


@click.command(short_help="the checklist before production, each point with evidence")
@options.together(
    click.option(
        "--url",
        metavar="URL",
        help="Production: pending is what its history does not have. Read-only; a variable's name will do.",
    ),
    click.option("--since", metavar="REF", help="Pending is what this git revision does not have."),
    click.option(
        "--last",
        type=whole_number(1, 10_000),
        metavar="N",
        help="Pending are the last N.  [default: 1, where nothing else says]",
    ),
    click.option("--staging", metavar="URL", help="Staging, instead of the database profiles/staging.toml names."),
    click.option(
        "--hours", type=click.FloatRange(0), default=24, show_default=True, metavar="H", help="How long staging has it."
    ),
    click.option(
        "--backup", metavar="NAME", help="The backup you would restore: a file, or its name where it is kept."
    ),
    click.option(
        "--rehearsal",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="The report of seed rehearse --format json, instead of a rehearsal now.",
    ),
    click.option(
        "--no-way-back",
        multiple=True,
        metavar="VERSION",
        help="This migration has no rollback, and you answer for it. Once for each, if several.",
    ),
    options.count,
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
def preflight(
    *,
    url: str | None,
    since: str | None,
    last: int | None,
    staging: str | None,
    hours: float,
    backup: str | None,
    rehearsal: Path | None,
    no_way_back: tuple[str, ...],
    count: int | None,
    output: str,
    quiet: bool,
) -> int:
    """Answer the checklist for what is about to go to production: yes, no or unknown, and from what that is known.

    Checked without an error; rehearsed within budget; the rollback rehearsed; in staging for a day; a backup named.
    Production is never connected to for writing. Exits with 1 unless every point holds.
    """
    from seeding.migrations.rehearse import Which
    from seeding.pipeline.preflight import Asked
    from seeding.pipeline.preflight import preflight as answer

    production = None if url is None else os.environ.get(url, url)
    stage = None if staging is None else os.environ.get(staging, staging)
    asked = Asked(
        Which(production, None, last, since),
        stage,
        count=count,
        rehearsal=rehearsal,
        backup=backup,
        no_way_back=no_way_back,
        hours=hours,
    )
    style = style_of(sys.stderr)
    with on_interrupt("nothing was changed anywhere"), progress(output, quiet=quiet) as shown:
        result = answer(
            asked,
            root=Path(),
            progress=shown,
            told=lambda line: None if quiet or output != "text" else write([style.dim(line)], sys.stderr),
        )
    from seeding.report.preflight import preflight_json, preflight_markdown, preflight_text

    if output == "markdown":
        write([] if quiet else preflight_markdown(result))
    else:
        show(
            output,
            text=lambda style, room: preflight_text(result, style=style, room=room),
            data=lambda: preflight_json(result),
            quiet=quiet,
        )
    return 0 if result.ready else FINDINGS
