"""What factories and fixtures cost in a test: a session of pytest of its own, in a copy of the example."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from bench.clock import timed
from bench.startup import project

_PROBE = Path(__file__).parent / "probe"


def measure() -> dict[str, float]:
    """Seconds: of one call of each factory method, and of each fixture beside a test without one (medians)."""
    with tempfile.TemporaryDirectory(prefix="seed-bench-") as name:
        folder = project(Path(name))
        (folder / "pytest.ini").write_text("[pytest]\nseed_keep_server = false\n", encoding="utf-8")
        for file in _PROBE.glob("*.py"):
            shutil.copy(file, folder)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
        timed(command, cwd=folder, environment={})
        calls = json.loads((folder / "calls.json").read_text(encoding="utf-8"))
        fixtures = json.loads((folder / "fixtures.json").read_text(encoding="utf-8"))
    bare = statistics.median(fixtures["test_nothing"])
    return calls | {
        "db": statistics.median(fixtures["test_db"]) - bare,
        "fresh_db": statistics.median(fixtures["test_fresh_db"]) - bare,
    }
