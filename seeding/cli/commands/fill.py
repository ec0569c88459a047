"""`seed <profile>`: generate the profile's rows and load them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seeding.cli import options
from seeding.cli.outcome import on_interrupt
from seeding.cli.profiles import described
from seeding.cli.terminal import announcement, progress, show
from seeding.cli.values import rows_of, whole_number

if TYPE_CHECKING:
    from seeding.door.opening import Looked
    from seeding.report.result import AgainResult

_HELP = """\
Fill the database of the profile "{name}" with synthetic rows.

Running it again changes nothing: rows of earlier runs are replaced, rows made by hand stay. On any error,
and on Ctrl-C, the database is as it was; with --jobs or --engine, what is in stays, and the next run goes on.
"""


def fill_command(profile: str, root: Path) -> click.Command:
    """The command that fills the database of one profile."""

    @options.together(
        options.count,
        options.scale,
        options.url,
        options.role,
        options.seed,
        options.patterns,
        click.option(
            "--mode",
            type=click.Choice(["replace", "append", "top-up"]),
            default="replace",
            show_default=True,
            help="Rows of earlier runs: replace them, add to them, or add only what is missing.",
        ),
        options.tables,
        options.strict,
        options.create_partitions,
        options.indexes,
        click.option("--dry-run", is_flag=True, help="Show the plan and sample rows; write nothing."),
        options.workers,
        click.option(
            "--jobs",
            type=whole_number(1, 64),
            default=1,
            metavar="N",
            help="Processes that make and write rows, a connection each, in many transactions: for huge runs.",
        ),
        options.engine,
        click.option(
            "--part-rows",
            type=rows_of,
            metavar="N",
            help="Rows of a transaction.  [default: 131072 with --jobs, 1048576 with --engine]",
        ),
        options.output,
        options.quiet,
    )
    def fill(
        *,
        count: int | None,
        scale: float | None,
        url: str | None,
        role: str | None,
        seed: int | None,
        patterns: str | None,
        mode: str,
        only: tuple[str, ...],
        skip: tuple[str, ...],
        schemas: tuple[str, ...],
        strict: bool,
        create_partitions: bool,
        indexes: str,
        dry_run: bool,
        workers: int,
        jobs: int,
        engine: str | None,
        scheduler: str | None,
        part_rows: int | None,
        output: str,
        quiet: bool,
    ) -> int:
        options.one_of_count_and_scale(count, scale)
        asked = (count, scale, seed, strict, only, skip, schemas, create_partitions, indexes)
        alone = jobs == 1 and engine is None and scheduler is None and part_rows is None
        plain = mode == "replace" and not dry_run and alone
        looked, found = (
            _known(profile, url, role, root, asked, patterns) if plain and output == "text" else (None, None)
        )
        if found is not None:
            from seeding.report.again import again_text

            show(output, text=lambda style, _: again_text(found, style=style), data=dict, quiet=quiet)
            return 0
        from seeding import pipeline

        meaning = "rolled back, nothing was written"
        if (engine is not None or jobs > 1) and not dry_run:
            meaning = "what is in stays: run it again to go on, or undo it with seed clean"
        with on_interrupt(meaning), progress(output, quiet=quiet or dry_run) as shown:
            result = pipeline.seed(
                profile,
                url=url,
                role=role,
                count=count,
                scale=scale,
                seed=seed,
                patterns=patterns,
                mode=mode,
                dry_run=dry_run,
                root=root,
                progress=shown,
                workers=workers,
                jobs=jobs,
                only=only,
                skip=skip,
                schemas=schemas,
                strict=strict,
                create_partitions=create_partitions,
                indexes=indexes,
                announce=announcement(shown),
                engine=engine,
                scheduler=scheduler,
                part_rows=part_rows,
                looked=looked,
            )
        from seeding.report.as_json import seed_json
        from seeding.report.planned import plan_text
        from seeding.report.seeded import seed_text

        render = plan_text if dry_run else seed_text
        show(
            output,
            text=lambda style, room: render(result, style=style, room=room),
            data=lambda: seed_json(result),
            quiet=quiet,
        )
        return 0

    return click.command(
        profile,
        help=_HELP.format(name=profile),
        short_help=f"generate and load the rows of {described(profile, root)}",
    )(fill)


def _known(  # noqa: PLR0917  # what the command was given
    profile: str, url: str | None, role: str | None, root: Path, asked: tuple[Any, ...], patterns: str | None
) -> tuple[Looked | None, AgainResult | None]:
    """The database as it was looked at, and what is to be said where nothing has to be done."""
    from seeding.door.again import again

    return again(profile, url=url, role=role, root=root, environ=os.environ, asked=asked, patterns=patterns)
