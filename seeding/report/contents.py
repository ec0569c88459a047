"""What a person reads after `seed guard --contents`: how many values of which kind, where; never one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.cells import visible
from seeding.report.destination import destination_text
from seeding.report.grid import Heading, grid
from seeding.report.style import Style
from seeding.report.words import number

if TYPE_CHECKING:
    from seeding.report.result import ContentsReport


def contents_text(report: ContentsReport, *, style: Style, room: int) -> list[str]:
    """Lines for a report; the verdict comes last."""
    lines = [*destination_text(report.destination, style=style, look=False), ""]
    looked = f"{number(sum(report.rows.values()))} rows of {number(len(report.rows))} tables looked at"
    if not report.counts:
        return [*lines, f"{style.green('clean')}: {looked}, no value could belong to somebody"]
    lines += grid(
        [Heading("table"), Heading("column"), Heading("kind"), Heading("values", right=True)],
        [[visible(c.table), visible(c.column), c.kind, number(c.values)] for c in report.counts],
        style=style,
        room=room,
    )
    return [*lines, "", f"{style.red('found')}: values that could belong to somebody; {looked}"]
