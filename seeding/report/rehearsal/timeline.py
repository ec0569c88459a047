"""When each statement ran and how long its locks were held, drawn to scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.fidelity.html import Html, tag
from seeding.report.words import seconds as spoken

if TYPE_CHECKING:
    from seeding.migrations.rehearse import MigrationRun

_WIDTH, _ROW = 1000.0, 14
_LEAST = 2.0


def timeline(migration: MigrationRun) -> Html | None:
    """A row a statement: the stretch it ran in, over the one in which others waited for its strongest lock."""
    statements = migration.statements
    whole = max([migration.seconds, *(s.begins + s.held for s in statements)], default=0.0)
    if whole <= 0:
        return None
    drawn = []
    for row, statement in enumerate(statements):
        top = row * _ROW
        left = _WIDTH * statement.begins / whole
        held = max(_WIDTH * statement.held / whole, _LEAST) if statement.held else 0
        ran = max(_WIDTH * statement.seconds / whole, _LEAST)
        said = f"line {statement.line}: ran {spoken(statement.seconds)}, locks held {spoken(statement.held)}"
        if held:
            drawn.append(_bar(left, top + 2, min(held, _WIDTH - left), "file", said))
        drawn.append(_bar(min(left, _WIDTH - _LEAST), top + 5, min(ran, _WIDTH - left), "seeded", said))
    picture = tag(
        "svg",
        *drawn,
        viewBox=f"0 0 {_WIDTH:g} {len(statements) * _ROW}",
        preserveAspectRatio="none",
        role="img",
        aria_label=f"When each of {len(statements)} statements ran, and how long its locks were held",
        class_="timeline",
        style=f"height: {len(statements) * _ROW}px",
    )
    legend = tag(
        "figcaption",
        tag("span", "", class_="swatch file"),
        "its locks are held",
        tag("span", "", class_="swatch seeded"),
        f"it runs; {spoken(whole)} from left to right",
    )
    return tag("figure", picture, legend)


def _bar(left: float, top: float, width: float, kind: str, said: str) -> Html:
    height = _ROW - 4 if kind == "file" else _ROW - 10
    box = tag("rect", x=f"{left:.1f}", y=top, width=f"{width:.1f}", height=height, class_=kind)
    return tag("g", tag("title", said), box)
