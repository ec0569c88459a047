from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from seeding.report.cells import width
from seeding.report.live import LiveProgress
from seeding.report.style import PLAIN


class _Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _display(clock: Callable[[], float], *, room: int = 80, height: int = 24) -> tuple[io.StringIO, LiveProgress]:
    stream = io.StringIO()
    return stream, LiveProgress(stream, style=PLAIN, room=room, height=height, clock=clock)


def test_a_bar_a_table_with_its_rate() -> None:
    clock = _Clock()
    _, live = _display(clock)
    live.started("public.users", 1000)
    clock.now += 0.5
    live.advanced("public.users", 500)
    live.started("public.metrics", 20)
    assert live.lines() == [
        "public.users    ━━━━━━━━━━━━────────────  500/1,000 rows  1,000 rows/s",
        "public.metrics  ────────────────────────       0/20 rows",
    ]
    live.finished("public.users", 1000, 0.8)
    assert live.lines()[0] == "public.users    ━━━━━━━━━━━━━━━━━━━━━━━  1,000/1,000 rows  1,250 rows/s  0.80 s"


@pytest.mark.parametrize("room", [20, 40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(room: int) -> None:
    clock = _Clock()
    _, live = _display(clock, room=room)
    live.started("public." + "very_long_table_name_" * 4, 123_456_789)
    clock.now += 1
    live.advanced("public." + "very_long_table_name_" * 4, 12_345_678)
    assert all(width(line) < room for line in live.lines())


def test_finished_tables_make_room() -> None:
    _, live = _display(_Clock(), height=7)
    for n in range(50):
        live.started(f"public.t{n}", 1)
        live.finished(f"public.t{n}", 1, 0.1)
    live.started("public.last", 1)
    lines = live.lines()
    assert len(lines) == 5
    assert lines[0] == "47 more tables"
    assert lines[-1].startswith("public.last")


def test_it_is_drawn_at_most_every_80_milliseconds() -> None:
    clock = _Clock()
    stream, live = _display(clock)
    live.started("public.users", 1_000_000)
    first = len(stream.getvalue())
    for _ in range(1000):
        live.advanced("public.users", 1000)
    assert len(stream.getvalue()) == first
    clock.now += 0.1
    live.advanced("public.users", 0)
    assert len(stream.getvalue()) > first


def test_a_run_that_ends_well_leaves_nothing_behind() -> None:
    stream, live = _display(_Clock())
    with live:
        live.started("public.users", 10)
        live.finished("public.users", 10, 0.1)
    assert _screen(stream.getvalue()) == []


def test_a_run_that_fails_leaves_the_bars() -> None:
    stream, live = _display(_Clock())
    with pytest.raises(ZeroDivisionError), live:
        live.started("public.users", 10)
        live.advanced("public.users", 5)
        raise ZeroDivisionError
    (line,) = _screen(stream.getvalue())
    assert "5/10 rows" in line
    assert stream.getvalue().endswith("\x1b[?25h")


def _screen(written: str) -> list[str]:
    """The lines a terminal would show: as much of one as the display uses."""
    lines: list[str] = []
    row = 0
    for part in re.findall(r"\x1b\[[0-9?]*[A-Za-z]|[^\x1b]+", written):
        if up := re.fullmatch(r"\x1b\[([0-9]+)A", part):
            row -= int(up[1])
        elif part == "\x1b[J":
            lines = lines[:row]
        elif not part.startswith("\x1b"):
            for piece in re.findall(r"[^\n\r]+|\n|\r", part):
                if piece == "\n":
                    row += 1
                elif piece != "\r":
                    lines = [*lines[:row], piece, *lines[row + 1 :]]
    return lines
