"""Small histories as data: `=== name`, `--- file`, SQL; `--! rule` ends a line whose statement breaks it.

`--? rule` is for what may be found there or not (it depends on the server); `@t name (columns)` is a table with row
level security. In secrets.txt a `~` keeps a made-up secret from looking like one to whoever scans this repository.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from seeding.migrations.check.source import read

FOLDER = Path(__file__).parents[1] / "migrations" / "check" / "histories"
_MARK = re.compile(r" *--(?P<sign>[!?]) (?P<rules>[a-z-]+(?:, [a-z-]+)*)$")
_TABLE = re.compile(r"^@t (\w+) ", re.MULTILINE)


@dataclass
class History:
    """Files by name, what is expected of each line, and what may be said of it besides."""

    name: str
    files: dict[str, str] = field(default_factory=dict)
    expected: list[tuple[str, int, str]] = field(default_factory=list)
    optional: list[tuple[str, int, str]] = field(default_factory=list)

    def write(self, folder: Path) -> Path:
        """The history as a folder of files."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    def spans(self, folder: Path, marks: list[tuple[str, int, str]]) -> list[tuple[str, range, str]]:
        """The marks with all lines of the statement that each stands in."""
        found = []
        for name, line, rule in marks:
            source = read(folder / name, name)
            lines = range(line, line + 1)
            for statement in source.statements:
                data = source.rows_after(statement)
                last = source.line(max(statement.start, statement.end - 1))
                if source.line(statement.start) <= line <= last:
                    lines = range(source.line(statement.start), last + 1)
                elif data is not None and source.line(data.start) <= line <= source.line(data.end):
                    lines = range(line, line + 1)
            found.append((name, lines, rule))
        return found


def load(path: Path) -> list[History]:
    """The histories of a file."""
    found: list[History] = []
    text = _TABLE.sub(r"@t\1 ", path.read_text(encoding="utf-8"))
    if path.name == "secrets.txt":
        text = text.replace("~", "")
    file = ""
    for raw in text.splitlines():
        if raw.startswith("=== "):
            found.append(History(raw[4:].strip()))
        elif raw.startswith("--- "):
            file = raw[4:].strip()
            found[-1].files[file] = ""
        elif found and file in found[-1].files:
            mark = _MARK.search(raw)
            line = _MARK.sub("", raw)
            number = found[-1].files[file].count("\n") + 1
            if mark:
                into = found[-1].expected if mark["sign"] == "!" else found[-1].optional
                into += [(file, number, rule) for rule in mark["rules"].split(", ")]
            if line.startswith("@t"):
                name = line[2 : line.index(" ")]
                line = f"create table if not exists public.{name}{line[line.index(' ') :]}; " + (
                    f"alter table public.{name} enable row level security;"
                )
            found[-1].files[file] += line + "\n"
    return found


def every() -> list[tuple[str, History]]:
    """All of them, each with the name of its file."""
    return [(path.stem, history) for path in sorted(FOLDER.glob("*.txt")) for history in load(path)]
