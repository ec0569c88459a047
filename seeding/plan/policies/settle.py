"""Single rows given other values where by chance no row would be shown by a policy, or none hidden.

The server says which of the planned rows a policy's conditions hold for. Where a kind is missing, the last of a
table's first rows gets the values that make it one of that kind, provided the table's checks pass: the same rows for
the same plan. Who asks is nobody's to plan; but foreign keys that policies hold against whoever asks lead to two
people at least. Tables with a factory are their author's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from seeding.columns import arrays
from seeding.columns.rows import Pins, World
from seeding.errors import FactoryError
from seeding.infer.expression import Tree, columns_of
from seeding.infer.expression.write import to_sql
from seeding.infer.trying.samples import options
from seeding.infer.trying.samples import sample as sampled
from seeding.infer.trying.subject import Subject
from seeding.plan.model import Plan, PlannedColumn, PlannedTable
from seeding.plan.pins import array_of
from seeding.plan.policies.conditions import Wanted, assignment, owner_columns, wanted
from seeding.schema.trial import Tester, Trial

_LOOKED_AT = 1_000  # rows of a table
_CANDIDATES = 12  # rows tried for a kind that is missing

Row = Mapping[str, Any]


@dataclass
class _Table:
    """A table under way: its first rows as text, what its policies want, and what single rows get."""

    planned: PlannedTable
    world: World
    rows: Sequence[Row]
    wants: Sequence[Wanted]
    given: dict[str, dict[int, Any]] = field(default_factory=dict)  # column → row's place → value as text
    told: dict[str, list[str]] = field(default_factory=dict)

    @property
    def atoms(self) -> list[Tree]:
        """Every condition of its policies, once."""
        return list(dict.fromkeys(atom for want in self.wants for case in want.cases for atom in case))

    def looked_at(self, names: Collection[str]) -> Sequence[Row]:
        """The first rows' values of these columns."""
        columns = {c.name: c.generator for c in self.planned.columns}
        subject = Subject(self.planned.table, {}, self.world, self.planned.rows)
        asked = [name for name in columns if name in names]
        return sampled(subject, {**self.planned.hidden, **columns}, asked, min(_LOOKED_AT, self.planned.rows))

    @cached_property
    def whole(self) -> Sequence[Row]:
        """The same rows with what the table's checks name: only looked at where one is to be changed."""
        named = {c for check in self.planned.table.checks if check.enforced for c in check.columns}
        return self.looked_at({*self.rows[0], *named}) or self.rows


def settled(plan: Plan, tester: Tester) -> Plan:
    """The plan with such rows; itself where chance has provided for them, or nothing is known to do."""
    tables = [found for planned in plan.tables if (found := _looked_at(plan, planned)) is not None]
    asking = [one for one in tables if one.wants]
    answers = tester.ask([Trial(one.planned.name, one.rows, [*map(to_sql, one.atoms)]) for one in asking])
    for one, answer in zip(asking, answers, strict=True):
        if answer is not None:
            _settle(one, answer.rows, tester)
    changed = {one.planned.name: _with(one) for one in tables if one.given}
    return replace(plan, tables=tuple(changed.get(t.name, t) for t in plan.tables)) if changed else plan


def _looked_at(plan: Plan, planned: PlannedTable) -> _Table | None:
    table = planned.table
    if planned.factory or not table.rls_enabled or planned.rows < 2:
        return None
    wants = [want for policy in table.policies if policy.permissive for want in wanted(table, policy)]
    owners = list(dict.fromkeys(c for policy in table.policies for c in owner_columns(table, policy)))
    if not wants and not owners:
        return None
    found = _Table(planned, plan.world, (), wants)
    # Only what policies look at: other columns may cost much, and nobody asks for them.
    found.rows = found.looked_at({*owners, *(c for atom in found.atoms for c in columns_of(atom))})
    if not found.rows:
        return None
    for name in owners:
        _apart(plan, found, name)
    return found


def _apart(plan: Plan, one: _Table, name: str) -> None:
    """Two people at least: where all rows are one's, the last looked at is somebody else's."""
    planned = one.planned
    held = {row.get(name) for row in one.rows} - {None}
    key = next(k for k in planned.table.foreign_keys if k.columns == (name,))
    parent = plan.world.tables.get(str(key.parent))
    follows = any(f"'{name}'" in repr(c.generator) for c in planned.columns if c.name != name)
    if len(held) != 1 or len(one.rows) < 2 or parent is None or not parent.count or parent.count < 2 or follows:
        return
    numbers = np.arange(parent.start, parent.start + min(parent.count, 8), dtype=np.int64)
    try:
        keys = plan.world.rows(parent.name, numbers).column(key.parent_columns[0])
    except FactoryError:
        return
    other = next((value for value in map(str, arrays.to_python(keys)) if value not in held), None)
    if other is not None and _is_free(one, name):
        place = len(one.rows) - 1
        one.given.setdefault(name, {})[place] = other
        one.told.setdefault(name, []).append(
            f"row {planned.start + place} is somebody else's, for its policies to hide"
        )


def _trial(one: _Table, rows: Sequence[Row], atoms: Sequence[Tree]) -> Trial:
    checks = [f"({c.expression}) IS NOT FALSE" for c in one.planned.table.checks if c.enforced]
    return Trial(one.planned.name, rows, [*map(to_sql, atoms), *checks])


def _settle(one: _Table, answers: Sequence[Sequence[str | None] | None], tester: Tester) -> None:
    atoms = one.atoms
    holds = [
        {atom for atom, said in zip(atoms, answer, strict=False) if said == "true"} if answer is not None else None
        for answer in answers
    ]
    taken = {place for places in one.given.values() for place in places}
    for want in one.wants:
        if any(row is not None and any(set(case) <= row for case in want.cases) for row in holds):
            continue
        found = _made(one, want, taken, tester)
        if found is None:
            continue  # seed rls says so
        place, values = found
        taken.add(place)
        holds[place] = set(next(case for case in want.cases))
        for name, value in values.items():
            one.given.setdefault(name, {})[place] = value
            shown = "NULL" if value is None else repr(value)
            number = one.planned.start + place
            one.told.setdefault(name, []).append(f'row {number} is {shown}, for policy "{want.policy}" to {want.what}')


def _made(one: _Table, want: Wanted, taken: set[int], tester: Tester) -> tuple[int, dict[str, Any]] | None:
    """The first row that can be made one of the kind, from the end, and the values that make it so."""
    pinned = {int(n) - one.planned.start for cells in one.planned.pins.values() for n in cells.indices}
    places = [p for p in range(len(one.rows) - 1, -1, -1) if p not in taken and p not in pinned][:_CANDIDATES]
    for case in want.cases:
        values: dict[str, Any] = {}
        for atom in case:
            name = columns_of(atom)[0]
            seen = {row[name] for row in one.rows if isinstance(row.get(name), str)}
            found = assignment(atom, one.planned.table, seen)
            if found is None or not _is_free(one, found[0]):
                break
            values[found[0]] = found[1]
        else:
            rows = [{**one.whole[place], **values} for place in places]
            (answer,) = tester.ask([_trial(one, rows, case)])
            for place, said in zip(places, answer.rows if answer is not None else (), strict=False):
                if said is not None and all(text == "true" for text in said):
                    return place, values
    return None


def _is_free(one: _Table, name: str) -> bool:
    """Whether a column's value is no part of a key, and written by us."""
    table = one.planned.table
    bound = {c for unique in table.apart for c in unique.columns}
    return name not in bound and any(c.name == name for c in one.planned.columns)


def _with(one: _Table) -> PlannedTable:
    planned = one.planned
    settled_cells = dict(planned.settled)
    columns: list[PlannedColumn] = []
    for column in planned.columns:
        cells = one.given.get(column.name)
        if not cells:
            columns.append(column)
            continue
        places = sorted(cells)
        values = options(planned.table, column.name, [cells[place] for place in places])
        array = array_of(column.attribute, values)
        if array is None:
            columns.append(column)
            continue
        settled_cells[column.name] = Pins(np.array([planned.start + p for p in places], dtype=np.int64), array)
        told = "; ".join(one.told[column.name])
        columns.append(replace(column, reason=f"{column.reason}; {told}" if column.reason else told))
    return replace(planned, columns=tuple(columns), settled=settled_cells)
