"""What a person reads after `seed rehearse`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.cells import visible
from seeding.report.findings import findings_text
from seeding.report.grid import Heading, grid
from seeding.report.rehearsal.words import (
    at_work,
    effects,
    headline,
    names,
    rows,
    statement_text,
    verdict,
    waited,
    way_back,
)
from seeding.report.style import Style
from seeding.report.words import seconds as spoken

if TYPE_CHECKING:
    from seeding.migrations.rehearse import MigrationRun, Rehearsal

_STATEMENT = 36


def rehearsal_text(rehearsal: Rehearsal, *, style: Style, room: int, page: str = "") -> list[str]:
    """Lines for a rehearsal; the verdict comes last."""
    lines = [
        f"{style.bold('rehearsal')} of {names(rehearsal.migrations)} on {rehearsal.server}, made for it",
        f"production has  {visible(rehearsal.base)}",
        f"pending         {visible(rehearsal.pending)}",
        f"rows            {visible(rows(rehearsal.filled))}",
    ]
    for migration in rehearsal.migrations:
        lines += ["", *_migration(migration, style, room)]
    lines.append("")
    if rehearsal.findings:
        lines += [*findings_text(rehearsal.findings, style=style, room=room), ""]
    if page:
        lines.append(f"page: {style.cyan(visible(page))}")
    lines.append((style.green if rehearsal.ok else style.red)(verdict(rehearsal)))
    return lines


def _migration(migration: MigrationRun, style: Style, room: int) -> list[str]:
    headings = [
        Heading("line", right=True),
        Heading("statement", most=_STATEMENT, paint=style.cyan),
        Heading("took", right=True),
        Heading("readers wait", right=True),
        Heading("writers wait", right=True),
        Heading("locks, for how long; rows"),
    ]
    cells = [
        [
            str(statement.line),
            statement_text(statement),
            spoken(statement.seconds),
            waited(statement.readers),
            waited(statement.writers),
            "; ".join(effects(statement, migration.modes)),
        ]
        for statement in migration.statements
    ]
    return [
        f"{style.bold(visible(migration.path))}  {headline(migration)}",
        *grid(headings, cells, room=room, style=style, wrapped=True),
        f"  clients     {visible(at_work(migration.clients))}",
        f"  reversible  {visible(way_back(migration))}",
    ]
