"""Options that several commands share: the same word, the same meaning, the same help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from seeding.cli.profiles import profile_names
from seeding.cli.values import factor_of, rows_of, whole_number

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]


def profiles(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Profiles for a shell to complete."""
    return [name for name in profile_names(Path()) if name.startswith(incomplete)]


profile_argument: Decorator[Any] = click.argument("profile", metavar="PROFILE", shell_complete=profiles)

url: Decorator[Any] = click.option("--url", metavar="URL", help="The database, instead of the one the profile names.")
role: Decorator[Any] = click.option(
    "--role", metavar="NAME", help="Do everything as this role; refused where it does not exist."
)
count: Decorator[Any] = click.option(
    "--count", type=rows_of, metavar="N", help="Rows of each root table (500, 20k, 1M); the rest follows."
)
scale: Decorator[Any] = click.option(
    "--scale",
    type=factor_of,
    metavar="X",
    help="Multiply the profile's numbers of rows by X; with a pattern file, production's.",
)
seed: Decorator[Any] = click.option(
    "--seed",
    type=whole_number(0, 2**63 - 1),
    metavar="N",
    help="Other rows of the same shape; the same N gives the same rows.",
)
output: Decorator[Any] = click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for machines.",
)
schemas: Decorator[Any] = click.option(
    "--schema", "schemas", multiple=True, metavar="NAME", help="Only this schema; once for each, if several."
)
only: Decorator[Any] = click.option(
    "--only",
    multiple=True,
    metavar="TABLE",
    help='Only this table and those it needs rows of; "sales.*" means a schema\'s. Once for each, if several.',
)
skip: Decorator[Any] = click.option(
    "--skip", multiple=True, metavar="TABLE", help="Not this table; as --only names it."
)
patterns: Decorator[Any] = click.option(
    "--patterns",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Values as this pattern file has them (seed learn), instead of the one the profile names.",
)
strict: Decorator[Any] = click.option(
    "--strict", is_flag=True, help="Refuse to fill the rest where a table cannot be filled, or not with all its rows."
)
create_partitions: Decorator[Any] = click.option(
    "--create-partitions", is_flag=True, help="Make partitions for partitioned tables that have none (local only)."
)
indexes: Decorator[Any] = click.option(
    "--indexes",
    type=click.Choice(["auto", "keep", "rebuild"]),
    default="auto",
    show_default=True,
    help="Of large tables: keep them in place, build them again after the load (faster; nobody can read these tables"
    " meanwhile), or rebuild where nobody would wait.",
)
quiet: Decorator[Any] = click.option(
    "--quiet", is_flag=True, help="Print nothing but errors, and JSON where it is asked for."
)


def together(*decorators: Decorator[Any]) -> Decorator[Any]:
    """Several decorators as one; `--help` lists them in this order."""

    def decorate(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def one_of_count_and_scale(count: int | None, scale: float | None) -> None:
    """Refuse both at once: they answer the same question."""
    if count is not None and scale is not None:
        raise click.UsageError("give --count or --scale, not both: each says how many rows there will be")


tables: Decorator[Any] = together(only, skip, schemas)
engine: Decorator[Any] = together(
    click.option(
        "--engine", type=click.Choice(["dask"]), help='Make the rows on a cluster; needs pip install "pgseed[dask]".'
    ),
    click.option("--scheduler", metavar="URL", help="The cluster's scheduler, as tcp://host:8786."),
)
workers: Decorator[Any] = click.option(
    "--workers",
    type=whole_number(1, 64),
    default=1,
    metavar="N",
    help="Processes that make rows: for factories of Python's own, and files.",
)
