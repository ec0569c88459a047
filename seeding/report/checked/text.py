"""What a person reads after `seed check`: by file, each finding with its line, what it leads to, what to do."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from seeding.findings import Severity
from seeding.report.cells import cut, visible, width, wrap
from seeding.report.style import Style
from seeding.report.words import plural, seconds

if TYPE_CHECKING:
    from seeding.migrations.check import Issue, Report

_QUOTED = re.compile(r"'(?:[^']|'')*(?:'|$)|\$(\w*)\$.*?(?:\$\1\$|$)")
_KEPT_BACK = ("data-email", "data-url", "data-phone", "data-pii", "secret")
_LONGEST_MARK = 40


def check_text(report: Report, *, style: Style, room: int) -> list[str]:
    """Lines for a terminal; how many there are comes last."""
    lines: list[str] = []
    for path, issues in groupby(report.issues, key=lambda issue: issue.source.shown):
        lines.append(style.bold(visible(path)))
        for issue in issues:
            lines += _issue(issue, style, room)
        lines.append("")
    return [*lines, _summary(report, style)]


def _issue(issue: Issue, style: Style, room: int) -> list[str]:
    finding = issue.finding
    paint = {Severity.ERROR: style.red, Severity.WARNING: style.yellow, Severity.NOTE: style.dim}[finding.severity]
    number = str(issue.line)
    margin = " " * (len(number) + 4)
    lines = [f"  {number}:{issue.source.column(issue.start)}  {paint(str(finding.severity))}  {style.cyan(issue.rule)}"]
    if excerpt := _excerpt(issue):
        text, column, length = excerpt
        shown = cut(visible(text), room - len(margin) - 2)
        lines.append(style.dim(f"  {number} | ") + shown)
        if column < width(shown):
            mark = "^" * max(1, min(length, width(shown) - column))
            lines.append(f"{' ' * (len(number) + 2)} {style.dim('|')} {' ' * column}{paint(mark)}")
    lines += [margin + line for line in wrap(visible(finding.message), room - len(margin))]
    # A remedy is not wrapped: it often holds a command, which then can be copied in one piece.
    return lines + [margin + style.dim(visible(line)) for line in finding.hint.split("\n") if line]


def _excerpt(issue: Issue) -> tuple[str, int, int] | None:
    """The line, where the mark begins and how long it is; nothing of a value that could be somebody's."""
    line = issue.source.text_of_line(issue.line)
    column = issue.source.column(issue.start) - 1
    length = min(issue.end - issue.start, len(line) - column)
    if issue.rule in _KEPT_BACK:
        masked = _QUOTED.sub("'***'", line)
        if masked == line:
            return None
        before = _QUOTED.sub("'***'", line[:column])
        line, column, length = masked, len(before), 5
    stripped = line.lstrip()
    if not stripped:
        return None
    shift = len(line) - len(stripped)
    return stripped, max(0, column - shift), min(length, _LONGEST_MARK)


def _summary(report: Report, style: Style) -> str:
    looked = f"{plural(report.files, 'file')}, {plural(report.statements, 'statement')}, {seconds(report.seconds)}"
    allowed = f", {report.allowed} allowed" if report.allowed else ""
    counts = [
        plural(count, noun)
        for severity, noun in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "note"))
        if (count := report.count(severity))
    ]
    if not counts:
        return f"{style.green('clean:')} {looked}{allowed}"
    paint = style.red if report.count(Severity.ERROR) else style.yellow
    return f"{paint(', '.join(counts))}{allowed} in {looked}"
