"""What a pattern file says of tables and columns that are not there, or not as they were."""

from __future__ import annotations

from seeding.findings import Finding, Severity

RULE = "pattern-drift"


def drift(where: str, message: str, hint: str = "learn the pattern again: seed learn") -> Finding:
    """That the file and the schema are not of one time."""
    return Finding(RULE, where, f"the pattern file {message}", hint, Severity.NOTE)
