"""`seed drift`: where two databases do not have the same schema."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.outcome import FINDINGS
from seeding.cli.terminal import show, style_of, write


@click.command(short_help="schema differences between two databases")
@options.together(
    click.argument("a", metavar="A"),
    click.argument("b", metavar="B"),
    options.schemas,
    click.option(
        "--webhook",
        metavar="URL",
        help="Post a summary there, as Slack takes it: counts and names. A variable's name will do, and is safer.",
    ),
    click.option(
        "--format",
        "output",
        type=click.Choice(["text", "json", "markdown"]),
        default="text",
        show_default=True,
        help="For people, for machines, or for an issue.",
    ),
    options.quiet,
)
def drift(*, a: str, b: str, schemas: tuple[str, ...], webhook: str | None, output: str, quiet: bool) -> int:
    """Compare the schemas of A and B, and exit with 1 where they differ.

    Each is a URL, the variable that holds one (PRODUCTION_DATABASE_URL), "migrations" (what supabase/migrations makes
    of an empty database) or "embedded" (the built-in server's). Only catalogs are read, in a transaction that cannot
    write.
    """
    from seeding.migrations.drift import drift as compare
    from seeding.migrations.drift import notice

    address = None if webhook is None else os.environ.get(webhook, webhook).strip()
    if address == webhook and re.fullmatch(r"[A-Z][A-Z0-9_]*", address or ""):
        raise click.UsageError(f"the variable {webhook} is not set, so there is no webhook to post to")
    if address is not None:
        notice.check(address)
    found = compare(a, b, schemas=schemas, root=Path())
    from seeding.report.drifted import drift_json, drift_markdown, drift_text

    if output == "markdown":
        write([] if quiet else drift_markdown(found))
    else:
        show(
            output,
            text=lambda style, room: drift_text(found, style=style, room=room),
            data=lambda: drift_json(found),
            quiet=quiet,
        )
    if address is not None:
        host = notice.post(address, notice.summary(found))
        if not quiet:
            write([style_of(sys.stderr).dim(f"the summary went to {host}")], sys.stderr)
    return 0 if found.equal else FINDINGS
