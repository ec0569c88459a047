"""A rehearsal as a comment under a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from seeding.findings import Severity
from seeding.report.cells import cut, visible
from seeding.report.findings import ranked
from seeding.report.rehearsal.words import (
    at_work,
    effects,
    headline,
    names,
    quiet,
    rows,
    statement_text,
    the_rest,
    verdict,
    waited,
    way_back,
)
from seeding.report.words import seconds as spoken

if TYPE_CHECKING:
    from seeding.findings import Finding
    from seeding.migrations.rehearse import MigrationRun, Rehearsal

_STATEMENT = 120
_MOST = 60
_SIGNS = {Severity.ERROR: "**error**", Severity.WARNING: "warning", Severity.NOTE: "note"}
# What Markdown, or GitHub in it, would act on: names and messages are the author's, not ours.
_SPECIAL = {ord(c): f"\\{c}" for c in "\\`*[]<>|#~"} | {ord("@"): "@\u200b"}
# Within a word it is a letter like any other.
_EMPHASIS = re.compile(r"(?<!\w)_|_(?!\w)")


def rehearsal_markdown(rehearsal: Rehearsal, *, page: str = "") -> list[str]:
    """Lines of GitHub's Markdown; the verdict comes first."""
    if not rehearsal.migrations:
        return ["## Rehearsal: nothing is pending", "", f"Looked for {plain(rehearsal.pending)}."]
    state = "within budget" if rehearsal.ok else "over budget"
    lines = [
        f"## Rehearsal of {names(rehearsal.migrations)}: {state}",
        "",
        verdict(rehearsal)[:1].upper() + verdict(rehearsal)[1:] + ".",
        "",
        f"- production has {plain(rehearsal.base)}",
        f"- pending: {plain(rehearsal.pending)}",
        f"- rows: {plain(rows(rehearsal.filled))}",
        f"- server: {rehearsal.server}, in a database made for it",
    ]
    if page:
        lines.append(f"- page: {plain(page)}")
    for finding in rehearsal.filled.findings:
        if finding.severity is not Severity.NOTE:
            lines.append(f"- not filled as asked for: {plain(finding.where)}: {plain(finding.message)}")
    if rehearsal.findings:
        lines += ["", "### To look at", "", *(_finding(finding) for finding in ranked(rehearsal.findings))]
    for migration in rehearsal.migrations:
        lines += ["", *_migration(migration)]
    return lines


def _finding(finding: Finding) -> str:
    hint = "".join(f" <br>{plain(line)}" for line in finding.hint.split("\n") if line)
    said = f"{plain(finding.where)}: {plain(finding.message)} (`{finding.rule}`){hint}"
    return f"- {_SIGNS[finding.severity]} {said}"


def _migration(migration: MigrationRun) -> Iterator[str]:
    yield f"### {plain(migration.path)}"
    yield ""
    yield f"{headline(migration)}; reversible: {plain(way_back(migration))}"
    yield ""
    yield "| line | statement | took | readers wait | writers wait | locks, for how long; rows |"
    yield "|---:|---|---:|---:|---:|---|"
    rest = [statement for statement in migration.statements if quiet(statement)]
    folded = rest if len(rest) > 1 else []
    told = sorted((s for s in migration.statements if s not in folded), key=lambda s: -s.seconds)
    left_out = told[_MOST:]  # a comment has 65,536 characters at most
    for statement in migration.statements:
        if statement in folded or statement in left_out:
            continue
        text = cut(visible(statement_text(statement)), _STATEMENT)
        did = "<br>".join(plain(effect) for effect in effects(statement, migration.modes))
        cells = [str(statement.line), plain(text), spoken(statement.seconds)]
        yield f"| {' | '.join([*cells, waited(statement.readers), waited(statement.writers), did])} |"
    if left_out:
        yield f"| | and {len(left_out)} that took less | | | | |"
    if folded:
        yield f"| | and {the_rest(folded, migration)} | | | | |"
    yield ""
    yield f"Clients: {plain(at_work(migration.clients))}."


def plain(text: str) -> str:
    """Text that Markdown shows as it is.

    >>> plain("a|b <c> user_id _x")
    'a\\\\|b \\\\<c\\\\> user_id \\\\_x'
    """
    return _EMPHASIS.sub(r"\_", visible(text).translate(_SPECIAL))
