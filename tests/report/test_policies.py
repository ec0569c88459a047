"""Who sees what, shown: also where nobody could be asked."""

from __future__ import annotations

from seeding.findings import Finding, Severity
from seeding.migrations.policies.model import Access
from seeding.report.policies.text import policies_text
from seeding.report.result import Destination, PolicyResult
from seeding.report.style import Style


def test_nobody_to_ask() -> None:
    empty = Finding("rls-untested", "database", "there is no table in it", 'run "seed local" first', Severity.WARNING)
    result = PolicyResult(Destination("postgresql://app@db/app", "--url"), "local", "local", Access((), (), (empty,)))
    lines = policies_text(result, style=Style(), room=100)
    assert not any("asked as" in line for line in lines)
    assert lines[-1] == "1 warning: nothing could be asked"
