"""What a person reads after `seed guard`: every rule, its verdict, its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from seeding.report.cells import pad, visible, wrap
from seeding.report.destination import destination_text
from seeding.report.findings import findings_text
from seeding.report.style import Style
from seeding.report.verdicts import NO_OVERRIDE, verdicts_text

if TYPE_CHECKING:
    from seeding.findings import Finding
    from seeding.report.result import GuardReport


def guard_text(report: GuardReport, *, style: Style, room: int) -> list[str]:
    """Lines for a report; the verdict comes last."""
    lines = [*destination_text(report.destination, style=style, look=False), ""]
    if report.evidence:
        names = {key: visible(key.replace("_", " ")) for key in report.evidence}
        room_for_names = max(len(name) for name in names.values())
        lines += [f"  {pad(names[k], room_for_names)}  {visible(_said(v))}" for k, v in report.evidence.items()]
        lines.append("")
    lines += [*verdicts_text(report.verdicts, style=style, room=room), ""]
    if report.findings:
        lines += [*findings_text([_alone(f) for f in report.findings], style=style, room=room), ""]
    verdict = style.green("allowed") if report.allowed else style.red("refused")
    lines.append(f"{verdict}: seeding this database as {visible(report.environment)}")
    return lines if report.allowed else [*lines, *wrap(NO_OVERRIDE, room)]


def _alone(finding: Finding) -> Finding:
    # Its hint stands in the table already.
    return replace(finding, hint="")


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
