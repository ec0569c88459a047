"""Every history is judged as its marks say: each expected finding within its statement, and no other one."""

from __future__ import annotations

from pathlib import Path

import pytest
from histories import History, every

from seeding.findings import Severity
from seeding.migrations.check import check

ALL = every()


@pytest.mark.parametrize("history", [history for _, history in ALL], ids=[f"{a}: {h.name}" for a, h in ALL])
def test_history(history: History, root: Path, tmp_path: Path) -> None:
    folder = history.write(tmp_path / "migrations")
    report = check(folder, root=root)
    told = [
        (issue.source.path.name, issue.line, issue.rule)
        for issue in report.issues
        if issue.finding.severity is not Severity.NOTE
    ]
    expected = history.spans(folder, history.expected)
    allowed = [*expected, *history.spans(folder, history.optional)]
    missed = [
        (name, lines, rule)
        for name, lines, rule in expected
        if not any(n == name and r == rule and line in lines for n, line, r in told)
    ]
    wrong = [one for one in told if not any(n == one[0] and r == one[2] and one[1] in li for n, li, r in allowed)]
    assert (missed, wrong) == ([], []), "\n".join(str(issue.finding) for issue in report.issues)
