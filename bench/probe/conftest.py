"""Writes down how long the tests took, set-up and teardown included."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

_seconds: defaultdict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the phases of a test."""
    _seconds[report.nodeid] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """By test function; the first of each pays for the server or the template, and does not count."""
    found: dict[str, list[float]] = {}
    for name, seconds in _seconds.items():
        found.setdefault(name.rpartition("::")[2].partition("[")[0], []).append(seconds)
    kept = {name: many[1:] or many for name, many in found.items()}
    (Path(session.config.rootpath) / "fixtures.json").write_text(json.dumps(kept), encoding="utf-8")
