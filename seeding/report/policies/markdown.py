"""`seed rls --format markdown`: the matrix for a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.cells import visible
from seeding.report.findings import ranked
from seeding.report.policies.cells import cell_text
from seeding.report.words import number, plural

if TYPE_CHECKING:
    from seeding.report.result import PolicyResult

_COMMANDS = ("select", "insert", "update", "delete")
_SIGNS = {"error": "❌", "warning": "⚠️", "note": "ℹ️"}


def policies_markdown(result: PolicyResult) -> list[str]:
    """Lines: what is wrong first, then a table a line a role."""
    access = result.access
    lines = ["## Who sees which rows", ""]
    if access.findings:
        lines += ["| | where | what | rule |", "|---|---|---|---|"]
        for finding in ranked(access.findings):
            told = _cell(finding.message) + (f"<br>{_cell(finding.hint)}" if finding.hint else "")
            lines.append(f"| {_SIGNS[finding.severity]} | {_cell(finding.where)} | {told} | `{finding.rule}` |")
    else:
        lines.append("Nothing was found.")
    lines += ["", "| table | asked as | select | insert | update | delete |", "|---|---|---:|---:|---:|---:|"]
    for table in access.tables:
        title = f"`{_cell(str(table.name))}` {plural(table.rows, 'row')}" + ("" if table.enabled else ", **RLS off**")
        for asker in access.askers:
            cells = table.cells[asker.name]
            shown = " | ".join(cell_text(command, cells[command], table.rows) for command in _COMMANDS)
            lines.append(f"| {title} | {_cell(asker.name)} | {shown} |")
            title = ""
    notes = [f"{asker.name}: {asker.note}" for asker in access.askers if asker.note]
    if notes:
        lines += ["", *(f"- {_cell(note)}" for note in notes)]
    tried = f"{number(len(access.tables))} tables, {number(len(access.askers))} askers; nothing was kept."
    return [*lines, "", tried]


def _cell(text: str) -> str:
    return "<br>".join(visible(line).replace("|", "\\|").replace("<", "&lt;") for line in text.split("\n"))
