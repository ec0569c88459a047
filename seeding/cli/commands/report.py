"""`seed report`: how close seeded rows come to production's shape."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.outcome import FINDINGS
from seeding.cli.terminal import show
from seeding.cli.values import share_of


@click.command(short_help="how close the seeded rows are to production's shape")
@options.together(
    click.argument("profile", metavar="[PROFILE]", default="local", shell_complete=options.profiles),
    click.option(
        "--patterns",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The pattern file that seed learn wrote, instead of the one the profile names.",
    ),
    options.url,
    options.role,
    click.option(
        "--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write a page to look at, too."
    ),
    click.option("--fail-under", type=share_of, metavar="X", help="Exit with 1 where the whole score is below X."),
    options.output,
    options.quiet,
)
def report(
    *,
    profile: str,
    patterns: Path | None,
    url: str | None,
    role: str | None,
    out: Path | None,
    fail_under: float | None,
    output: str,
    quiet: bool,
) -> int:
    """Compare a seeded database with a pattern file: distributions, dependences, fan-outs, rhythms; worst first.

    Scores are SDMetrics', between 0 and 1. Only a database that may be seeded is looked at, by aggregates, read-only.
    --out writes a page that opens offline: one file, with a chart for everything that was compared.
    """
    from seeding import pipeline

    result = pipeline.report(profile, patterns=patterns, url=url, role=role, root=Path())
    if out is not None:
        from seeding.report.fidelity.page import page

        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page(result), encoding="utf-8")
    from seeding.report.fidelity.as_json import fidelity_json
    from seeding.report.fidelity.text import fidelity_text

    written = "" if out is None else out.as_posix()
    show(
        output,
        text=lambda style, room: fidelity_text(result, style=style, room=room, page=written),
        data=lambda: fidelity_json(result, page=written),
        quiet=quiet,
    )
    score = result.fidelity.score
    return FINDINGS if fail_under is not None and (score is None or score < fail_under) else 0
