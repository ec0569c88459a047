"""What will be filled, lowered, kept or impossible, and why: what a plan says first, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from seeding.findings import Finding, Severity
from seeding.report.cells import visible, wrap
from seeding.report.style import Style
from seeding.report.words import number, plural

if TYPE_CHECKING:
    from seeding.plan.model import Plan, PlannedTable

_ROOM = "has room for no more"
_DOUBT = "; not understood: "
_MOST = 12


class State(StrEnum):
    """What becomes of a table."""

    FILLED = "filled"
    LOWERED = "lowered"  # with fewer rows than were asked for
    UNSURE = "unsure"  # filled, but a constraint may refuse rows
    KEPT = "kept"  # its rows stay, others refer to them
    LEFT_OUT = "left out"


# What the load says of a planned table; what the plan itself says leaves it planned, and unsure.
_TOLD = {"load-left-out": State.LEFT_OUT, "load-shortfall": State.LOWERED}


_ASIDE = frozenset({"pattern-drift"})  # said of a file, not of a table


@dataclass(frozen=True)
class Outlook:
    """One table: what becomes of it, why (empty where all is as asked), and what to do about it."""

    table: str
    state: State
    rows: int = 0
    why: str = ""
    hint: str = ""


def outlook(plan: Plan, findings: Sequence[Finding] = ()) -> list[Outlook]:
    """Every table the plan fills, in load order, then those it does not, by name."""
    found = [*plan.findings, *(f for f in findings if f not in plan.findings)]
    told = {f.where: f for f in found if f.severity is not Severity.NOTE}
    planned = {str(table.name) for table in plan.tables}
    filled = [_planned(table, told.get(str(table.name))) for table in plan.tables]
    others = [
        Outlook(f.where, State.KEPT if f.severity is Severity.NOTE else State.LEFT_OUT, 0, f.message, f.hint)
        for f in found
        if f.where not in planned and f.rule not in _ASIDE
    ]
    return [*filled, *sorted(others, key=lambda one: one.table)]


def _planned(table: PlannedTable, told: Finding | None) -> Outlook:
    name = str(table.name)
    if told is not None:
        state = _TOLD.get(told.rule, State.UNSURE)
        return Outlook(name, state, 0 if state is State.LEFT_OUT else table.rows, told.message, told.hint)
    if table.why.endswith(_ROOM):
        return Outlook(name, State.LOWERED, table.rows, table.why)
    unsure = {
        constraint: column.name
        for column in table.columns
        for constraint in column.reason.partition(_DOUBT)[2].split(", ")
        if constraint
    }
    if unsure:
        why = f"nothing makes sure of {', '.join(unsure)} ({', '.join(dict.fromkeys(unsure.values()))})"
        return Outlook(name, State.UNSURE, table.rows, why, f"seed new factory {name}, and declare what it accepts")
    return Outlook(name, State.FILLED, table.rows)


def outlook_text(plan: Plan, findings: Sequence[Finding] = (), *, style: Style, room: int) -> list[str]:
    """A line of numbers, and below it one table a line where all is not as it was asked for."""
    tables = outlook(plan, findings)
    counted = {state: [one for one in tables if one.state is state] for state in State}
    whole = len(tables) - len(counted[State.LEFT_OUT]) - len(counted[State.KEPT])
    parts = [f"{plural(whole, 'table')} to fill"]
    parts += [
        f"{number(len(found))} {state}" for state, found in counted.items() if found and state is not State.FILLED
    ]
    lines = [f"{style.bold('outlook:')} {', '.join(parts)}"]
    paints = {State.LEFT_OUT: style.yellow, State.UNSURE: style.yellow}
    # What nobody gets comes first: it is what a reader can do something about.
    shown = [one for s in (State.LEFT_OUT, State.UNSURE, State.LOWERED, State.KEPT) for one in counted[s]]
    for one in shown[:_MOST]:
        rows = f", {plural(one.rows, 'row')}" if one.state is State.LOWERED else ""
        hang = " " * (len(one.state) + 4)
        first, *rest = wrap(visible(f"{one.table}{rows}: {one.why}"), room - len(hang))
        lines += [f"  {paints.get(one.state, style.dim)(str(one.state))}  {first}", *(hang + line for line in rest)]
    if len(shown) > _MOST:
        lines.append(f"  … and {number(len(shown) - _MOST)} more: --format json shows them all")
    return lines
