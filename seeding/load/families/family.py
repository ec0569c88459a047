"""Which tables go in together, and the order in which they can.

A warehouse has a default location, an invoice is the sum of its lines: at the end a trigger of the parent looks at the
children. Neither is right alone, and which of them is to blame nobody can say; one parent with its children is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from seeding.errors import LoadError
from seeding.plan.model import Plan, PlannedTable
from seeding.schema import ForeignKey, Name
from seeding.schema.trigger_tables import read_by

_MOST_CHILDREN = 3


@dataclass(frozen=True)
class Family:
    """A parent, its children with the key of each to it, and the plan in whose order they come one after the other."""

    parent: PlannedTable
    children: tuple[tuple[PlannedTable, ForeignKey], ...]
    plan: Plan

    @property
    def names(self) -> tuple[str, ...]:
        """The tables, the parent first."""
        return (str(self.parent.name), *(str(child.name) for child, _ in self.children))


@dataclass
class Households:
    """What has been found out so far: the families that go in together, those that do not, and the order of it all."""

    plan: Plan
    families: list[Family] = field(default_factory=list)
    lone: set[str] = field(default_factory=set)

    def join(self, family: Family) -> None:
        """From the next attempt on, the parent comes with its children."""
        self.families.append(family)
        self.plan = family.plan

    def part(self, family: Family) -> None:
        """From the next attempt on, each table goes in on its own."""
        self.families.remove(family)
        self.lone.add(str(family.parent.name))


class FamilyRefusedError(LoadError):
    """No parent was taken with its children either: its tables go their own ways."""

    def __init__(self, family: Family) -> None:
        super().__init__(f"no row of {family.parent.name} was taken together with its children")
        self.family = family


def family_of(
    plan: Plan, parent: PlannedTable, tolerates: Callable[[PlannedTable], bool], lone: Collection[str] = ()
) -> Family | None:
    """The family that a table's constraint triggers look at; None where there is none, or it cannot go in together.

    Tables in `lone` are of another family already, or go their own ways.
    """
    if str(parent.name) in lone:
        return None
    known = {t.name: t.table for t in plan.tables}
    looked_at = read_by(parent.table, known, at_the_end=True)
    columns = {c.name for c in parent.columns}
    children: list[tuple[PlannedTable, ForeignKey]] = []
    for planned in plan.tables:
        if planned.name not in looked_at or planned.name == parent.name or str(planned.name) in lone:
            continue
        keys = [key for key in planned.table.foreign_keys if key.parent == parent.name and key.enforced]
        # (order_id) beside (tenant_id, order_id): the longer one says it all.
        key = max(keys, key=lambda key: (len(key.columns), key.name), default=None)
        if key is None or not planned.rows or any(not set(k.columns) <= set(key.columns) for k in keys):
            continue
        if set(key.columns) <= {c.name for c in planned.columns} and set(key.parent_columns) <= columns:
            children.append((planned, key))
    if not 0 < len(children) <= _MOST_CHILDREN or not all(map(tolerates, [parent, *(child for child, _ in children)])):
        return None
    ordered = _ordered(plan, parent.name, [child.name for child, _ in children])
    return None if ordered is None else Family(parent, tuple(children), ordered)


def _ordered(plan: Plan, parent: Name, children: list[Name]) -> Plan | None:
    """The plan with the family's tables one after the other, all that they need before them; None where a child needs
    what needs the parent.
    """
    needs = {t.name: _needed(plan, t) for t in plan.tables}
    after = _reached(parent, {name: {other for other in needs if name in needs[other]} for name in needs})
    before = set[Name]()
    for name in (parent, *children):
        before |= _reached(name, needs)
    before -= {parent, *children}
    if before & after or parent in _reached(parent, needs) or any(c in _reached(c, needs) for c in children):
        return None
    names = [t.name for t in plan.tables]
    last = max([names.index(name) for name in before] + [names.index(parent)])
    first = [n for n in names[: last + 1] if n not in after and n != parent]
    rest = [n for n in names if n not in {*first, parent, *children}]
    by_name = {t.name: t for t in plan.tables}
    return replace(plan, tables=tuple(by_name[n] for n in (*first, parent, *children, *rest)))


def _needed(plan: Plan, planned: PlannedTable) -> set[Name]:
    known = {t.name for t in plan.tables}
    return {k.parent for k in planned.table.foreign_keys if k.enforced and k.parent in known} - {planned.name}


def _reached(start: Name, edges: dict[Name, set[Name]]) -> set[Name]:
    """What can be reached; the start itself only by a circle."""
    found: set[Name] = set()
    waiting = [start]
    while waiting:
        for name in edges.get(waiting.pop(), set()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found
