"""What each rule of the guard said; nothing where it never got to see the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seeding.report.result import GuardReport

PASSED, REFUSED, NOT_ASKED = "passed", "refused", "not asked"


def verdicts(report: GuardReport) -> list[tuple[str, str]]:
    """Every rule by the name its findings carry, and its verdict.

    A report without evidence was refused before connecting: rules that did not refuse by then have not
    seen the server, and must not look as if it had passed.
    """
    refused = {_named(finding.rule) for finding in report.findings}
    otherwise = PASSED if report.evidence or report.allowed else NOT_ASKED
    rules = dict.fromkeys([*map(_named, report.rules), *sorted(refused)])
    return [(rule, REFUSED if rule in refused else otherwise) for rule in rules]


def _named(rule: str) -> str:
    return rule.replace("_", "-")
