"""Columns that follow a pattern, tried on the server: what a constraint would refuse goes back to what it was."""

from __future__ import annotations

from seeding.plan.model import Origin, Plan
from seeding.schema import Name
from seeding.schema.trial import Tester

_ROWS = 4_096  # what depends on something goes wrong in few rows, where it does


def refused_cells(plan: Plan, tester: Tester) -> set[tuple[Name, str]]:
    """The columns with values by the pattern whose rows do not all pass the table's constraints."""
    from seeding.infer.inferred import Inferred
    from seeding.infer.trying.failing import failing
    from seeding.infer.trying.subject import Subject

    tables = [t for t in plan.tables if t.rows and any(c.origin is Origin.PATTERN for c in t.columns)]
    patterned = [{c.name for c in t.columns if c.origin is Origin.PATTERN} for t in tables]
    subjects = [
        Subject(
            t.table,
            {c.name: Inferred(c.generator, c.reason) for c in t.columns},
            plan.world,
            t.rows,
        )
        for t in tables
    ]
    found = failing(subjects, patterned, tester, _ROWS)
    return {
        (table.name, column)
        for table, own, columns in zip(tables, patterned, found, strict=True)
        for column in columns & own
    }
