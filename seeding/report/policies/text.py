"""What a person reads after `seed rls`: who asked, the matrix table by table, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.findings import Severity
from seeding.report.cells import cut, pad, visible, wrap
from seeding.report.destination import destination_text
from seeding.report.findings import findings_text
from seeding.report.policies.cells import cell_text
from seeding.report.style import Style
from seeding.report.words import plural

if TYPE_CHECKING:
    from seeding.migrations.policies.model import Access, TableAccess
    from seeding.report.result import PolicyResult

_COMMANDS = ("select", "insert", "update", "delete")
_ROOM = 8  # of one command
_LEAST, _MOST_NAME = 20, 42
_SHOWN = 100


def policies_text(result: PolicyResult, *, style: Style, room: int) -> list[str]:
    """Lines for a report; the verdict comes last."""
    access = result.access
    lines = [*destination_text(result.destination, style=style, look=False), ""]
    if access.askers or access.bypassing:
        lines += [*_askers(access, style, room), ""]
    names = max([_LEAST, *(len(asker.name) + 2 for asker in access.askers)])
    names = min(names, _MOST_NAME, max(room - 4 * (_ROOM + 1) - 2, _LEAST))
    for table in access.tables:
        lines += [*_table(table, access, names, style, room), ""]
    lines += _legend(room, style) if access.tables else []
    if access.findings:
        lines += [*findings_text(access.findings, style=style, room=room, most=_SHOWN), ""]
    return [*lines, _verdict(result, style)]


def _askers(access: Access, style: Style, room: int) -> list[str]:
    lines = [style.bold("asked as")]
    width = max((len(asker.name) for asker in access.askers), default=0)
    for asker in access.askers:
        hang = " " * (2 + width + 2)
        first, *rest = wrap(visible(asker.note), max(room - len(hang), 20)) or [""]
        lines.append(f"  {pad(visible(asker.name), width)}  {first}".rstrip())
        lines += [hang + more for more in rest]
    if access.bypassing:
        lines.append(f"  {visible(', '.join(access.bypassing))}: no policy holds back (BYPASSRLS)")
    return lines


def _table(table: TableAccess, access: Access, names: int, style: Style, room: int) -> list[str]:
    facts = [plural(table.rows, "row")]
    if table.belongs:
        more = f" or {len(table.belongs) - 2} more" if len(table.belongs) > 2 else ""
        facts.append(f"whose by {' or '.join(table.belongs[:2])}{more}")
    if not table.enabled:
        facts.append("row level security is OFF")
    elif not table.policies:
        facts.append("no policy")
    about = visible(", ".join(facts))
    title = visible(str(table.name))
    first, *rest = wrap(about, max(room - len(title) - 2, 20))
    lines = [f"{style.cyan(title)}  {style.dim(first)}", *(f"  {style.dim(line)}" for line in rest)]
    heads = " ".join(pad(command, _ROOM, right=True) for command in _COMMANDS)
    lines.append(f"  {' ' * names} {style.dim(heads)}")
    for asker in access.askers:
        cells = table.cells[asker.name]
        shown = [cell_text(command, cells[command], table.rows) for command in _COMMANDS]
        painted = " ".join(_paint(text, style) for text in shown)
        lines.append(f"  {pad(cut(visible(asker.name), names), names)} {painted}".rstrip())
    return lines


def _paint(text: str, style: Style) -> str:
    padded = pad(text, _ROOM, right=True)
    paint = {"error": style.red, "all": style.yellow, "any": style.yellow, "–": style.dim, "none": style.dim}
    return padded.replace(text, paint.get(text, str)(text))


def _legend(room: int, style: Style) -> list[str]:
    text = (
        "rows that each command reached; – no privilege, ? not tried. insert: whether copies of their own rows and of "
        "others' were accepted"
    )
    return [*(style.dim(line) for line in wrap(text, room)), ""]


def _verdict(result: PolicyResult, style: Style) -> str:
    access = result.access
    errors = sum(f.severity is Severity.ERROR for f in access.findings)
    warnings = sum(f.severity is Severity.WARNING for f in access.findings)
    tried = f"{plural(len(access.tables), 'table')} asked as {plural(len(access.askers), 'asker')}; nothing was kept"
    if not access.tables or not access.askers:
        tried = "nothing could be asked"
    if errors:
        further = f", {plural(warnings, 'warning')}" if warnings else ""
        return f"{style.red(plural(errors, 'error'))}{further}: {tried}"
    if warnings:
        return f"{style.yellow(plural(warnings, 'warning'))}: {tried}"
    return f"{style.green('ok')}: {tried}"
