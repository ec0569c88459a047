"""The reference is generated, and complete."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import click
import pytest

DOCS = Path(__file__).parents[2] / "docs"

pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="a source distribution has no docs")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_command_and_option_is_documented(generate: ModuleType) -> None:
    page = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    for words, command in generate.documented():
        section = page.partition(f"\n## `{words}`\n")[2].partition("\n## ")[0]
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert set(parameter.opts) <= set(re.findall(r"--[a-z-]+", section)), (words, parameter.opts)


def test_every_exit_code_is_documented(generate: ModuleType) -> None:
    page = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    codes = re.findall(r"^\| ([0-9]+) \|", page, re.MULTILINE)
    assert [int(code) for code in codes] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 70, 130]


def test_generated_pages_are_up_to_date(generate: ModuleType) -> None:
    for path, page in generate.PAGES.items():
        assert (DOCS / path).read_text(encoding="utf-8") == page(), f"docs/{path}: run python docs/generate.py"
