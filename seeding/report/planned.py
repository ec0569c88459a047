"""What a person reads before anything runs: order, rows and why, and every column's generator."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from seeding.report.cells import visible, width
from seeding.report.destination import destination_text
from seeding.report.findings import findings_text
from seeding.report.grid import GAP, Heading, grid
from seeding.report.indexed import indexes_text
from seeding.report.outlook import Outlook, State, outlook, outlook_text
from seeding.report.plan_facts import as_of_text, filled_later, row_by_row
from seeding.report.seeded import migrations_text, samples_text
from seeding.report.style import Style
from seeding.report.words import number, plural

if TYPE_CHECKING:
    from seeding.plan.model import PlannedColumn, PlannedTable
    from seeding.report.result import SeedResult
    from seeding.schema import ForeignKey, Name

_INDENT = "   "
_NAME, _TYPE, _GENERATOR, _WHY = 28, 18, 24, 34  # columns: at most, at most, at least, wanted
_SHORT = (
    ("timestamp with time zone", "timestamptz"),
    ("time with time zone", "timetz"),
    ("character varying", "varchar"),
)


# More tables than this are shown a line each.
_DETAILED = 12


def plan_text(result: SeedResult, *, style: Style, room: int, details: Collection[Name] = frozenset()) -> list[str]:
    """Lines for a plan: the outlook, then every table's columns where they are few or asked for by `details`."""
    plan = result.plan
    late = filled_later(plan)
    size = f"{plural(len(plan.tables), 'table')}, {plural(plan.rows, 'row')}"
    lines = [
        f"{style.bold(f'plan for {visible(plan.profile)}:')} {size}; seed {plan.seed}, as of {as_of_text(plan)}",
        *destination_text(result.destination, style=style, look=False),
        "",
    ]
    lines += migrations_text(result.migrations)
    told = outlook(plan, result.findings)
    if any(one.state is not State.FILLED for one in told) and not details:
        lines += [*outlook_text(plan, result.findings, style=style, room=room), ""]
    if not details and len(plan.tables) > _DETAILED:
        lines += [*_overview(plan.tables, {one.table: one for one in told}, style, room), ""]
    else:
        for position, table in enumerate(plan.tables, 1):
            if not details or table.name in details:
                lines += [*_table(position, table, late.get(str(table.name), []), style, room), ""]
    lines += samples_text(result, style=style, room=room)
    if result.findings:
        lines += [*findings_text(result.findings, style=style, room=room), ""]
    said = indexes_text(result.choice, room=room, done=False)
    lines += [*said, ""] if said else []
    if result.unchanged:
        return [*lines, "these rows are already there: a run would change nothing"]
    return [*lines, "no row was written"]


def _overview(tables: Sequence[PlannedTable], told: Mapping[str, Outlook], style: Style, room: int) -> list[str]:
    """A line a table, in the order they are filled."""
    headings = [
        Heading("", right=True),
        Heading("table", most=48, paint=style.cyan),
        Heading("rows", right=True),
        Heading("why so many"),
        Heading("made by"),
    ]
    rows = []
    for position, table in enumerate(tables, 1):
        state = told[str(table.name)].state
        made_by = table.factory or "inferred"
        shown = made_by if state is State.FILLED else f"{made_by}, {state}"
        rows.append([str(position), visible(str(table.name)), number(table.rows), visible(table.why), visible(shown)])
    lines = grid(headings, rows, room=room, style=style, wrapped=True)
    return [*lines, "", "columns, generators and reasons of one: --table TABLE; of all: --format json"]


def _table(position: int, table: PlannedTable, late: list[ForeignKey], style: Style, room: int) -> list[str]:
    why = f" ({visible(table.why)})" if table.why else ""
    made_by = f", by {visible(table.factory)}" if table.factory else ", inferred"
    lines = [f"{position}. {style.bold(visible(str(table.name)))}  {plural(table.rows, 'row')}{why}{made_by}"]
    if table.start:
        lines.append(f"   row numbers {table.start} to {table.stop - 1}: earlier ones are there")
    lines += _columns(table, style, room)
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


def _columns(table: PlannedTable, style: Style, room: int) -> list[str]:
    rows = [[c.name, _type(c), visible(repr(c.generator)), _why(c, table)] for c in table.columns]
    names, types, why = (max([width(row[i]) for row in rows], default=0) for i in (0, 1, 3))
    left = room - len(_INDENT) - min(names, _NAME) - min(types, _TYPE) - 3 * len(GAP)
    headings = [
        Heading("column", most=_NAME, paint=style.cyan),
        Heading("type", most=_TYPE),
        Heading("generator", most=max(_GENERATOR, left - min(why, _WHY))),
        Heading("why"),
    ]
    return grid(headings, rows, room=room, style=style, indent=_INDENT, wrapped=True)


def _type(column: PlannedColumn) -> str:
    """The type as short as PostgreSQL accepts it."""
    name = str(column.attribute.type)
    for long, short in _SHORT:
        name = name.replace(long, short)
    return name.replace(" without time zone", "")


def _why(column: PlannedColumn, table: PlannedTable) -> str:
    # What stands above the columns, the factory's name or that all is inferred, is not said again.
    told = column.reason if column.reason != table.factory else ""
    usual = "factory" if table.factory else "inferred"
    return told if told and column.origin == usual else ": ".join(filter(None, (column.origin, told)))
