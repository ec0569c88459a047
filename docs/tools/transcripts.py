"""What a page's commands print, from running them: `run` gives the page with every output as it is now."""

from __future__ import annotations

import re
from pathlib import Path

from tools.markdown import Block, blocks, project
from tools.scratch import Scratch, scratch

_TIMES = (
    (re.compile(r"\d+\.\d+ ?s\b"), "T s"),
    (re.compile(r"\d+\.\d+ seconds"), "T s"),
    (re.compile(r"\([\d,]+ rows/s\)"), "(N rows/s)"),
    (re.compile(r"(?<=rows)  seconds  "), "  "),
    (re.compile(r"^(  [a-z_]+\.[a-z_]+ +[\d,]+) +\d+\.\d+(?=  )", re.MULTILINE), r"\1 T"),
    (re.compile(r"\b\d{19}\b"), "SYSTEM-IDENTIFIER"),
    (re.compile(r"(pytest|pluggy)-\d+\.\d+\.\d+|Python 3\.\d+\.\d+"), "VERSION"),
    (re.compile(r"PostgreSQL \d+\.\d+"), "PostgreSQL"),
    (re.compile(r"[=─-]{4,}"), "-"),
    (re.compile(r"[ \t]+"), " "),
)


class UnexpectedExitError(Exception):
    """A command on a page ended with another code than the page says."""


def run(page: Path) -> str:
    """The page with fresh outputs; one that differs from the old in nothing but times keeps the old.

    Files with a title are written before the commands after them run. Raises UnexpectedExitError.
    """
    text = page.read_text(encoding="utf-8")
    kind = project(text)
    if not kind:
        return text
    before = re.findall(r"^<!-- before: (.*) -->$", text, re.MULTILINE)
    changed: list[tuple[Block, str]] = []
    with scratch(kind, "seed" if kind == "example" else "shop") as folder:
        if "<!-- server: staging -->" in text:
            folder.serve_staging()
        for command in before:
            folder.run(command)
        for block in blocks(text):
            if block.title and "part" not in block.notes:
                folder.write(block.title, block.body)
            elif block.language == "console" and "not run" not in block.notes:
                fresh = _transcript(block, folder, page)
                if _steady(fresh) != _steady(block.body):
                    changed.append((block, fresh))
    for block, fresh in reversed(changed):
        text = text[: block.start] + fresh + text[block.end :]
    return text


def stale(page: Path) -> list[str]:
    """The lines that would change if the page's commands were run again; times aside."""
    old, new = page.read_text(encoding="utf-8").splitlines(), run(page).splitlines()
    return [f"- {line}" for line in old if line not in new] + [f"+ {line}" for line in new if line not in old]


def _transcript(block: Block, folder: Scratch, page: Path) -> str:
    commands = [line[2:] for line in block.body.splitlines() if line.startswith("$ ")]
    shown: list[str] = []
    for number, command in enumerate(commands, start=1):
        if command.startswith("export "):
            folder.export(command.removeprefix("export "))
            shown.append(f"$ {command}")
            continue
        done = folder.run(command)
        wanted = int(block.notes.get("exits", 0)) if number == len(commands) else 0
        if done.returncode != wanted:
            raise UnexpectedExitError(
                f"{page.name}:{block.line}: {command!r} ended with {done.returncode}, the page says {wanted}\n"
                f"{done.stdout}{done.stderr}"
            )
        # Progress goes to standard error, and is not part of what a command says; a failure's message is.
        said = folder.shown(done.stdout + (done.stderr if wanted else "")).rstrip("\n").splitlines()
        said = [line.rstrip() for line in said]
        shown += [f"$ {command}", *(_only(said, block.notes["only"]) if "only" in block.notes else said)]
    return "\n".join(shown) + "\n"


def _only(lines: list[str], ranges: str) -> list[str]:
    """Some of the lines, with an ellipsis where others are left out."""
    wanted: set[int] = set()
    for part in ranges.split():
        if part.startswith("/"):
            wanted |= {number for number, line in enumerate(lines) if line.startswith(part.strip("/"))}
            continue
        found = re.fullmatch(r"(-?\d+)\.\.(-?\d+)", part)
        if found is None:
            raise ValueError(f"only: {ranges}: write 1..9, -4..-1 or /start of a line/")
        first, last = (int(n) - 1 if int(n) > 0 else len(lines) + int(n) for n in found.groups())
        wanted |= set(range(first, last + 1))
    shown: list[str] = []
    for number, line in enumerate(lines):
        if number in wanted:
            shown.append(line)
        elif not shown or shown[-1] != "…":
            shown.append("…")
    return shown


def _steady(text: str) -> str:
    for pattern, replacement in _TIMES:
        text = pattern.sub(replacement, text)
    return text
