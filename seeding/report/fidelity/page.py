"""The page: one file that opens offline, in light and dark, on a phone, read aloud or printed."""

from __future__ import annotations

from pathlib import Path

from seeding.fidelity.findings import advice, items, who
from seeding.fidelity.model import Fidelity, Property
from seeding.report.fidelity.guide import guide, privacy_section
from seeding.report.fidelity.html import Content, Html, join, table, tag
from seeding.report.fidelity.sections import anchor, badge, grade, table_section
from seeding.report.fidelity.text import lowest, moved_by, shown
from seeding.report.result import FidelityResult
from seeding.report.words import number, plural

_WORST = 12
_OPEN = 6  # more tables than this are folded
_LOOK = Path(__file__).with_name("page.css")
# Nothing is fetched, whatever the file's names and values say.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_ABOUT = {
    Property.SHAPES: "each column's distribution",
    Property.PAIRS: "columns that depend on each other",
    Property.CARDINALITY: "children of each parent",
    Property.INTERTABLE: "columns that depend on a parent's",
}


def page(result: FidelityResult) -> str:
    """The whole document."""
    fidelity = result.fidelity
    title = f"Fidelity to {result.file}"
    ranked = sorted(fidelity.tables, key=lambda one: (lowest(one), one.name))
    opened = len(ranked) <= _OPEN
    body = tag(
        "main",
        _hero(result),
        _properties(fidelity),
        _worst(result),
        _findings(fidelity),
        _overview(fidelity),
        tag("h2", "Tables", id="tables"),
        tag("p", "Each opens with a click. ", _legend(), class_="lead"),
        *(table_section(one, opened=opened) for one in ranked),
        privacy_section(fidelity.patterns),
        guide(),
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", Html(_LOOK.read_text(encoding="utf-8"))),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', body), lang='en')}\n"


def _hero(result: FidelityResult) -> Html:
    fidelity = result.fidelity
    score = fidelity.score
    how = "" if score is None else grade(score)
    compared = sum(n for _, n in fidelity.properties.values())
    said = f"The mean of four properties, {plural(compared, 'comparison')} in all; 1 is as alike as can be."
    return tag(
        "header",
        tag("h1", tag("span", "Fidelity to production "), tag("span", shown(score), class_=f"score {how}")),
        tag("p", said, class_="lead"),
        tag(
            "dl",
            *_said("Seeded database", result.destination.shown),
            *_said("Pattern file", result.file),
            *_said("Learned", f"{fidelity.patterns.learned}{moved_by(result)}"),
            *_said("Tables", number(len(fidelity.tables))),
        ),
        class_="hero",
    )


def _said(term: str, what: str) -> tuple[Html, Html]:
    return tag("dt", term), tag("dd", what)


def _properties(fidelity: Fidelity) -> Html:
    cards = []
    for what, (score, compared) in fidelity.properties.items():
        meter = tag(
            "svg",
            tag("rect", x=0, y=0, width=100, height=4, class_="ground"),
            tag("rect", x=0, y=0, width=f"{100 * (score or 0):.1f}", height=4, class_=grade(score or 0)),
            viewBox="0 0 100 4",
            preserveAspectRatio="none",
            aria_hidden="true",
        )
        cards.append(
            tag(
                "li",
                tag("strong", shown(score)),
                tag("span", str(what).capitalize(), class_="name"),
                meter,
                tag("span", f"{_ABOUT[what]}: {number(compared)}", class_="about"),
            )
        )
    return tag("ul", *cards, class_="properties", aria_label="The four properties")


def _worst(result: FidelityResult) -> Html:
    ranked = [item for item in items(result.fidelity) if item.counts][:_WORST]
    rows: list[list[Content]] = [
        [
            tag("a", f"{item.table}: {item.what}", href=f"#{anchor(item.table)}"),
            badge(item.score),
            str(item.property),
            advice(item) or "–",
        ]
        for item in ranked
    ]
    if not rows:
        return tag("p", "Nothing could be compared: are the tables empty?", class_="lead")
    head: list[Content] = ["Where", "Score", "Property", "What to do"]
    shown_ = table(head, rows, caption="The lowest scores", numbers=frozenset(), hidden=True)
    said = tag("p", who(result.profile), class_="note") if any(advice(item) for item in ranked) else None
    return join(tag("h2", "Worst first"), tag("div", shown_, class_="scroll worst"), said)


def _findings(fidelity: Fidelity) -> Html | None:
    if not fidelity.findings:
        return None
    rows: list[list[Content]] = [
        [finding.where, join(finding.message, tag("br"), tag("span", finding.hint, class_="note"))]
        for finding in fidelity.findings
    ]
    head: list[Content] = ["Where", "What"]
    found = table(head, rows, caption="What no score shows", numbers=frozenset(), hidden=True)
    return join(tag("h2", "What no score shows"), tag("div", found, class_="scroll"))


def _overview(fidelity: Fidelity) -> Html:
    rows: list[list[Content]] = []
    for one in sorted(fidelity.tables, key=lambda one: (lowest(one), one.name)):
        means = [(sum(s) / len(s) if (s := one.scores(what)) else None) for what in Property]
        rows.append(
            [
                tag("a", one.name, href=f"#{anchor(one.name)}"),
                number(one.rows_seeded),
                number(one.rows_file),
                *map(shown, means),
            ]
        )
    head: list[Content] = ["Table", "Rows", "In production", "Shapes", "Pairs", "Cardinality", "Intertable"]
    found = table(head, rows, caption="Every table", numbers=frozenset(range(1, 7)), hidden=True)
    return join(tag("h2", "Every table"), tag("div", found, class_="scroll"))


def _legend() -> Html:
    return tag(
        "span",
        tag("span", "", class_="swatch file"),
        "production, as the file tells of it",
        tag("span", "", class_="swatch seeded"),
        "seeded",
        class_="legend",
    )
