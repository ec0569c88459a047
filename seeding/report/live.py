"""Progress on a terminal: a bar a table, redrawn in place.

No thread draws it: an event does, at most every 80 ms. So it costs nothing between events, and never
writes while something else does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self, TextIO

from seeding.report.cells import cut, pad, visible, width
from seeding.report.style import Style
from seeding.report.words import number, rate
from seeding.report.words import seconds as spoken

_EVERY = 0.08  # seconds between two drawings: smooth enough, and below 1 % of a run's time
_BAR = 24
_LEAST_BAR = 4
_NAME = 40
_HIDE, _SHOW = "\x1b[?25l", "\x1b[?25h"
_CLEAR_BELOW = "\x1b[J"


class _Bar:
    __slots__ = ("begun", "done", "seconds", "total")

    def __init__(self, total: int, begun: float) -> None:
        self.total = total
        self.done = 0
        self.begun = begun
        self.seconds: float | None = None


class LiveProgress:
    """Draws to a terminal while in its `with` block; what is drawn stays if the block fails.

    `room` and `height` are the terminal's columns and lines; the tables that ended first leave the
    display when it would grow beyond `height`.
    """

    def __init__(
        self,
        stream: TextIO,
        *,
        style: Style,
        room: int,
        height: int,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._stream = stream
        self._style = style
        self._room = room
        self._most = max(1, height - 2)
        self._clock = clock
        self._bars: dict[str, _Bar] = {}
        self._drawn = 0
        self._last = float("-inf")

    def __enter__(self) -> Self:
        self._stream.write(f"{_HIDE}{self._style.dim('preparing …')}\n")
        self._stream.flush()
        self._drawn = 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None or not self._bars:
            self._stream.write(self._back() + _CLEAR_BELOW + _SHOW)
        else:
            self._draw()
            self._stream.write(_SHOW)
        self._stream.flush()

    def note(self, lines: Sequence[str]) -> None:
        """Lines that stay above the bars."""
        self._stream.write(self._back() + _CLEAR_BELOW + "".join(f"{line}\n" for line in lines))
        self._drawn = 0
        self._stream.flush()

    def started(self, table: str, rows: int) -> None:
        """A bar for `table`, which will have `rows` rows."""
        self._bars[table] = _Bar(rows, self._clock())
        self._maybe_draw()

    def advanced(self, table: str, rows: int) -> None:
        """`rows` more rows of `table` are on their way."""
        self._bars[table].done += rows
        self._maybe_draw()

    def finished(self, table: str, rows: int, seconds: float) -> None:
        """`table` has all its `rows` rows, after `seconds`."""
        bar = self._bars.setdefault(table, _Bar(rows, self._clock()))
        bar.done, bar.seconds = rows, seconds
        self._maybe_draw()

    def lines(self) -> list[str]:
        """What is drawn: running tables, below as many finished ones as there is room for."""
        finished = [name for name, bar in self._bars.items() if bar.seconds is not None]
        running = [name for name, bar in self._bars.items() if bar.seconds is None]
        shown = [*finished, *running][-self._most :]
        hidden = len(self._bars) - len(shown)
        if hidden:
            shown = shown[1:]
        parts = [self._told(self._bars[name]) for name in shown]
        rooms = [max(map(len, part)) for part in zip(*parts, strict=True)]
        told = {
            name: "  ".join(pad(t, r, right=True) for t, r in zip(part, rooms, strict=True) if r).rstrip()
            for name, part in zip(shown, parts, strict=True)
        }
        names = min(_NAME, max((width(visible(name)) for name in shown), default=0))
        # One length for all bars, so that they can be compared; none at all in a narrow terminal.
        room = self._room - 1 - names - max(map(len, told.values()), default=0) - 4
        size = min(_BAR, room) if room >= _LEAST_BAR else 0
        above = [self._style.dim(f"{number(hidden + 1)} more tables")] if hidden else []
        return above + [self._line(name, names, size, told[name]) for name in shown]

    def _line(self, name: str, names: int, size: int, told: str) -> str:
        label = cut(visible(name), names)
        fill = pad("", names - width(label))
        if not size:
            return cut(f"{label}{fill}  {told}", self._room - 1)
        bar, style = self._bars[name], self._style
        ended = bar.seconds is not None or not bar.total
        full = size if ended else min(size, size * bar.done // bar.total)
        return f"{style.cyan(label)}{fill}  {style.green('━' * full)}{style.dim('─' * (size - full))}  {told}"

    def _told(self, bar: _Bar) -> tuple[str, str, str]:
        rows = f"{number(bar.done)}/{number(bar.total)} rows"
        if bar.seconds is None:
            return rows, rate(bar.done, self._clock() - bar.begun), ""
        return rows, rate(bar.done, bar.seconds), spoken(bar.seconds)

    def _maybe_draw(self) -> None:
        if self._clock() - self._last >= _EVERY:
            self._draw()
            self._stream.flush()

    def _draw(self) -> None:
        self._last = self._clock()
        lines = self.lines()
        self._stream.write(self._back() + "".join(f"{line}\x1b[K\n" for line in lines) + _CLEAR_BELOW)
        self._drawn = len(lines)

    def _back(self) -> str:
        return f"\x1b[{self._drawn}A\r" if self._drawn else ""
