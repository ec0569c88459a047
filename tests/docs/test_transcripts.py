"""Every output on every page is what the command prints today; times and server numbers aside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

if not DOCS.is_dir():
    pytest.skip("a source distribution has no docs", allow_module_level=True)

sys.path.insert(0, str(DOCS))

from tools.markdown import blocks, pages, project  # noqa: E402
from tools.scratch import SupabaseIsRunningError  # noqa: E402
from tools.transcripts import stale  # noqa: E402


def _runs(page: Path) -> bool:
    text = page.read_text(encoding="utf-8")
    return bool(project(text)) and any(b.language == "console" and "not run" not in b.notes for b in blocks(text))


@pytest.mark.parametrize("page", [p for p in pages() if _runs(p)], ids=lambda p: str(p.relative_to(ROOT)))
def test_outputs_are_current(page: Path) -> None:
    try:
        changed = stale(page)
    except SupabaseIsRunningError as error:
        pytest.skip(str(error))
    assert not changed, "\n".join([f"run: python docs/generate.py --run {page.relative_to(ROOT)}", *changed])
