"""What a run leaves for the next, so that it sees without planning whether it has anything to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from seeding.database import as_left
from seeding.door.opening import Door
from seeding.door.recipe import recipe, repeatable
from seeding.load.fill import REMEMBERED_ROWS, FillResult
from seeding.pipeline.wanted import Wanted
from seeding.plan.model import Plan
from seeding.profile import Profile
from seeding.report.outlook import State, outlook
from seeding.report.seeded import login_text

if TYPE_CHECKING:
    import psycopg


Note = Callable[[Plan, FillResult], None]


def noting(
    connection: psycopg.Connection[tuple[object, ...]],
    door: Door,
    profile: Profile,
    *,
    root: Path,
    role: str | None,
    wanted: Wanted,
) -> Note:
    """What notes how a run ended, inside its transaction, where every row is as planned and nothing is to be told.

    To be asked for before files are read: what is changed meanwhile is not what the rows are made from. `wanted` is
    what was asked for, before the profile had its say.
    """
    made_from = None
    if wanted.mode == "replace" and wanted.on is None and repeatable(root):
        made_from = recipe(profile, root, door.chosen.target, (role, *wanted.asked), wanted.patterns)

    def note(plan: Plan, filled: FillResult) -> None:
        whole = not filled.findings and all(one.state is State.FILLED for one in outlook(plan))
        if made_from is not None and whole and plan.rows <= REMEMBERED_ROWS:
            as_left.note(connection, made_from, {"rows": plan.rows, "kept": filled.kept, "login": login_text(plan)})

    return note
