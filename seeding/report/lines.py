"""Progress where nobody watches a terminal: one line a table, when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from seeding.report.cells import visible
from seeding.report.words import plural, rate
from seeding.report.words import seconds as spoken


class LineProgress:
    """Writes `public.users  25 rows  0.01 s` to `stream` as each table ends."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def note(self, lines: Sequence[str]) -> None:
        """Lines before those of tables."""
        self._stream.write("".join(f"{line}\n" for line in lines))
        self._stream.flush()

    def started(self, table: str, rows: int) -> None:
        """Nothing yet: a log reads better with one line a table."""

    def advanced(self, table: str, rows: int) -> None:
        """Nothing: a log is no terminal."""

    def finished(self, table: str, rows: int, seconds: float) -> None:
        """The table's line."""
        speed = rate(rows, seconds) if rows >= 1000 else ""
        parts = (visible(table), plural(rows, "row"), spoken(seconds), speed)
        self._stream.write("  ".join(part for part in parts if part) + "\n")
        self._stream.flush()
