"""`seed stop`: stop the built-in server."""

from __future__ import annotations

from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.terminal import show


@click.command(short_help="stop the built-in server; its rows stay")
@options.together(options.output, options.quiet)
def stop(*, output: str, quiet: bool) -> int:
    """Stop the built-in server under .seed/. Its rows stay; the next run starts it again."""
    from seeding import pipeline

    stopped = pipeline.stop(Path())
    done = "stopped: the built-in server of this folder; its rows stay in .seed/"
    show(
        output,
        text=lambda style, room: [done if stopped else "the built-in server of this folder is not running"],
        data=lambda: {"stopped": stopped},
        quiet=quiet,
    )
    return 0
