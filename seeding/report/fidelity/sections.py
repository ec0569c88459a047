"""A table of the file on the page: its columns, what depends on what, its foreign keys."""

from __future__ import annotations

from seeding.fidelity.model import Bars, ColumnFidelity, FanOut, Metric, PairFidelity, Part, Score, Steps, TableFidelity
from seeding.fidelity.words import share
from seeding.report.fidelity.bars import bar_table, rhythm, step_table
from seeding.report.fidelity.curves import curve
from seeding.report.fidelity.heat import heat_maps, heat_table
from seeding.report.fidelity.html import Html, join, tag
from seeding.report.fidelity.text import shown
from seeding.report.words import number, plural

GOOD, FAIR = 0.9, 0.75
_KINDS = {
    "number": "numbers",
    "time": "growth over time",
    "category": "categories",
    "text": "texts, by their form only",
    "array": "arrays",
    "json": "JSON",
    "other": "",
}


def table_section(found: TableFidelity, *, opened: bool) -> Html:
    """Everything about one table, the worst first, behind its name."""
    columns = sorted(found.columns, key=lambda c: (c.score is None, not c.counts, c.score.value if c.score else 0))
    pairs = sorted(found.pairs, key=lambda p: (not p.counts, p.score.value if p.score else 1))
    fan_outs = sorted(found.fan_outs, key=lambda f: f.score.value if f.score else 1)
    plain = [column for column in columns if column.spread is None and not column.parts]
    charts = [column_card(column) for column in columns if column not in plain]
    rows = f"{plural(found.rows_seeded, 'row')} here, about {number(found.rows_file)} in production"
    return tag(
        "details",
        tag("summary", tag("h3", found.name), tag("span", rows, class_="rows")),
        _cards("Columns", charts),
        tag("p", "Only NULLs are compared: ", ", ".join(map(_plain, plain)), class_="note") if plain else None,
        _cards("What depends on what", [pair_card(pair) for pair in pairs]),
        _cards("Children of each parent", [fan_out_card(fan_out) for fan_out in fan_outs]),
        class_="table",
        id=anchor(found.name),
        open="" if opened else None,
    )


def anchor(name: str) -> str:
    """Where a table stands on the page."""
    return "table-" + "".join(c if c.isalnum() and c.isascii() else f"-{ord(c):x}-" for c in name)


def badge(score: Score | None, *, counts: bool = True) -> Html:
    """A score as a label; an outline where it is in no average."""
    if score is None:
        return tag("span", "no score", class_="badge none")
    how = f"{score.metric} {score.value:.3f}; a perfect sample of as many rows: about {score.chance:.2f}"
    kind = grade(score.value) if counts else "aside"
    return tag("span", shown(score.value), class_=f"badge {kind}", title=how if counts else f"{how}; in no average")


def grade(value: float) -> str:
    """Good, fair or poor."""
    return "good" if value >= GOOD else "fair" if value >= FAIR else "poor"


def column_card(column: ColumnFidelity) -> Html:
    """The two distributions, NULLs, and what else the file says of the column."""
    what = f"{column.table}.{column.column}"
    return tag(
        "article",
        _head(column.column, _KINDS[column.kind], badge(column.score, counts=column.counts) if column.score else None),
        _spread(column.spread, what),
        _nulls(column),
        *(_part(part, what) for part in column.parts),
        class_="card",
    )


def pair_card(pair: PairFidelity) -> Html:
    """The heat maps and their numbers."""
    strength = "|r|" if pair.score is not None and pair.score.metric is Metric.CORRELATION else "Cramér's V"
    said = f"{strength} {pair.association:.2f} in production"
    return tag(
        "article",
        _head(f"{pair.column} by {pair.on}", said, badge(pair.score, counts=pair.counts)),
        heat_maps(pair),
        *(tag("p", line, class_="note") for line in _beside(pair)),
        tag("details", tag("summary", "Numbers"), heat_table(pair), class_="numbers"),
        class_="card wide",
    )


def _beside(pair: PairFidelity) -> list[str]:
    if pair.beside is None:
        return []
    found = pair.beside
    same = f"the same value: {share(found.same_file)} in production, {share(found.same_seeded)} seeded"
    order = f"{pair.column} {found.order.replace('<=', '≤').replace('>=', '≥')} {pair.on} in production"
    broken = f"not so in {share(found.broken)} of the seeded rows" if found.broken else "in all seeded rows, too"
    return [same] * bool(found.same_file) + [f"{order}; {broken}"] * bool(found.order)


def fan_out_card(fan_out: FanOut) -> Html:
    """How many children parents have."""
    caption = f"rows of {fan_out.table} for each row of {fan_out.to}"
    return tag(
        "article",
        _head(f"{fan_out.key} → {fan_out.to}", "rows for each parent", badge(fan_out.score)),
        step_table(fan_out.spread, caption=caption),
        class_="card",
    )


def _cards(title: str, cards: list[Html]) -> Html | None:
    return join(tag("h4", title), tag("div", *cards, class_="cards")) if cards else None


def _head(title: str, about: str, score: Html | None) -> Html:
    return tag("header", tag("h5", title), tag("span", about, class_="about"), score)


def _spread(spread: Steps | Bars | None, what: str) -> Html | None:
    if isinstance(spread, Bars):
        return bar_table(spread, caption=f"{what}: shares of each value")
    if spread is None:
        return None
    numbers = step_table(spread, caption=f"{what}: shares of each group of bins")
    return join(curve(spread, what=what), tag("details", tag("summary", "Numbers"), numbers, class_="numbers"))


def _part(part: Part, what: str) -> Html:
    score = f" {shown(part.score.value)}" if part.score else ""
    title = tag("h6", part.title, tag("span", score, class_="about"))
    if isinstance(part.spread, Bars):
        rhythmic = part.title.startswith(("days", "hours"))
        caption = f"{what}, {part.title}"
        return join(title, rhythm(part.spread, title=caption) if rhythmic else bar_table(part.spread, caption=caption))
    if part.spread.unit == "whole" and len(part.spread.bins) <= 8:
        return join(title, step_table(part.spread, caption=f"{what}, {part.title}"))
    return join(title, curve(part.spread, what=f"{what}, {part.title}"))


def _nulls(column: ColumnFidelity) -> Html | None:
    if not column.nulls_file and not column.nulls_seeded:
        return None
    return tag(
        "p", f"NULL: {share(column.nulls_file)} in production, {share(column.nulls_seeded)} seeded", class_="note"
    )


def _plain(column: ColumnFidelity) -> str:
    if not column.nulls_file and not column.nulls_seeded:
        return column.column
    return f"{column.column} ({share(column.nulls_file)} → {share(column.nulls_seeded)})"
