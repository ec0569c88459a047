"""Where output goes: how wide it may be, whether in colour, and what happens when nobody reads it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from seeding.report.style import Style

if TYPE_CHECKING:
    from seeding.plan.model import Plan
    from seeding.report.lines import LineProgress
    from seeding.report.live import LiveProgress

    Shown = LineProgress | LiveProgress

NO_TERMINAL = 100  # columns


def style_of(stream: TextIO, environ: Mapping[str, str] = os.environ) -> Style:
    """Colours on a terminal; NO_COLOR (no-color.org) and FORCE_COLOR decide otherwise, in this order."""
    if environ.get("NO_COLOR"):
        return Style(False)
    if environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return Style(True)
    return Style(_is_terminal(stream) and environ.get("TERM") != "dumb")


def room_of(stream: TextIO) -> int:
    """Columns to write in: the terminal's, 100 where there is none."""
    return _size(stream).columns


def write(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Lines to standard output (or `stream`). A reader that left, as in `seed plan local | head`, is no error."""
    stream = stream or sys.stdout
    try:
        stream.write("".join(f"{line}\n" for line in lines))
        stream.flush()
    except BrokenPipeError:
        # Python flushes once more at exit, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def show(output: str, *, text: Callable[[Style, int], list[str]], data: Callable[[], Any], quiet: bool = False) -> None:
    """A result to standard output, for people or as JSON."""
    if output == "json":
        import json

        write([json.dumps(data(), indent=2, ensure_ascii=False)])
    elif not quiet:
        write(text(style_of(sys.stdout), room_of(sys.stdout)))


@contextmanager
def progress(output: str, *, quiet: bool) -> Iterator[Shown | None]:
    """What shows how far a run is, on standard error: bars on a terminal, lines elsewhere, nothing if quiet."""
    stream = sys.stderr
    if quiet:
        yield None
    elif _draws(stream):
        from seeding.report.live import LiveProgress

        size = _size(stream)
        with LiveProgress(stream, style=style_of(stream), room=size.columns, height=size.lines) as live:
            yield live
    elif output == "json":
        yield None
    else:
        from seeding.report.lines import LineProgress

        yield LineProgress(stream)


def announcement(shown: Shown | None) -> Callable[[Plan], None] | None:
    """What says above the progress, before anything is written, which tables will not be as they were asked for."""
    if shown is None:
        return None

    def announce(plan: Plan) -> None:
        from seeding.report.outlook import State, outlook, outlook_text

        if any(one.state is not State.FILLED for one in outlook(plan)):
            shown.note(outlook_text(plan, style=style_of(sys.stderr), room=room_of(sys.stderr)))

    return announce


def tolerate_any_text() -> None:
    """Never fail for a character the terminal's encoding lacks: a `?` in its place says enough."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
            stream.reconfigure(errors="replace")


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def _size(stream: TextIO) -> os.terminal_size:
    try:
        size = os.get_terminal_size(stream.fileno()) if _is_terminal(stream) else None
    except (OSError, ValueError):
        size = None
    # Some terminals in containers say 0 × 0.
    return size if size and size.columns >= 20 else os.terminal_size((NO_TERMINAL, 24))


def _draws(stream: TextIO) -> bool:
    if not _is_terminal(stream) or os.environ.get("TERM") == "dumb":
        return False
    # The old Windows console shows escape sequences as text unless a newer terminal hosts it.
    return os.name != "nt" or "WT_SESSION" in os.environ or "TERM" in os.environ
