"""What a person reads after `seed check`: by file, each finding with its line, what it leads to, what to do."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from seeding.findings import Severity
from seeding.report.cells import cut, visible, width, wrap
from seeding.report.style import Style
from seeding.report.words import plural, seconds

if TYPE_CHECKING:
    from seeding.migrations.check import Issue, Report

_QUOTED = re.compile(r"'(?:[^']|'')*(?:'|$)|\$(\w*)\$.*?(?:\$\1\$|$)")
_NUMBER = re.compile(r"\d[\d ().-]{4,}\d")
_KEPT_BACK = ("data-email", "data-url", "data-phone", "data-pii", "secret")
_MANY = 20


def check_text(report: Report, *, style: Style, room: int) -> list[str]:
    """Lines for a terminal; how many there are comes last."""
    lines: list[str] = []
    for path, group in groupby(report.issues, key=lambda issue: issue.source.shown):
        lines.append(style.bold(visible(path)))
        said: set[str] = set()
        issues = list(group)
        # A line that shows somebody's value shows it to every finding about it.
        masked = {issue.line for issue in issues if issue.rule in _KEPT_BACK}
        for issue in issues:
            # The same remedy again and again hides the findings.
            lines += _issue(issue, style, room, remedy=issue.finding.hint not in said, masked=issue.line in masked)
            said.add(issue.finding.hint)
        lines.append("")
    if len(report.issues) >= _MANY:
        lines += [_by_rule(report), ""]
    return [*lines, _summary(report, style)]


def _by_rule(report: Report) -> str:
    counts = Counter(issue.rule for issue in report.issues)
    return "by rule: " + ", ".join(f"{count} {rule}" for rule, count in counts.most_common())


def _issue(issue: Issue, style: Style, room: int, *, remedy: bool, masked: bool) -> list[str]:
    finding = issue.finding
    paint = {Severity.ERROR: style.red, Severity.WARNING: style.yellow, Severity.NOTE: style.dim}[finding.severity]
    number = str(issue.line)
    margin = " " * (len(number) + 4)
    lines = [f"  {number}:{issue.source.column(issue.start)}  {paint(str(finding.severity))}  {style.cyan(issue.rule)}"]
    if excerpt := _excerpt(issue, masked=masked):
        text, column, length = excerpt
        shown = cut(visible(text), room - len(margin) - 2)
        lines.append(style.dim(f"  {number} | ") + shown)
        if column < width(shown):
            mark = "^" * max(1, min(length, width(shown) - column))
            lines.append(f"{' ' * (len(number) + 2)} {style.dim('|')} {' ' * column}{paint(mark)}")
    lines += [margin + line for line in wrap(visible(finding.message), room - len(margin))]
    # A remedy is not wrapped: it often holds a command, which then can be copied in one piece.
    hints = finding.hint.split("\n") if remedy else []
    return lines + [margin + style.dim(visible(line)) for line in hints if line]


def _excerpt(issue: Issue, *, masked: bool) -> tuple[str, int, int] | None:
    """The line, where the mark begins and how long it is; nothing of a value that could be somebody's."""
    line = issue.source.text_of_line(issue.line)
    column = issue.source.column(issue.start) - 1
    length = min(issue.end - issue.start, len(line) - column)
    if masked:
        hidden, before = _hidden(line), _hidden(line[:column])
        if hidden == line or any(data.start <= issue.start < data.end for data in issue.source.data):
            return None
        length = len(_hidden(line[: column + length])) - len(before)
        line, column = hidden, len(before)
    stripped = line.lstrip()
    if not stripped:
        return None
    shift = len(line) - len(stripped)
    return stripped, max(0, column - shift), length


def _hidden(line: str) -> str:
    return _NUMBER.sub("***", _QUOTED.sub("'***'", line))


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
    return f"{paint(', '.join(counts))}{allowed}; checked {looked}"
