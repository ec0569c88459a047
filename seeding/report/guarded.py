"""What a person reads after `seed guard`: every rule, its verdict, its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from seeding.report.cells import pad, visible
from seeding.report.destination import destination_text
from seeding.report.findings import findings_text
from seeding.report.style import Style
from seeding.report.verdicts import NOT_ASKED, PASSED, REFUSED, verdicts

if TYPE_CHECKING:
    from seeding.report.result import GuardReport


def guard_text(report: GuardReport, *, style: Style, room: int) -> list[str]:
    """Lines for a report; the verdict comes last."""
    paints = {PASSED: style.green, REFUSED: style.red, NOT_ASKED: style.dim}
    lines = [*destination_text(report.destination, style=style, look=False), ""]
    if report.evidence:
        names = {key: visible(key.replace("_", " ")) for key in report.evidence}
        room_for_names = max(len(name) for name in names.values())
        lines += [f"  {pad(names[k], room_for_names)}  {visible(_said(v))}" for k, v in report.evidence.items()]
        lines.append("")
    judged = verdicts(report)
    room_for_verdicts = max((len(verdict) for _, verdict in judged), default=0)
    lines += [f"  {paints[v](v)}{' ' * (room_for_verdicts - len(v))}  {visible(rule)}" for rule, v in judged]
    if any(verdict == NOT_ASKED for _, verdict in judged):
        lines.append("  no connection was opened: what is known without one forbids it")
    lines.append("")
    if report.findings:
        lines += [*findings_text(report.findings, style=style, room=room), ""]
    verdict = style.green("allowed") if report.allowed else style.red("refused")
    return [*lines, f"{verdict}: seeding this database as {visible(report.environment)}"]


def _said(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(item)}" for key, item in value.items()) or "none"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_said, value)) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)
