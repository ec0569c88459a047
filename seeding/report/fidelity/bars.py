"""Categories, fan-outs and rhythms: a table with a bar for each of the two shares."""

from __future__ import annotations

from collections.abc import Sequence

from seeding.fidelity.model import Bars, Steps
from seeding.fidelity.words import share
from seeding.report.cells import cut
from seeding.report.fidelity.curves import picture, words_of
from seeding.report.fidelity.html import Content, Html, join, table, tag

_MOST = 10
_SHORT, _LONGEST = 12, 60
_GROUPS = 12
_NUMBERS = frozenset({2, 3})
HEAD: list[Content] = ["", "", "Production", "Seeded"]


def bar_table(bars: Bars, *, caption: str) -> Html:
    """The most frequent in production first; those beyond ten are added up."""
    rows = sorted(
        zip(bars.labels, bars.file, bars.seeded, strict=True), key=lambda row: (row[0] is None, -row[1], -row[2])
    )
    if len(rows) > _MOST + 1:
        rest = [row for row in rows[_MOST:] if row[0] is not None]
        other = [row for row in rows if row[0] is None]
        added = (f"{len(rest)} more listed", sum(r[1] for r in rest), sum(r[2] for r in rest))
        rows = [*[row for row in rows[:_MOST] if row[0] is not None], added, *other]
    return _table(
        [(tag("em", "not listed") if label is None else _label(label), a, b) for label, a, b in rows],
        caption,
    )


def step_table(steps: Steps, *, caption: str) -> Html:
    """Bins in a row as at most twelve groups; whole numbers with both ends."""
    words = words_of(steps)
    size = -(-len(steps.bins) // _GROUPS) if len(steps.bins) > _GROUPS else 1
    rows: list[tuple[str, float, float]] = []
    for begin in range(0, len(steps.bins), size):
        bins = steps.bins[begin : begin + size]
        low, high = bins[0][0], bins[-1][1] - (1 if steps.unit == "whole" else 0)
        label = words(low) if words(low) == words(high) else f"{words(low)} – {words(high)}"
        rows.append((label, sum(steps.file[begin : begin + size]), sum(steps.seeded[begin : begin + size])))
    if steps.outside:
        rows.append((tag("em", "outside"), 0.0, steps.outside))
    return _table(rows, caption)


def rhythm(bars: Bars, *, title: str) -> Html:
    """Days or hours side by side, with their names below."""
    best = max(range(len(bars.labels)), key=lambda i: bars.file[i])
    busiest = max(range(len(bars.labels)), key=lambda i: bars.seeded[i])
    label = f"{title}. Most in production: {bars.labels[best]}. Most seeded: {bars.labels[busiest]}."
    names = bars.labels if len(bars.labels) <= 7 else [bars.labels[i] for i in (0, 6, 12, 18, -1)]
    spread = "even" if len(bars.labels) <= 7 else None
    axis = tag("div", *(tag("span", name) for name in names), class_="axis", data_spread=spread, aria_hidden="true")
    return join(picture(bars.file, bars.seeded, label), axis)


def _table(rows: Sequence[tuple[str, float, float]], caption: str) -> Html:
    top = max([max(a, b) for _, a, b in rows] or [1.0]) or 1.0
    shown: list[list[Content]] = [[label, _bars(a / top, b / top), share(a), share(b)] for label, a, b in rows]
    return tag("div", table(HEAD, shown, caption=caption, numbers=_NUMBERS, hidden=True), class_="scroll bars")


def _label(label: str) -> Html:
    """One that may be broken anywhere, so that there is room for the bars, where it is long."""
    if len(label) <= _SHORT:
        return join(label)
    return tag("span", cut(label, _LONGEST), class_="long", title=label)


def _bars(file: float, seeded: float) -> Html:
    return tag(
        "svg",
        tag("rect", x=0, y=1, width=f"{100 * file:.1f}", height=5, class_="file"),
        tag("rect", x=0, y=8, width=f"{100 * seeded:.1f}", height=5, class_="seeded"),
        viewBox="0 0 100 14",
        preserveAspectRatio="none",
        aria_hidden="true",
        class_="bar",
    )
