"""Processes that this one started."""

from __future__ import annotations

import os
from pathlib import Path


def workers() -> list[int]:
    """Processes that this one started to make rows, as Linux lists them."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"seeding.engine.worker" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (OSError, ValueError, IndexError):
            continue
    return sorted(found)
