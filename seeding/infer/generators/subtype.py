"""References to parents that no other subtype has: a thing is a car or a boat."""

from __future__ import annotations

from dataclasses import dataclass

from seeding.columns.draws import Indices
from seeding.columns.fan_out import FanOut, OneToOne
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows


@dataclass(frozen=True)
class EachNth(OneToOne):
    """One child for each `parts`-th parent, from the one numbered `part` on.

    >>> [EachNth(part=n, parts=3).children(100) for n in range(3)]
    [34, 33, 33]
    """

    part: int = 0
    parts: int = 1

    def children(self, parents: int) -> int:
        """All of this part's."""
        return _nth(parents, self.part, self.parts)


class SubtypeReference(Reference):
    """The key of every `parts`-th parent row, from the one numbered `part` on, each once at most.

    Of those parents all have a row here where `every` is said, as each thing has to be of some kind.

    >>> SubtypeReference("things", part=1, parts=3)
    SubtypeReference('things', part=1, parts=3)
    """

    def __init__(  # all by name
        self,
        parent: str,
        *,
        part: int,
        parts: int,
        every: bool = False,
        key: str = "id",
        fan_out: FanOut | None = None,
        nulls: float = 0.0,
    ) -> None:
        usual = EachNth(part=part, parts=parts) if every else OneToOne(share=_SHARE / parts)
        super().__init__(parent, key=key, fan_out=fan_out or usual, nulls=nulls)
        self.part, self.parts = part, parts

    def room(self, parents: int) -> int:
        """How many of so many parents are this one's."""
        return _nth(parents, self.part, self.parts)

    def _local_parents(self, rows: Rows, parents: int) -> Indices:
        room = self.room(parents)
        return super()._local_parents(rows, room) * self.parts + self.part if room else rows.indices * 0


def _nth(parents: int, part: int, parts: int) -> int:
    return max(0, (parents - part + parts - 1) // parts)


_SHARE = 0.75
