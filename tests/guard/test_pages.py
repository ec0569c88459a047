"""Each rule's page is its docstring, today's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

if not DOCS.is_dir():
    pytest.skip("a source distribution has no docs", allow_module_level=True)

sys.path.insert(0, str(DOCS))

from tools import guard_pages  # noqa: E402

from seeding.guard import catalogue  # noqa: E402


def test_pages_are_current() -> None:
    written = {f"{guard_pages.FOLDER}/{file.name}": file for file in (DOCS / guard_pages.FOLDER).glob("*.md")}
    pages = guard_pages.pages()
    assert written.keys() == pages.keys(), "run: python docs/generate.py"
    stale = [path for path, page in pages.items() if written[path].read_text(encoding="utf-8") != page()]
    assert not stale, "run: python docs/generate.py"


def test_every_rule_is_in_the_navigation_and_in_the_threat_model() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    threats = (DOCS / "guard.md").read_text(encoding="utf-8")
    for rule in catalogue():
        assert f"{guard_pages.FOLDER}/{rule.name}.md" in navigation
        assert f"`{rule.name}`" in threats
