"""The `seed` command: known words first, then the names of profiles."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from seeding.cli.commands import COMMANDS
from seeding.cli.commands.fill import fill_command
from seeding.cli.outcome import ended_by_signals, exit_code
from seeding.cli.profiles import profile_names
from seeding.cli.terminal import room_of, tolerate_any_text, write
from seeding.errors import ProfileError

_USAGE = 2
_WIDEST = 100  # help in longer lines is harder to read


class SeedGroup(click.Group):
    """Commands by their section, and every profile as a command that fills its database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Profiles, then commands: what a shell completes."""
        return [*(n for n in profile_names(Path()) if n not in self.commands), *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its word, else the fill command of the profile of that name."""
        known = super().get_command(ctx, cmd_name)
        if known is not None:
            return known
        return fill_command(cmd_name, Path()) if cmd_name in profile_names(Path()) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but an unknown word is a missing profile. Raises ProfileError."""
        word = args[0]
        if not ctx.resilient_parsing and not word.startswith("-") and self.get_command(ctx, word) is None:
            raise self._unknown(word)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Sections as people think of them: fill, guard, schema; profiles are part of the first."""
        names = profile_names(Path())
        rows = {section: [*entries] for section, entries in COMMANDS.items()}
        fills = [(n, fill_command(n, Path()).get_short_help_str(80)) for n in names if n not in self.commands]
        for section, commands in rows.items():
            listed = fills if section == "Fill" else []
            listed = listed + [entry for c in commands for entry in _entries(c)]
            with formatter.section(section):
                formatter.write_dl(listed)
        for name in names:
            if name in self.commands:
                formatter.write_paragraph()
                formatter.write_text(f'profiles/{name}.toml is out of reach: "seed {name}" is a command; rename it')

    def _unknown(self, word: str) -> ProfileError:
        import difflib

        if "://" in word:
            return ProfileError(
                f"{word!r} is a URL where a profile is expected",
                hint="say what it is for: seed local --url URL, or seed staging --url URL",
            )
        names = profile_names(Path())
        close = difflib.get_close_matches(word.lower(), [*names, *self.commands], n=1)
        suggestion = [f'did you mean "seed {close[0]}"?'] if close else []
        return ProfileError(
            f'no profile and no command "{word}": profiles/{word}.toml does not exist here',
            hint="\n".join([*suggestion, f"profiles: {', '.join(names)}", f"commands: {', '.join(self.commands)}"]),
        )


def _entries(command: click.Command, before: str = "") -> list[tuple[str, str]]:
    """The command with its arguments and what it does, as `seed --help` lists it: `plan PROFILE`."""
    name = f"{before}{command.name}"
    if isinstance(command, click.Group):
        return [entry for inner in command.commands.values() for entry in _entries(inner, f"{name} ")]
    context = click.Context(command)
    arguments = [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]
    return [(" ".join([name, *arguments]), command.get_short_help_str(80))]


def _version(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from seeding import __version__

    write([f"seed {__version__}"])
    ctx.exit()


@click.group(
    cls=SeedGroup,
    invoke_without_command=True,
    subcommand_metavar="PROFILE|COMMAND [OPTIONS]",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Every command explains itself: "seed local --help", "seed plan --help".',
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Show the version and exit.",
)
@click.pass_context
def cli(ctx: click.Context) -> int | None:
    """Fill a Postgres or Supabase database with synthetic rows.

    Production is never written to: rows go only where the profile allows them.
    """
    if ctx.invoked_subcommand is None:
        write([ctx.get_help()], sys.stderr)
        return _USAGE
    return None


for _section in COMMANDS.values():
    for _command in _section:
        cli.add_command(_command)


# Looking through everything for garbage once more when the process ends took another tenth of a second.
atexit.register(gc.freeze)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (the process's own by default) and return its exit code."""
    # Imports make hundreds of thousands of objects that live on: looking through them for garbage, time and
    # again, took a tenth of a second of every run.
    gc.set_threshold(50_000, 20, 20)
    tolerate_any_text()
    if "_SEED_COMPLETE" in os.environ:
        cli.main(prog_name="seed")  # the shell asks for completions; click answers and exits
    given = list(sys.argv[1:] if arguments is None else arguments)
    with ended_by_signals():
        return exit_code(lambda: _invoke(given), given)


def _invoke(arguments: list[str]) -> int | None:
    try:
        with cli.make_context("seed", arguments, terminal_width=min(room_of(sys.stdout), _WIDEST) - 2) as ctx:
            code: int | None = cli.invoke(ctx)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    return code
