"""Aligned columns, for everything that is shown as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from seeding.report.cells import cut, pad, visible, width, wrap
from seeding.report.style import Style

GAP = "  "
_LEAST = 20  # a wrapped column narrower than this is harder to read than one that runs over


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its title, whether it is aligned to the right, and the most room it may take."""

    title: str
    right: bool = False
    most: int | None = None
    paint: Callable[[str], str] | None = None


def grid(
    headings: Sequence[Heading],
    rows: Sequence[Sequence[str | None]],
    *,
    room: int,
    style: Style,
    indent: str = "  ",
    wrapped: bool = False,
) -> list[str]:
    """Lines of an aligned table; None is shown as a dim NULL, what does not fit is cut with ….

    With `wrapped`, the last column goes on over several lines instead of being cut.
    """
    cells = [["NULL" if value is None else visible(value) for value in row] for row in rows]
    rooms = [
        min(max([width(h.title), *(width(row[i]) for row in cells)]), h.most or room) for i, h in enumerate(headings)
    ]
    before = len(indent) + sum(rooms[:-1]) + len(GAP) * (len(rooms) - 1)
    rooms[-1] = min(rooms[-1], max(room - before, _LEAST))
    lines = [_line([h.title for h in headings], rooms, headings, indent, style.dim)]
    for row, shown in zip(rows, cells, strict=True):
        last = wrap(shown[-1], rooms[-1]) if wrapped else [shown[-1]]
        paints = [style.dim if value is None else h.paint for value, h in zip(row, headings, strict=True)]
        lines.append(_line([*shown[:-1], last[0]], rooms, headings, indent, *paints))
        lines += [" " * before + (paints[-1] or str)(rest) for rest in last[1:]]
    return lines


def _line(
    cells: Sequence[str],
    rooms: Sequence[int],
    headings: Sequence[Heading],
    indent: str,
    *paints: Callable[[str], str] | None,
) -> str:
    parts = []
    for i, (cell, room, heading) in enumerate(zip(cells, rooms, headings, strict=True)):
        text = cut(cell, room)
        if not text:
            parts.append(" " * room)
            continue
        paint = paints[i if len(paints) > 1 else 0] or str
        fill = pad("", room - width(text))
        ends = i == len(cells) - 1 and not heading.right
        parts.append(fill + paint(text) if heading.right else paint(text) + ("" if ends else fill))
    return (indent + GAP.join(parts)).rstrip()
