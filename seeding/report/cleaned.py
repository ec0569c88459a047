"""What a person reads after `seed clean`: exactly what was removed, and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.destination import destination_text
from seeding.report.grid import Heading, grid
from seeding.report.style import Style
from seeding.report.words import number, plural

if TYPE_CHECKING:
    from seeding.report.result import CleanResult


def clean_text(result: CleanResult, *, style: Style, room: int) -> list[str]:
    """Lines for a clean-up."""
    headings = [
        Heading("table", most=48, paint=style.cyan),
        Heading("removed", right=True),
        Heading("kept", right=True),
    ]
    names = [n for n in dict.fromkeys([*result.removed, *result.kept]) if _touched(result, n)]
    rows = [[n, number(result.removed.get(n, 0)), number(result.kept.get(n, 0))] for n in names]
    lines = [*grid(headings, rows, room=room, style=style), ""] if rows else []
    removed, kept = sum(result.removed.values()), sum(result.kept.values())
    if removed:
        lines.append(f"{style.green('done:')} {plural(removed, 'seeded row')} removed")
    else:
        lines.append(f"{style.green('unchanged:')} there are no seeded rows to remove")
    if kept:
        lines.append(f"{plural(kept, 'row')} made by hand {'was' if kept == 1 else 'were'} kept")
    return [*lines, *destination_text(result.destination, style=style, look=False)]


def _touched(result: CleanResult, name: str) -> bool:
    return bool(result.removed.get(name) or result.kept.get(name))
