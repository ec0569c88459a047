"""The fenced blocks of a page, with what the comments above them say; nothing is rendered here.

A comment stands on its own line directly above the block:

- `<!-- exits: 4 -->`: the last command of a console block ends with this code (0 where nothing is said)
- `<!-- only: 1..9 -4..-1 /done/ -->`: of each output, show these lines (from 1; negative ones count from the
  end; those that start with a word)
- `<!-- part -->`: a piece of Python, TOML or SQL that does not stand alone
- `<!-- not run -->`: a console block that needs something a machine may not have
- `<!-- runnable -->`: Python that runs, after what the page has titled and run before it
- `<!-- profile -->`: TOML that is a whole profile

At the top of a page: `<!-- project: example -->` (or `empty`), `<!-- server: staging -->`,
`<!-- before: COMMAND -->`, which is run and not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent

_BLOCK = re.compile(
    r"(?P<notes>(?:^[ ]*<!--[^\n]*-->\n)*)"
    r"^(?P<indent>[ ]*)```(?P<language>[a-z]+)(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)
_NOTE = re.compile(r"<!-- ([a-z ]+?)(?:: (.*?))? -->")
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """One fenced block; `start` and `end` are the offsets of its body in the page's text."""

    language: str
    title: str
    body: str
    notes: dict[str, str]
    start: int
    end: int
    line: int


def pages() -> list[Path]:
    """Every page a person reads, the README first."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    for found in _BLOCK.finditer(text):
        title = _TITLE.search(found["info"])
        yield Block(
            language=found["language"],
            title=title[1] if title else "",
            body=found["body"],
            notes=dict(_NOTE.findall(found["notes"])),
            start=found.start("body"),
            end=found.end("body"),
            line=text.count("\n", 0, found.start("body")),
        )


def project(text: str) -> str:
    """What a page's commands are run in: `example` (this repository), `empty`, or "" for pages that run nothing."""
    found = re.search(r"^<!-- project: (example|empty) -->$", text, re.MULTILINE)
    return found[1] if found else ""
