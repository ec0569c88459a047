"""What a person reads before anything runs: order, rows and why, and every column's generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeding.report.cells import visible
from seeding.report.destination import destination_text
from seeding.report.findings import findings_text
from seeding.report.grid import Heading, grid
from seeding.report.plan_facts import as_of_text, filled_later, row_by_row
from seeding.report.seeded import samples_text
from seeding.report.style import Style
from seeding.report.words import listed, plural

if TYPE_CHECKING:
    from seeding.plan.model import PlannedColumn, PlannedTable
    from seeding.report.result import SeedResult
    from seeding.schema import ForeignKey


def plan_text(result: SeedResult, *, style: Style, room: int) -> list[str]:
    """Lines for a plan, with sample rows where there are any."""
    plan = result.plan
    late = filled_later(plan)
    size = f"{plural(len(plan.tables), 'table')}, {plural(plan.rows, 'row')}"
    lines = [
        f"{style.bold(f'plan for {visible(plan.profile)}:')} {size}; seed {plan.seed}, as of {as_of_text(plan)}",
        *destination_text(result.destination, style=style, look=False),
        "",
    ]
    if result.migrations:
        lines.append(f"{plural(len(result.migrations), 'migration')} to apply: {listed(list(result.migrations), 3)}")
        lines.append("")
    for position, table in enumerate(plan.tables, 1):
        lines += [*_table(position, table, late.get(str(table.name), []), style, room), ""]
    lines += samples_text(result.samples, plan, style=style, room=room)
    if result.findings:
        lines += [*findings_text(result.findings, style=style, room=room), ""]
    if result.unchanged:
        return [*lines, "these rows are already there: a run would change nothing"]
    return [*lines, "nothing was written"]


def _table(position: int, table: PlannedTable, late: list[ForeignKey], style: Style, room: int) -> list[str]:
    why = f" ({visible(table.why)})" if table.why else ""
    made_by = f", by {visible(table.factory)}" if table.factory else ", inferred"
    lines = [f"{position}. {style.bold(visible(str(table.name)))}  {plural(table.rows, 'row')}{why}{made_by}"]
    if table.start:
        lines.append(f"   row numbers {table.start} to {table.stop - 1}: earlier ones are there")
    headings = [
        Heading("column", most=28, paint=style.cyan),
        Heading("type", most=22),
        Heading("from"),
        Heading("generator"),
    ]
    rows = [[c.name, str(c.attribute.type), str(c.origin), _generator(c)] for c in table.columns]
    lines += grid(headings, rows, room=room, style=style, indent="   ", wrapped=True)
    slow = row_by_row(table)
    if slow:
        lines.append(f"   row by row, so slower: {visible(', '.join(slow))}")
    if table.left_to_server:
        lines.append(f"   left to the server: {visible(', '.join(table.left_to_server))}")
    for key in late:
        itself = key.parent == table.name
        what = "refers to the table itself" if itself else f"refers to {key.parent}, which is filled later"
        lines.append(f"   cycle: {visible(', '.join(key.columns))} {visible(what)}")
    return lines


def _generator(column: PlannedColumn) -> str:
    return f"{column.generator!r}{f' · {column.reason}' if column.reason else ''}"
