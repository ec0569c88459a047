"""Files that appear all at once or not at all, one a table, named in the order they are to be loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seeding.plan.model import Plan
from seeding.schema import Name

_ODD = re.compile(r"[^A-Za-z0-9_-]+")


class Drafts:
    """Unfinished files beside their final names."""

    def __init__(self) -> None:
        self._files: dict[Path, Path] = {}

    def open(self, path: Path) -> Path:
        """Where to write what will be `path`."""
        draft = self._files[path] = path.with_name(f".{path.name}.draft")
        return draft

    @property
    def paths(self) -> list[Path]:
        """The final names, in the order they were opened."""
        return list(self._files)


@contextmanager
def drafts(folder: Path) -> Iterator[Drafts]:
    """Drafts in `folder` (made where missing), which get their names at the end, or vanish after an error."""
    folder.mkdir(parents=True, exist_ok=True)
    files = Drafts()
    try:
        yield files
        for path, draft in files._files.items():
            draft.replace(path)
    finally:
        for draft in files._files.values():
            draft.unlink(missing_ok=True)


def file_names(plan: Plan, suffix: str) -> dict[Name, str]:
    """`01_public_users.sql` and so on, for tables that get rows."""
    filled = [t for t in plan.tables if t.rows]
    digits = max(2, len(str(len(filled))))
    return {
        t.name: f"{number:0{digits}}_{_ODD.sub('-', t.name.schema)}_{_ODD.sub('-', t.name.name)}{suffix}"
        for number, t in enumerate(filled, 1)
    }
