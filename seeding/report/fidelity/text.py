"""What a person reads after `seed report`: the scores, what is worst and what to do about it, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.fidelity.findings import GOOD, advice, items, who
from seeding.fidelity.model import Property
from seeding.report.cells import visible
from seeding.report.destination import destination_text
from seeding.report.fidelity.privacy import privacy_lines
from seeding.report.findings import findings_text
from seeding.report.grid import Heading, grid
from seeding.report.style import Style
from seeding.report.words import number, plural

if TYPE_CHECKING:
    from seeding.fidelity import Fidelity
    from seeding.fidelity.model import TableFidelity
    from seeding.report.result import FidelityResult

_WORST = 10
_NOUNS = {
    Property.SHAPES: "column",
    Property.PAIRS: "pair",
    Property.CARDINALITY: "foreign key",
    Property.INTERTABLE: "pair",
}


def fidelity_text(result: FidelityResult, *, style: Style, room: int, page: str = "") -> list[str]:
    """Lines for a report; the whole score comes last."""
    fidelity = result.fidelity
    lines = [
        f"{style.bold('fidelity')} to {visible(result.file)}, learned {fidelity.patterns.learned}{moved_by(result)}",
        *destination_text(result.destination, style=style, look=False),
        "",
        *_properties(fidelity, style, room),
        "",
        *_tables(fidelity, style, room),
        "",
        *_worst(result, style, room),
    ]
    if fidelity.findings:
        lines += [*findings_text(fidelity.findings, style=style, room=room), ""]
    lines += [f"privacy: {visible(line)}" for line in privacy_lines(fidelity.patterns)]
    if page:
        lines.append(f"page:    {style.cyan(visible(page))}")
    score = fidelity.score
    if score is None:
        return [*lines, "", style.yellow("nothing could be compared")]
    paint = style.green if score >= GOOD else style.yellow
    return [*lines, "", f"{paint(f'fidelity {score:.3f}')}, 1 being as alike as can be"]


def _properties(fidelity: Fidelity, style: Style, room: int) -> list[str]:
    rows = [
        [str(what), shown(score), plural(compared, _NOUNS[what])]
        for what, (score, compared) in fidelity.properties.items()
    ]
    return grid([Heading("property"), Heading("score", right=True), Heading("mean of")], rows, room=room, style=style)


def _tables(fidelity: Fidelity, style: Style, room: int) -> list[str]:
    headings = [
        Heading("table", most=40, paint=style.cyan),
        Heading("rows", right=True),
        Heading("in production", right=True),
        *(Heading(title, right=True) for title in ("shapes", "pairs", "cardinality", "intertable")),
    ]
    ranked = sorted(fidelity.tables, key=lambda table: (lowest(table), table.name))
    rows = [
        [
            visible(table.name),
            number(table.rows_seeded),
            number(table.rows_file),
            *(shown(_mean(table.scores(what))) for what in Property),
        ]
        for table in ranked
    ]
    return grid(headings, rows, room=room, style=style)


def _worst(result: FidelityResult, style: Style, room: int) -> list[str]:
    ranked = [item for item in items(result.fidelity) if item.counts][:_WORST]
    if not ranked:
        return []
    headings = [Heading("score", right=True), Heading("worst", most=44, paint=style.cyan), Heading("what to do")]
    rows = [[shown(item.score.value), visible(f"{item.table}: {item.what}"), advice(item)] for item in ranked]
    lines = grid(headings, rows, room=room, style=style, wrapped=True)
    return [*lines, *[f"  {who(result.profile)}"] * any(row[2] for row in rows), ""]


def moved_by(result: FidelityResult) -> str:
    """What is told of instants that were moved."""
    return f"; its instants are moved by {plural(result.days, 'day')}, to the profile's as_of" if result.days else ""


def lowest(table: TableFidelity) -> float:
    """What tables are ranked by: the worst mean of a property; tables without any score come last."""
    means = [mean for what in Property if (mean := _mean(table.scores(what))) is not None]
    return min(means, default=2.0)


def shown(score: float | None) -> str:
    """Two digits, never rounded up to a 1 that it is not; a dash for none."""
    return "–" if score is None else f"{min(score, 0.99) if score < 0.9995 else 1.0:.2f}"


def _mean(scores: list[float]) -> float | None:
    return sum(scores) / len(scores) if scores else None
