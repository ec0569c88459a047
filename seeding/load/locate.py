"""The row number of a value the server complained about, found by making the rows again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seeding.generate import BLOCK, make
from seeding.load.encode import as_text
from seeding.plan.model import Plan, PlannedTable

# Making a million rows again takes a second or two; an error message is not worth more.
_MOST_ROWS = 1_000_000


def find_row(
    plan: Plan, planned: PlannedTable, columns: Sequence[str], values: Sequence[str], *, repeated: bool = False
) -> int | None:
    """The first planned row whose `columns` read as `values` (as PostgreSQL prints them); None if none does.

    With `repeated` the second one, if there is one: of two rows with the same key, that is the one refused.
    """
    known = {c.name: c.attribute.type for c in planned.columns}
    if len(columns) != len(values) or not set(columns) <= set(known):
        return None
    found: list[int] = []
    for begin in range(planned.start, min(planned.stop, planned.start + _MOST_ROWS), BLOCK):
        data = make(plan, planned, begin, min(begin + BLOCK, planned.stop)).data
        same = np.ones(data.num_rows, np.bool_)
        for column, value in zip(columns, values, strict=True):
            text = as_text(data.column(column), known[column])
            same &= np.array([v is not None and _normal(v) == value for v in text.to_pylist()])
        found += [begin + int(place) for place in np.flatnonzero(same)[:2]]
        if len(found) > repeated:
            break
    return found[min(int(repeated), len(found) - 1)] if found else None


def _normal(text: str) -> str:
    # PostgreSQL prints no fraction of a second where there is none.
    return text.replace(".000000", "")
