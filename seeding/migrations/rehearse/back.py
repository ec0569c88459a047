"""The way back: rollbacks run in reverse, each held beside what was there before its migration."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seeding.migrations.described import Thing, described, differences
from seeding.migrations.history import Migration
from seeding.migrations.rehearse.changes import not_back
from seeding.migrations.rehearse.fingerprint import Prints, fingerprints
from seeding.migrations.rehearse.model import Rollback
from seeding.migrations.rehearse.performance import said
from seeding.migrations.rehearse.steps import StepError, Watching, run, script
from seeding.migrations.rehearse.workload import Connect

FOLDER = Path("supabase/rollbacks")


@dataclass(frozen=True)
class State:
    """A database at one moment: its schema, and what its rows are."""

    schema: Sequence[Thing]
    rows: Prints


def state(connect: Connect, rows: Prints | None = None) -> State:
    """The state now; `rows` where they have been looked at already."""
    with connect() as connection:
        return State(described(connection), fingerprints(connection) if rows is None else rows)


def rolled_back(connect: Connect, root: Path, done: Sequence[tuple[Migration, State]]) -> list[Rollback]:
    """Undo migrations, the last first; `done` are they and what was there before, in the order they ran.

    One that cannot be undone leaves those before it untried: their rollbacks begin where it left.
    """
    found: list[Rollback] = []
    missing: frozenset[str] = frozenset()
    stuck = ""
    for migration, before in reversed(done):
        path = FOLDER / f"{migration.version}_{migration.name}.down.sql"
        if not (root / path).is_file():
            found.append(Rollback(path.as_posix(), exists=False))
            stuck = stuck or f"{migration.path.name} has no rollback"
        elif stuck:
            found.append(Rollback(path.as_posix(), exists=True, not_tried=stuck))
        else:
            one = _one(connect, Migration(migration.version, migration.name, root / path), path, before)
            told = frozenset((*one.schema, *one.rows))
            # What a later one did not bring back is its own, and said there.
            found.append(
                Rollback(
                    one.path,
                    one.exists,
                    one.seconds,
                    one.error,
                    [line for line in one.schema if line not in missing],
                    [line for line in one.rows if line not in missing],
                )
            )
            missing |= told
            stuck = f"the rollback of {migration.path.name} fails" if one.error else ""
    return found[::-1]


def _one(connect: Connect, rollback: Migration, path: Path, before: State) -> Rollback:
    begun = time.perf_counter()
    with connect() as connection:
        try:
            run(connection, script(rollback), Watching())
        except StepError as failed:
            return Rollback(
                path.as_posix(), True, time.perf_counter() - begun, f"line {failed.step.line}: {said(failed.error)}"
            )
        seconds = time.perf_counter() - begun
    with connect() as connection:
        schema = [str(one) for one in differences(before.schema, described(connection))]
        rows = not_back(before.rows, fingerprints(connection, like=before.rows))
    return Rollback(path.as_posix(), True, seconds, "", schema, rows)
