"""References to parents that no other subtype has: a thing is a car or a boat."""

from __future__ import annotations

from seeding.columns.draws import Indices
from seeding.columns.fan_out import FanOut, OneToOne
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows


class SubtypeReference(Reference):
    """The key of every `parts`-th parent row, from the one numbered `part` on, each once at most.

    >>> SubtypeReference("things", part=1, parts=3)
    SubtypeReference('things', part=1, parts=3)
    """

    def __init__(
        self, parent: str, *, part: int, parts: int, key: str = "id", fan_out: FanOut | None = None, nulls: float = 0.0
    ) -> None:
        super().__init__(parent, key=key, fan_out=fan_out or OneToOne(share=_SHARE / parts), nulls=nulls)
        self.part, self.parts = part, parts

    def room(self, parents: int) -> int:
        """How many of so many parents are this one's."""
        return max(0, (parents - self.part + self.parts - 1) // self.parts)

    def _local_parents(self, rows: Rows, parents: int) -> Indices:
        room = self.room(parents)
        return super()._local_parents(rows, room) * self.parts + self.part if room else rows.indices * 0


_SHARE = 0.75
