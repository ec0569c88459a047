"""What a person reads after `seed export`: which files, in the order they are to be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.cells import visible
from seeding.report.findings import findings_text
from seeding.report.style import Style
from seeding.report.words import plural, seconds

if TYPE_CHECKING:
    from seeding.report.result import ExportResult

_MOST = 20


def export_text(result: ExportResult, *, style: Style, room: int) -> list[str]:
    """Lines for an export."""
    paths = [visible(str(path)) for path in result.paths]
    lines = [f"  {style.cyan(path)}" for path in paths[:_MOST]]
    lines += [f"  … and {len(paths) - _MOST} more"] * (len(paths) > _MOST)
    if result.plan.findings:
        lines += ["", *findings_text(result.plan.findings, style=style, room=room), ""]
    done = f"{plural(result.rows, 'row')} in {plural(len(paths), 'file')}, {seconds(result.seconds)}"
    return [*lines, f"{style.green('done:')} {done}"]
