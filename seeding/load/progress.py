"""Who is told how far a load has come: a terminal's live display, plain lines, or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Progress(Protocol):
    """Called from the thread that writes, table after table, in load order."""

    def note(self, lines: Sequence[str]) -> None:
        """Something a person should know now: that nobody can read a table, or what takes so long."""

    def started(self, table: str, rows: int) -> None:
        """A table begins; `rows` will be written."""

    def advanced(self, table: str, rows: int) -> None:
        """`rows` more of it have been handed to the server (or the file)."""

    def finished(self, table: str, rows: int, seconds: float) -> None:
        """The table is complete, constraints checked; nothing is committed before the last one."""


class Silent:
    """Tells nobody."""

    def note(self, lines: Sequence[str]) -> None:
        """Nothing."""

    def started(self, table: str, rows: int) -> None:
        """Nothing."""

    def advanced(self, table: str, rows: int) -> None:
        """Nothing."""

    def finished(self, table: str, rows: int, seconds: float) -> None:
        """Nothing."""
