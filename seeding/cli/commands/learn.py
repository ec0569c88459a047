"""`seed learn`: production's shape as aggregates, in a file that a person can review."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from seeding.cli import options
from seeding.cli.outcome import FINDINGS, on_interrupt
from seeding.cli.terminal import room_of, style_of, write
from seeding.cli.values import whole_number


@click.command(short_help="production's shape, as aggregates only (read-only)")
@options.together(
    click.option("--url", metavar="URL", help="The production database. Only read from, and only aggregates."),
    click.option(
        "--out",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Where the pattern file goes, as in profiles/patterns/production.toml; - for standard output.",
    ),
    click.option(
        "--person",
        "people",
        multiple=True,
        metavar="TABLE",
        help="The table whose rows are people, as public.users. Others belong to them by foreign keys.",
    ),
    click.option(
        "--reference",
        multiple=True,
        metavar="TABLE",
        help="A table that holds no person (countries, plans), to be carried whole. Once for each.",
    ),
    click.option(
        "--k",
        type=whole_number(2, 1000),
        default=10,
        show_default=True,
        metavar="N",
        help="People in every group that leaves the server.",
    ),
    click.option(
        "--epsilon",
        type=click.FloatRange(0.01, 100),
        metavar="X",
        help='Differential privacy: noise, so that nobody changes the file by more. Needs "pgseed[dp]".',
    ),
    click.option(
        "--delta",
        type=click.FloatRange(0, 0.01, min_open=True, max_open=True),
        default=1e-6,
        show_default=True,
        metavar="X",
        help="The chance that --epsilon does not hold.",
    ),
    options.tables,
    click.option(
        "--timeout",
        type=whole_number(1, 86_400),
        default=300,
        show_default=True,
        metavar="SECONDS",
        help="The longest that a statement may take.",
    ),
    click.option(
        "--diff",
        "old",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="OLD",
        help="Say in words what changed since this pattern file. Without --url, the file that --out names is compared.",
    ),
    click.option(
        "--check",
        "checked",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Look at a pattern file only: values that could be somebody's, groups below its k. Exits with 1 for any.",
    ),
    click.option("--show-sql", is_flag=True, help="Print every statement that would be sent, and send none of them."),
    options.quiet,
)
def learn(
    *,
    url: str | None,
    out: Path | None,
    people: tuple[str, ...],
    reference: tuple[str, ...],
    k: int,
    epsilon: float | None,
    delta: float,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    schemas: tuple[str, ...],
    timeout: int,
    old: Path | None,
    checked: Path | None,
    show_sql: bool,
    quiet: bool,
) -> int:
    """Learn production's shape from aggregates, never from a row.

    One connection that cannot write asks for counts; groups of fewer than --k people stay on the server. The file is
    text, for a person to review, and all that `seed staging --patterns FILE` needs.
    """
    if checked is not None:
        return _check(checked, quiet=quiet)
    if old is not None and url is None and out is not None:
        return _diff(old, out)
    from seeding.learning import Options

    if url is None:
        raise click.UsageError("say which database to learn from: --url URL")
    if out is None and old is None and not show_sql:
        raise click.UsageError("say where the pattern file goes: --out profiles/patterns/production.toml")
    asked = Options(k, people, reference, schemas, only, skip, timeout, epsilon, delta)
    if show_sql:
        from seeding.learning.door import shown

        write(shown(url, asked, os.environ))
        return 0
    from seeding.learning.door import learned

    style = style_of(sys.stderr)

    def told(name: str) -> None:
        if not quiet:
            write([f"{style.dim('looking at')} {name}"], sys.stderr)

    with on_interrupt("nothing was written"):
        text, summary = learned(url, asked, os.environ, told)
    if str(out) == "-":
        write([text.rstrip("\n")])
        return 0
    if old is not None:
        _told(old, text)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
        if not quiet:
            write([*summary, f"{style.green('done:')} wrote {out}; review it before it is committed"])
    return 0


def _check(path: Path, *, quiet: bool) -> int:
    from seeding.learning.check import check
    from seeding.report.findings import findings_text

    found = check(path)
    style = style_of(sys.stdout)
    if found:
        write(findings_text(found, style=style, room=room_of(sys.stdout)))
    elif not quiet:
        write([f"{style.green('ok:')} {path} holds no value that could be somebody's, and no group below its k"])
    return FINDINGS if found else 0


def _diff(old: Path, new: Path) -> int:
    from seeding.patterns import read_patterns

    read_patterns(new)  # says what is wrong with it, where anything is
    _told(old, new.read_text(encoding="utf-8"))
    return 0


def _told(old: Path, text: str) -> None:
    import tomllib

    from seeding.learning.diff import diff
    from seeding.patterns import Patterns, read_patterns

    before = read_patterns(old)
    write(diff(before, Patterns(**tomllib.loads(text))) or [f"nothing worth a word changed since {old}"])
