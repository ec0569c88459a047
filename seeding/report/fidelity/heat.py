"""A dependence as two small heat maps, production's and the seeded one, and the numbers in a table."""

from __future__ import annotations

from collections.abc import Sequence

from seeding.fidelity.model import PairFidelity
from seeding.fidelity.words import share
from seeding.report.fidelity.html import Content, Html, join, table, tag

_SIZE = 14
_LEVELS = 20
_MOST = 16 * 17  # cells whose numbers are written


def heat_maps(pair: PairFidelity) -> Html:
    """A row for each code of what the column depends on, darker where more of its rows have the column's code."""
    maps = [
        tag("figure", _map(pair, shares, title), tag("figcaption", title))
        for title, shares in (("Production", pair.file), ("Seeded", pair.seeded))
    ]
    return join(tag("div", *maps, class_="maps"), tag("p", f"rows: {pair.on}; columns: {pair.column}", class_="note"))


def heat_table(pair: PairFidelity) -> Html:
    """Production's and the seeded share of each cell."""
    if len(pair.rows) * len(pair.columns) > _MOST:
        return tag("p", "Too many for a table here: --format json has them.", class_="note")
    rows: list[list[Content]] = []
    for i, label in enumerate(pair.rows):
        cells: list[Content] = [
            f"{_cell(pair.file[i], j)} → {_cell(pair.seeded[i], j)}" for j in range(len(pair.columns))
        ]
        rows.append([label, *cells])
    head: list[Content] = [pair.on, *pair.columns]
    caption = f"{pair.column} by {pair.on}: shares of each row, production → seeded"
    numbers = frozenset(range(1, len(head)))
    return tag(
        "div",
        table(head, rows, caption=caption, numbers=numbers),
        class_="scroll",
        tabindex=0,
        role="region",
        aria_label=caption,
    )


def _cell(shares: Sequence[float], column: int) -> str:
    return share(shares[column]) if shares else "–"


def _map(pair: PairFidelity, shares: Sequence[Sequence[float]], title: str) -> Html:
    wide, high = len(pair.columns), len(pair.rows)
    most = max([cell for row in (*pair.file, *pair.seeded) for cell in row], default=1.0) or 1.0
    gap = 1 if wide <= 12 else 0
    square = f"h{_SIZE - gap}v{_SIZE - 1}h{gap - _SIZE}z"
    # A path for each shade, not an element for each cell: a dependence of 16 by 16 codes is 5 KB and not 50.
    levels: dict[int, list[str]] = {}
    drawn = []
    for y, row in enumerate(shares):
        if not row:
            middle = (y + 0.5) * _SIZE
            drawn.append(tag("line", x1=0, x2=wide * _SIZE, y1=middle, y2=middle, class_="suppressed"))
        for x, of_cell in enumerate(row):
            level = round(of_cell / most * _LEVELS)
            if level:
                levels.setdefault(level, []).append(f"M{x * _SIZE} {y * _SIZE}{square}")
    shades = [
        tag("path", d="".join(cells), fill_opacity=f"{level / _LEVELS:.2f}") for level, cells in sorted(levels.items())
    ]
    return tag(
        "svg",
        tag("rect", x=0, y=0, width=wide * _SIZE - 1, height=high * _SIZE - 1, class_="ground"),
        *shades,
        *drawn,
        viewBox=f"0 0 {wide * _SIZE - 1} {high * _SIZE - 1}",
        role="img",
        aria_label=f"{title}: {pair.column} by {pair.on}, {high} by {wide} cells; the table below has the numbers.",
        class_="heat",
        preserveAspectRatio="none",
        style=f"height:{min(max(high * 1.3, 3.5), 14):.1f}rem",
    )
