"""The same for machines: a list of findings, SARIF 2.1.0 for code scanning, workflow commands for GitHub."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from seeding.findings import Severity

if TYPE_CHECKING:
    from seeding.migrations.check import Report

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def check_json(report: Report) -> list[dict[str, Any]]:
    """Every finding, in the order of files and lines."""
    return [
        {
            "rule": issue.rule,
            "path": issue.source.shown,
            "line": issue.line,
            "severity": str(issue.finding.severity),
            "message": issue.finding.message,
            "hint": issue.finding.hint,
        }
        for issue in report.issues
    ]


def check_sarif(report: Report, rules: Mapping[str, str]) -> dict[str, Any]:
    """A SARIF log of one run (OASIS SARIF 2.1.0); `rules` are all there are, with what each is about."""
    from seeding import __version__

    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "seed check",
                        "version": __version__,
                        "rules": [{"id": rule, "shortDescription": {"text": about}} for rule, about in rules.items()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": issue.rule,
                        "level": _LEVELS[issue.finding.severity],
                        "message": {"text": f"{issue.finding.message}. {issue.finding.hint}".rstrip(". ")},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": issue.source.shown},
                                    "region": {
                                        "startLine": issue.line,
                                        "startColumn": issue.source.column(issue.start),
                                        "endLine": issue.source.line(issue.end),
                                    },
                                }
                            }
                        ],
                    }
                    for issue in report.issues
                ],
            }
        ],
    }


def check_github(report: Report) -> list[str]:
    """Lines that a GitHub workflow shows beside the changed lines of a pull request."""
    lines = []
    for issue in report.issues:
        finding = issue.finding
        properties = {
            "file": issue.source.shown,
            "line": issue.line,
            "endLine": issue.source.line(issue.end),
            "title": issue.rule,
        }
        told = ",".join(f"{key}={str(value).translate(_IN_PROPERTY)}" for key, value in properties.items())
        message = "\n".join(filter(None, (finding.message, finding.hint))).translate(_IN_MESSAGE)
        lines.append(f"::{_COMMANDS[finding.severity]} {told}::{message}")
    return lines
