"""`seed rehearse`: pending migrations on rows of production's shape, before production sees them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seeding.cli import options
from seeding.cli.outcome import FINDINGS, on_interrupt
from seeding.cli.terminal import progress, show, style_of, write
from seeding.cli.values import whole_number

if TYPE_CHECKING:
    from seeding.migrations.rehearse import Rehearsal


@click.command(short_help="pending migrations against production-shaped synthetic data")
@options.together(
    click.option(
        "--profile",
        default="staging",
        show_default=True,
        metavar="NAME",
        shell_complete=options.profiles,
        help="How many rows, of which shape, and the budgets.",
    ),
    options.count,
    options.patterns,
    click.option(
        "--url",
        metavar="URL",
        help="Pending is what the history of this database does not have, or of the one in a variable; read-only.",
    ),
    click.option(
        "--since", metavar="REF", help="Pending is what this git revision does not have, as in --since origin/main."
    ),
    click.option("--from", "first", metavar="VERSION", help="Pending is this version and all after it."),
    click.option(
        "--last",
        type=whole_number(1, 10_000),
        metavar="N",
        help="Pending are the last N.  [default: 1, where nothing else says]",
    ),
    click.option(
        "--schema-dump",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Production's schema, from pg_dump --schema-only, instead of the migrations it has.",
    ),
    click.option(
        "--scratch-url", metavar="URL", help="A server on this machine to rehearse on, instead of the built-in one."
    ),
    click.option(
        "--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write a page to look at, too."
    ),
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
def rehearse(
    *,
    profile: str,
    count: int | None,
    patterns: str | None,
    url: str | None,
    since: str | None,
    first: str | None,
    last: int | None,
    schema_dump: Path | None,
    scratch_url: str | None,
    out: Path | None,
    output: str,
    quiet: bool,
) -> int:
    """Run what production does not have yet on a scratch server: full of synthetic rows, with clients at work.

    Of every statement it tells the locks and for how long they are held, how long readers and writers wait, what is
    rewritten; then it runs the rollback and compares. Exits with 1 over budget, and where rows are lost.
    """
    from seeding.migrations.rehearse import Scene, Which
    from seeding.pipeline.rehearsal import rehearse as perform

    production = None if url is None else os.environ.get(url, url)
    if out is not None:
        _writable(out)  # said now, and not after minutes of work
    style = style_of(sys.stderr)
    with on_interrupt("the scratch database is gone, nothing else was touched"), progress(output, quiet=quiet) as shown:
        result = perform(
            profile,
            Scene(Which(production, first, last, since), schema_dump, scratch_url),
            count=count,
            patterns=patterns,
            root=Path(),
            progress=shown,
            told=lambda line: None if quiet or output != "text" else write([style.dim(line)], sys.stderr),
        )
    return _shown(result, out, output, quiet=quiet)


def _writable(out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    there = out.exists()
    out.open("a").close()
    if not there:
        out.unlink()


def _shown(result: Rehearsal, out: Path | None, output: str, *, quiet: bool) -> int:
    written = "" if out is None else out.as_posix()
    if out is not None:
        from seeding.report.rehearsal.page import page

        out.write_text(page(result), encoding="utf-8")
    if output == "markdown":
        from seeding.report.rehearsal.markdown import rehearsal_markdown

        write(rehearsal_markdown(result, page=written))
        return 0 if result.ok else FINDINGS
    from seeding.report.rehearsal.as_json import rehearsal_json
    from seeding.report.rehearsal.text import rehearsal_text

    show(
        output,
        text=lambda style, room: rehearsal_text(result, style=style, room=room, page=written),
        data=lambda: rehearsal_json(result, page=written),
        quiet=quiet,
    )
    return 0 if result.ok else FINDINGS
