"""A finding of a check, with the place in the file it is about."""

from __future__ import annotations

from dataclasses import dataclass

from seeding.findings import Finding, Severity
from seeding.migrations.check.source import Source


@dataclass(frozen=True)
class Issue:
    """A finding and the stretch of its file it is about; `end` is no earlier than `start`."""

    finding: Finding
    source: Source
    start: int
    end: int

    @property
    def rule(self) -> str:
        """The finding's rule."""
        return self.finding.rule

    @property
    def line(self) -> int:
        """The line it begins on."""
        return self.source.line(self.start)


def issue(
    rule: str,
    source: Source,
    place: tuple[int, int],
    message: str,
    hint: str,
    *,
    severity: Severity = Severity.ERROR,
) -> Issue:
    """An issue at a stretch of a file."""
    where = f"{source.shown}:{source.line(place[0])}"
    return Issue(Finding(rule, where, message, hint, severity), source, *place)
