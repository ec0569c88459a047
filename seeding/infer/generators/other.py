"""Two references to one table that never meet: sender and receiver, home team and away team."""

from __future__ import annotations

import numpy as np

from seeding.columns.draws import Indices, below
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows


class OtherReference(Reference):
    """The key of a parent other than the one the reference column `unlike` points at, all equally likely.

    >>> OtherReference("teams", unlike="home_team_id")
    OtherReference('teams', unlike='home_team_id')
    """

    def __init__(self, parent: str, *, key: str = "id", unlike: str, nulls: float = 0.0) -> None:
        super().__init__(parent, key=key, nulls=nulls)
        self.unlike = unlike

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parent's row number for each row."""
        table = rows.world.table(self.parent)
        if not len(rows) or not table.count:
            return super().parent_rows(rows)
        _, first = rows.spec.columns[self.unlike].parent_rows(rows._view(self.unlike))
        step = below(rows.draws("parent"), max(1, table.count - 1)) + min(1, table.count - 1)
        return table.name, (np.asarray(first) - table.start + step) % table.count + table.start
