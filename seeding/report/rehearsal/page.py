"""A rehearsal as a page: one file that opens offline, in light and dark, on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from seeding.findings import Severity
from seeding.report.fidelity import page as fidelity_page
from seeding.report.fidelity.html import Content, Html, join, table, tag
from seeding.report.findings import ranked
from seeding.report.rehearsal.timeline import timeline
from seeding.report.rehearsal.words import at_work, effects, headline, names, nothing, rows, verdict, waited, way_back
from seeding.report.words import seconds as spoken

if TYPE_CHECKING:
    from seeding.findings import Finding
    from seeding.migrations.rehearse import MigrationRun, Rehearsal

_SHARED = Path(fidelity_page.__file__).with_name("page.css")
_LOOK = Path(__file__).with_name("page.css")
# Nothing is fetched, whatever names and statements say.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_GRADES = {Severity.ERROR: "poor", Severity.WARNING: "fair", Severity.NOTE: "aside"}


def page(rehearsal: Rehearsal) -> str:
    """The whole document."""
    body = tag(
        "main",
        _hero(rehearsal),
        _findings(rehearsal),
        *(_migration(migration) for migration in rehearsal.migrations),
        _guide(),
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"Rehearsal of {names(rehearsal.migrations)}"),
        tag("style", Html(_SHARED.read_text(encoding="utf-8") + _LOOK.read_text(encoding="utf-8"))),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', body), lang='en')}\n"


def _hero(rehearsal: Rehearsal) -> Html:
    state = "within budget" if rehearsal.ok else "over budget"
    if not rehearsal.migrations:
        return tag("header", tag("h1", "Nothing to rehearse"), tag("p", nothing(rehearsal), class_="lead"))
    return tag(
        "header",
        tag(
            "h1",
            tag("span", f"Rehearsal of {names(rehearsal.migrations)} "),
            tag("span", state, class_=f"score {'good' if rehearsal.ok else 'poor'}"),
        ),
        tag("p", verdict(rehearsal), class_="lead"),
        tag(
            "dl",
            *_said("Production has", rehearsal.base),
            *_said("Pending", rehearsal.pending),
            *_said("Rows", rows(rehearsal.filled)),
            *_said("Server", f"{rehearsal.server}, in a database made for it"),
        ),
        class_="hero",
    )


def _said(term: str, what: str) -> tuple[Html, Html]:
    return tag("dt", term), tag("dd", what)


def _findings(rehearsal: Rehearsal) -> Html | None:
    if not rehearsal.findings:
        return None
    found = [_finding(finding) for finding in ranked(rehearsal.findings)]
    return join(tag("h2", "To look at"), tag("ul", *found, class_="findings"))


def _finding(finding: Finding) -> Html:
    return tag(
        "li",
        tag("span", str(finding.severity), class_=f"badge {_GRADES[finding.severity]}"),
        tag(
            "div",
            tag("p", finding.where, class_="note"),
            tag("p", finding.message),
            *(tag("p", line, class_="note") for line in finding.hint.split("\n") if line),
        ),
    )


def _migration(migration: MigrationRun) -> Html:
    cells: list[list[Content]] = []
    for statement in migration.statements:
        did = [tag("li", effect) for effect in effects(statement, migration.modes)]
        cells.append(
            [
                str(statement.line),
                tag("code", " ".join(statement.text.split())),
                spoken(statement.seconds),
                waited(statement.readers) or "–",
                waited(statement.writers) or "–",
                tag("ul", *did, class_="effects") if did else "–",
            ]
        )
    head: list[Content] = ["Line", "Statement", "Took", "Readers wait", "Writers wait", "Locks, for how long; rows"]
    found = table(head, cells, caption="Statements", numbers=frozenset({0, 2, 3, 4}), hidden=True)
    return tag(
        "section",
        tag("h2", migration.path),
        tag("p", headline(migration), class_="lead"),
        timeline(migration),
        tag("div", found, class_="scroll statements"),
        tag(
            "dl",
            *_said("Reversible", way_back(migration)),
            *_said("Clients", at_work(migration.clients)),
            class_="after",
        ),
    )


def _guide() -> Html:
    said = (
        ("Took", "The server's time for the statement, beside clients that read and write the tables it touches."),
        ("Locks", "The strongest on each table that was there before, from when it was granted until the commit."),
        (
            "Readers, writers wait",
            "The longest that one request of a client stood behind a lock this statement was the first to take.",
        ),
        ("Rewrites", "The table, or the index, is another file afterwards: every row was written."),
        (
            "Reversible",
            "The rollback was run, then the whole schema and a fingerprint of every column were compared with before.",
        ),
    )
    return tag("footer", tag("h2", "How to read it"), tag("dl", *(piece for pair in said for piece in _said(*pair))))
