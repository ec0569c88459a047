"""What a person reads after `seed <profile>`: tables, a few rows, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seeding.report.cells import visible
from seeding.report.destination import destination_text
from seeding.report.findings import findings_text
from seeding.report.grid import Heading, grid
from seeding.report.indexed import indexes_text
from seeding.report.sampled import sample_text
from seeding.report.style import Style
from seeding.report.words import listed, number, plural, rate, seconds

if TYPE_CHECKING:
    from seeding.plan.model import Plan
    from seeding.report.result import SeedResult, TableResult

# A schema of 500 tables must not scroll away what was done and where.
_TABLES = 40
SAMPLES = 12


def seed_text(result: SeedResult, *, style: Style, room: int) -> list[str]:
    """Lines for a finished run; the most wanted ones, what was done and where, come last."""
    lines: list[str] = []
    lines += migrations_text(result.migrations)
    if result.tables and not result.unchanged:
        lines += [*_tables(result.tables, style, room), ""]
    lines += samples_text(result, style=style, room=room)
    if result.findings:
        lines += [*findings_text(result.findings, style=style, room=room), ""]
    return [
        *lines,
        *_summary(result, style),
        *indexes_text(result.choice, room=room, done=True),
        *destination_text(result.destination, style=style),
        *login_text(result.plan),
    ]


def login_text(plan: Plan) -> list[str]:
    """A line that says how to log in as a seeded user of Supabase, where one can."""
    from seeding.plan.platform import login

    found = login(plan)
    if found is None:
        return []
    others = f", as all {plural(found.users, 'user')} have" if found.users > 1 else ""
    return [f"log in    {visible(found.email)} with the password {found.password}{others}"]


def migrations_text(migrations: Sequence[str]) -> list[str]:
    """A line for the migrations that were applied, where there were any."""
    if not migrations:
        return []
    return [f"applied {plural(len(migrations), 'migration')}: {visible(listed(list(migrations), 3))}", ""]


def samples_text(result: SeedResult, *, style: Style, room: int) -> list[str]:
    """Lines: each sample with an empty line after it."""
    lines: list[str] = []
    planned = {str(table.name): table for table in result.plan.tables}
    filled = [sample for sample in result.samples if sample.rows]
    for sample in filled[:SAMPLES]:
        known = planned.get(sample.table)
        keys: set[str] = set()
        if known:
            primary = known.table.primary_key
            references = [c for key in known.table.foreign_keys for c in key.columns]
            keys = {c for c in (*(primary.columns if primary else ()), *references) if c}
        rows = known.rows if known else len(sample.rows)
        lines += [*sample_text(sample, rows=rows, keys=keys, style=style, room=room), ""]
    more = max(len(filled) - SAMPLES, 0) + result.unsampled
    if more:
        lines += [f"sample rows of {plural(more, 'more table')}: --format json shows them", ""]
    return lines


def _tables(tables: Sequence[TableResult], style: Style, room: int) -> list[str]:
    headings = [
        Heading("table", most=48, paint=style.cyan),
        Heading("rows", right=True),
        Heading("seconds", right=True),
        Heading("made by"),
    ]
    largest = sorted(tables, key=lambda table: -table.rows)[:_TABLES]
    shown = [table for table in tables if table in largest]
    rows = [
        [
            table.name,
            number(table.rows),
            f"{table.seconds:.2f}",
            ", ".join(part for part in (table.factory or "inferred", table.note) if part),
        ]
        for table in shown
    ]
    lines = grid(headings, rows, room=room, style=style, wrapped=True)
    if len(shown) < len(tables):
        left = sum(table.rows for table in tables) - sum(table.rows for table in shown)
        more = f"{number(len(tables) - len(shown))} smaller tables with {plural(left, 'row')}"
        lines.append(f"  … and {more}: --format json shows them all")
    return lines


def _summary(result: SeedResult, style: Style) -> list[str]:
    if result.unchanged:
        return unchanged_text(result.plan.profile, result.plan.rows, result.kept, style=style)
    # Of a few rows, the start-up is most of the time: a rate would say nothing.
    speed = rate(result.rows, result.seconds) if result.rows >= 1000 else ""
    done = f"{plural(result.rows, 'row')} in {plural(len(result.tables), 'table')}, {seconds(result.seconds)}"
    lines = [f"{style.green('done:')} {done}{f' ({speed})' if speed else ''}"]
    what = [f"{plural(result.removed, 'row')} of earlier runs replaced"] * bool(result.removed)
    what += _kept(result.kept)
    return [*lines, *["; ".join(what)] * bool(what)]


def unchanged_text(profile: str, rows: int, kept: int, *, style: Style) -> list[str]:
    """Lines for a run that found every row there."""
    there = f"{plural(rows, 'row')} of {visible(profile)} are already there"
    return [f"{style.green('unchanged:')} {there}; nothing was written", *_kept(kept)]


def _kept(rows: int) -> list[str]:
    return [f"{plural(rows, 'row')} made by hand {'was' if rows == 1 else 'were'} kept"] * bool(rows)
