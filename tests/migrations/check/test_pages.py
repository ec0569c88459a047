"""Every rule has its page, and what the page shows is so: the bad example breaks the rule, the good one none."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import supabase_cli

from seeding.findings import Severity
from seeding.migrations.check import Report, check
from seeding.migrations.check.catalogue import RULES

PAGES = Path(__file__).parents[3] / "docs" / "reference" / "check"
_BLOCK = re.compile(r'^```\w+ title="(?P<name>[^"]+)"\n(?P<text>.*?)\n```$', re.MULTILINE | re.DOTALL)
_AT_MAIN = "at main: "

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="a source distribution has no docs")


def test_every_rule_has_a_page_and_stands_in_the_table() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {*RULES, "index"}
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    for rule, about in RULES.items():
        assert f"| [`{rule}`]({rule}.md) | {about} |" in index


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, marks=supabase_cli.needed) if rule == "types-stale" else rule for rule in RULES]
)
def test_the_examples_are_true(rule: str, root: Path, tmp_path: Path) -> None:
    page = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
    bad, good = page.partition("\n## Good\n")[0], page.partition("\n## Good\n")[2]
    assert rule in {issue.rule for issue in _checked(bad, root, tmp_path / "bad").issues}
    left = [i for i in _checked(good, root, tmp_path / "good").issues if i.finding.severity is not Severity.NOTE]
    assert left == []


def _checked(text: str, root: Path, project: Path) -> Report:
    """The files that a part of a page shows, checked; those at main are committed first."""
    folder = project / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (project / "node_modules").symlink_to(supabase_cli.ROOT / "node_modules")
    blocks = _BLOCK.findall(text)
    assert blocks
    committed = [(name.removeprefix(_AT_MAIN), sql) for name, sql in blocks if name.startswith(_AT_MAIN)]
    for name, sql in committed:
        (folder / name).write_text(sql + "\n", encoding="utf-8")
    if committed:
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
            identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
            subprocess.run(["git", *identity, *words], cwd=project, check=True)
    for name, sql in blocks:
        if not name.startswith(_AT_MAIN):
            path = (folder if name.endswith(".sql") else project) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(sql + "\n", encoding="utf-8")
    return check(folder, root=root, since="HEAD" if committed else None)
