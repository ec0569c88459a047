"""What a person reads after `seed rehearse`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.findings import Severity
from seeding.report.cells import cut, visible, wrap
from seeding.report.findings import findings_text
from seeding.report.grid import Heading, grid
from seeding.report.rehearsal.words import (
    at_work,
    effects,
    headline,
    names,
    nothing,
    quiet,
    rows,
    statement_text,
    the_rest,
    verdict,
    waited,
    way_back,
)
from seeding.report.style import Style
from seeding.report.words import seconds as spoken

if TYPE_CHECKING:
    from seeding.migrations.rehearse import MigrationRun, Rehearsal

_STATEMENT = 140


def rehearsal_text(rehearsal: Rehearsal, *, style: Style, room: int, page: str = "") -> list[str]:
    """Lines for a rehearsal; the verdict comes last."""
    if not rehearsal.migrations:
        first, *rest = _told("", nothing(rehearsal), room)
        return [style.green(first), *map(style.green, rest)]
    lines = [
        f"{style.bold('rehearsal')} of {names(rehearsal.migrations)} on {rehearsal.server}, in a database made for it",
        *_told("production has  ", rehearsal.base, room),
        *_told("pending         ", rehearsal.pending, room),
        *_told("rows            ", rows(rehearsal.filled), room),
    ]
    unfilled = [finding for finding in rehearsal.filled.findings if finding.severity is not Severity.NOTE]
    if unfilled:
        lines += ["", *findings_text(unfilled, style=style, room=room, most=5)]
    for migration in rehearsal.migrations:
        lines += ["", *_migration(migration, style, room)]
    lines.append("")
    if rehearsal.findings:
        lines += [*findings_text(rehearsal.findings, style=style, room=room), ""]
    if page:
        lines.append(f"page: {style.cyan(visible(page))}")
    paint = style.green if rehearsal.ok else style.red
    first, *rest = _told("", verdict(rehearsal), room)
    return [*lines, paint(first), *map(paint, rest)]


def _migration(migration: MigrationRun, style: Style, room: int) -> list[str]:
    headings = [
        Heading("line", right=True),
        Heading("took", right=True),
        Heading("readers wait", right=True),
        Heading("writers wait", right=True),
        Heading("statement, its locks, rows"),
    ]
    cells = []
    rest = [statement for statement in migration.statements if quiet(statement)]
    folded = rest if len(rest) > 1 else []
    for statement in migration.statements:
        if statement in folded:
            continue
        waits = (waited(statement.readers), waited(statement.writers))
        said = cut(visible(statement_text(statement)), _STATEMENT)
        cells.append([str(statement.line), spoken(statement.seconds), *waits, said])
        cells += [["", "", "", "", f"- {effect}"] for effect in effects(statement, migration.modes)]
    cells += [["", "", "", "", f"… and {the_rest(folded, migration)}"]] * bool(folded)
    name, head = visible(migration.path), headline(migration)
    apart = len(name) + 2 + len(head) > room
    return [
        *([style.bold(name), *_told("  ", head, room)] if apart else [f"{style.bold(name)}  {head}"]),
        *grid(headings, cells, room=room, style=style, wrapped=True),
        *_told("  clients     ", at_work(migration.clients), room),
        *_told("  reversible  ", way_back(migration), room),
    ]


def _told(label: str, text: str, room: int) -> list[str]:
    first, *rest = wrap(visible(text), room - len(label))
    return [label + first, *(" " * len(label) + line for line in rest)]
