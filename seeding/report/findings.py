"""Every judgement, shown in one way: the worst first, each with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from seeding.findings import Finding, Severity
from seeding.report.cells import visible, width, wrap
from seeding.report.style import Style
from seeding.report.words import number

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_MOST = 20


def ranked(findings: Sequence[Finding]) -> list[Finding]:
    """Errors, then warnings, then notes; within each, in the order they were found."""
    return sorted(findings, key=lambda finding: _RANK[finding.severity])


def findings_text(
    findings: Sequence[Finding], *, style: Style, room: int, most: int = _MOST, indent: str = ""
) -> list[str]:
    """Lines for a terminal: severity, place, message and rule, and the hint below; at most `most` of them."""
    paints = {Severity.ERROR: style.red, Severity.WARNING: style.yellow, Severity.NOTE: style.dim}
    lines = []
    for finding in ranked(findings)[:most]:
        head = str(finding.severity)
        hang = indent + " " * (len(head) + 2)
        body = visible(f"{finding.where}: {finding.message} [{finding.rule}]")
        first, *rest = wrap(body, room - len(hang))
        lines += [f"{indent}{paints[finding.severity](head)}  {first}", *(hang + line for line in rest)]
        for line in finding.hint.split("\n") if finding.hint else ():
            lines += [hang + style.dim(part) for part in _clauses(visible(line), room - len(hang))]
    if len(findings) > most:
        lines.append(f"{indent}… and {number(len(findings) - most)} more: --format json shows them all")
    return lines


def _clauses(hint: str, room: int) -> list[str]:
    # A hint often holds a command, which can be copied in one piece: where it is too long, it breaks between clauses.
    lines: list[str] = []
    for clause in hint.split("; "):
        if lines and width(f"{lines[-1]}; {clause}") <= room:
            lines[-1] += f"; {clause}"
        else:
            lines = [*lines[:-1], f"{lines[-1]};", clause] if lines else [clause]
    return lines
