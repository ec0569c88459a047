"""`seed check`: migrations and seed files, judged before anybody applies them."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.outcome import FINDINGS
from seeding.cli.terminal import show, write


@click.command(short_help="migrations and seed files: data, secrets, RLS, locks, a second run")
@options.together(
    click.option(
        "--migrations",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="The folder of .sql files, instead of supabase/migrations.",
    ),
    click.option("--since", metavar="REF", help="Only what changed after this git revision, such as origin/main."),
    click.option(
        "--scratch-url", metavar="URL", help="A server on this machine to run them on, instead of the built-in one."
    ),
    click.option(
        "--types",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The TypeScript types of the schema, where no script of package.json tells which file it is.",
    ),
    click.option(
        "--format",
        "output",
        type=click.Choice(["text", "json", "sarif", "github"]),
        default="text",
        show_default=True,
        help="For people, for machines, for code scanning, or as annotations of a pull request.",
    ),
    options.quiet,
)
def check(
    *,
    migrations: Path | None,
    since: str | None,
    scratch_url: str | None,
    types: Path | None,
    output: str,
    quiet: bool,
) -> int:
    """Judge migrations before anybody applies them: read for their text, run for what they do.

    Each file is run on an empty scratch database, on top of those before it, and then once more. Exits with 1 where
    there is an error. A line that is right as it is says so in a comment with a reason:
    -- seed: allow drop-column because nothing reads it since release 41
    """
    from seeding.findings import Severity
    from seeding.migrations.check import check as judge
    from seeding.migrations.check.catalogue import RULES
    from seeding.migrations.history import FOLDER

    folder = migrations or FOLDER
    # supabase/seed stands beside supabase/migrations, wherever the two are.
    seeds = folder.parent / "seed" if folder.name == FOLDER.name else None
    report = judge(folder, root=Path(), seeds=seeds, since=since, scratch_url=scratch_url, types=types)
    from seeding.report.checked import machines
    from seeding.report.checked.text import check_text

    if output == "github":
        write(machines.check_github(report))
    else:
        show(
            "json" if output in ("json", "sarif") else "text",
            text=lambda style, room: check_text(report, style=style, room=room),
            data=lambda: machines.check_sarif(report, RULES) if output == "sarif" else machines.check_json(report),
            quiet=quiet,
        )
    return FINDINGS if report.count(Severity.ERROR) else 0
