"""The short way through a run that has nothing to do: found out before anything is planned.

A run that wrote, or found, every row as planned notes what it was made from, and the server says whether anybody
has written to it since. What is imported here is paid for by every run: no arrays, no factories, no generators.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seeding.database import as_left, choose, connect, facts
from seeding.door.opening import Looked, destination, loaded, may_look, policy_of
from seeding.door.recipe import recipe
from seeding.guard import clear
from seeding.report.result import AgainResult


def again(
    profile: str,
    *,
    url: str | None,
    role: str | None,
    root: Path,
    environ: Mapping[str, str],
    asked: tuple[Any, ...],
    patterns: str | None = None,
) -> tuple[Looked | None, AgainResult | None]:
    """The database as it was looked at, and what a run with these words would say, where it would write nothing.

    Neither where the built-in server must be started first. The guard is asked as ever, and raises GuardError.
    `asked` is everything else that the user typed, but for the file of `patterns`.
    """
    settings = loaded(profile, root)
    chosen = choose.standing(settings, url, root, environ)
    if chosen is None:
        return None, None
    policy = policy_of(settings, role)
    may_look(chosen.target, policy)
    made_from = recipe(settings, root, chosen.target, (role, *asked), patterns)
    with connect.read_only(chosen.target, policy) as connection:
        told = as_left.read(connection, made_from)
        looked = Looked(chosen, clear(chosen.target, facts.gather(connection), policy))
        if told is None:
            return looked, None
        shown = destination(chosen, connection)
    return looked, AgainResult(settings.name, shown, told["rows"], told["kept"], tuple(told["login"]))
