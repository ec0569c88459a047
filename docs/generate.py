"""Pages that are generated, not typed: `python docs/generate.py` writes them, a test compares them.

`python docs/generate.py --run [PAGE …]` also runs the commands on the pages and draws the picture anew, which
takes minutes: it starts a server for each page.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from seeding import errors
from seeding.cli.app import cli
from seeding.cli.commands import COMMANDS
from seeding.cli.commands.fill import fill_command
from seeding.cli.outcome import BUG, DONE, FINDINGS, INTERRUPTED

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

from tools import (  # noqa: E402
    columns_page,
    exit_codes_page,
    faker_page,
    fixtures_page,
    guard_pages,
    markdown,
    picture,
    profiles_page,
    transcripts,
)

WIDTH = 88

_HEAD = """\
<!-- Written by docs/generate.py from the commands themselves: change them, then run it. -->

# Command line

`seed PROFILE` fills a database; the other commands look, write files, tidy up and guard. Every one
answers `--help`, and `python -m seeding` is the same command as `seed`.
"""

_TAIL = """\
## Output

Results go to standard output, progress and errors to standard error: bars on a terminal, one line a
table elsewhere. `--format json` ([the shapes](json.md)) prints one JSON document instead, also for errors.
`--quiet` prints errors only.

| variable | effect |
|---|---|
| `NO_COLOR` | no colours, whatever the terminal ([no-color.org](https://no-color.org)) |
| `FORCE_COLOR` | colours even where there is no terminal; `NO_COLOR` wins |
| `SEED_TRACEBACK` | print a traceback with every error: for reports of bugs |

Shells complete commands, profiles and options after, for bash,
`eval "$(_SEED_COMPLETE=bash_source seed)"`; zsh and fish have `zsh_source` and `fish_source`.
"""


def cli_page() -> str:
    """`reference/cli.md`: the help of every command, what they print, and the exit codes."""
    return "\n".join([_HEAD, *_commands(), _TAIL, *_exit_codes(), ""])


def documented() -> Iterator[tuple[str, click.Command]]:
    """Every command a user can type, with the words that call it."""
    yield "seed PROFILE", fill_command("PROFILE", Path())
    for section in COMMANDS.values():
        for command in section:
            yield from _spread(f"seed {command.name}", command)


def _spread(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _spread(f"{words} {name}", inner)
    else:
        yield words, command


def _commands() -> Iterator[str]:
    for words, command in documented():
        yield f"## `{words}`\n"
        parent = click.Context(cli, info_name="seed", terminal_width=WIDTH, **cli.context_settings)
        for word in words.split()[1:-1]:
            parent = click.Context(click.Group(word), info_name=word, parent=parent)
        context = click.Context(command, info_name=words.split()[-1], parent=parent)
        yield f"```text\n{command.get_help(context)}\n```\n"


def _exit_codes() -> Iterator[str]:
    codes: dict[int, list[str]] = {
        DONE: ["Done."],
        FINDINGS: ["Done, and the report lists findings."],
        INTERRUPTED: [
            "Interrupted with Ctrl-C (143: with SIGTERM, 129: its terminal was closed); what was being written has"
            " been rolled back."
        ],
    }
    for _, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.SeedingError) and not kind.__name__.startswith("_"):
            first = (inspect.getdoc(kind) or "").splitlines()[0]
            said = "A bug in Seed; please report it." if kind.exit_code == BUG else f"`{kind.__name__}`: {first}"
            codes.setdefault(kind.exit_code, []).append(said)
    yield "## Exit codes\n"
    yield "| code | meaning |\n|---|---|"
    for code, meanings in sorted(codes.items()):
        yield f"| {code} | {'<br>'.join(meanings)} |"


PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": cli_page,
    "reference/columns.md": columns_page.page,
    "reference/exit-codes.md": exit_codes_page.page,
    "reference/fixtures.md": fixtures_page.page,
    "reference/profiles.md": profiles_page.page,
    **guard_pages.pages(),
}


def main() -> None:
    """Write every page; with --run, what the commands on the other pages print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", nargs="*", type=Path, metavar="PAGE", help="run the commands on pages (all)")
    parser.add_argument("--faker", action="store_true", help="draw from every provider of Faker's, too")
    options = parser.parse_args()
    if options.faker:
        (DOCS / faker_page.PAGE).write_text(faker_page.page(), encoding="utf-8")
    for path, page in PAGES.items():
        (DOCS / path).parent.mkdir(exist_ok=True)
        (DOCS / path).write_text(page(), encoding="utf-8")
    if options.run is None:
        return
    for file in [path.resolve() for path in options.run] or markdown.pages():
        file.write_text(transcripts.run(file), encoding="utf-8")
    if not options.run:
        picture.PICTURE.write_text(picture.draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
