"""A tree whose levels have kinds: an organisation below the root, projects below organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns.base import Column
from seeding.columns.draws import Indices, below
from seeding.columns.fan_out import FanOut, OneToOne
from seeding.columns.reference import Reference, SelfReference
from seeding.columns.rows import Rows


def _turns(kinds: int) -> list[int]:
    """The kinds of so many rows in a row, each kind after the one it hangs on, the lower ones more often."""
    return [kind for kind in range(kinds) for _ in range(kind + 1)]


class KindOfTree(Column):
    """The kinds by turns, a row of the kind above before any below it.

    >>> KindOfTree(["org", "project"])
    KindOfTree(['org', 'project'])
    """

    def __init__(self, kinds: Sequence[str]) -> None:
        super().__init__()
        self.kinds = tuple(kinds)

    def values(self, rows: Rows) -> pa.Array:
        """One kind a row."""
        turns = np.array(_turns(len(self.kinds)))
        return pa.array(self.kinds).take(pa.array(turns[(rows.indices - rows.spec.start) % len(turns)]))


class ParentOfKind(SelfReference):
    """The key of a row of the kind above, as `KindOfTree` has them; `first` is the parent of the topmost kind.

    >>> ParentOfKind(2, first="global", key="public_id")
    ParentOfKind(2, first='global', key='public_id')
    """

    def __init__(self, kinds: int, *, first: str | None = None, key: str = "id") -> None:
        super().__init__(roots=0.0, key=key)
        self._arguments = ((kinds,), {**({} if first is None else {"first": first}), "key": key})
        self.kinds, self.first = kinds, first

    def values(self, rows: Rows) -> pa.Array:
        """The parents' keys; for the topmost kind `first`, which may be null."""
        keys = self._parents(rows).column(self.key)
        top = pa.array(self._kinds_of(rows) == 0)
        return pc.if_else(top, pa.scalar(self.first, keys.type), keys)

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """An earlier row of the kind above; for the topmost kind its own."""
        turns = _turns(self.kinds)
        local = rows.indices - rows.spec.start
        kinds = self._kinds_of(rows)
        above = np.array([turns.index(max(kind - 1, 0)) for kind in range(self.kinds)])[kinds]
        rounds = below(rows.draws("parent"), local // len(turns) + 1)
        return rows.table, np.where(kinds == 0, local, rounds * len(turns) + above) + rows.spec.start

    def _kinds_of(self, rows: Rows) -> Indices:
        turns = np.array(_turns(self.kinds))
        found: Indices = turns[(rows.indices - rows.spec.start) % len(turns)]
        return found


@dataclass(frozen=True)
class EachOfKind(OneToOne):
    """One child for each parent of the `wanted` kinds, of so many `kinds` by turns.

    >>> EachOfKind(kinds=2, wanted=(1,)).children(9)
    6
    """

    kinds: int = 1
    wanted: tuple[int, ...] = (0,)

    def children(self, parents: int) -> int:
        """All of these kinds."""
        return _of_kind(parents, self.kinds, self.wanted)


class ReferenceToKind(Reference):
    """The key of a parent row of one of the `wanted` kinds, as `KindOfTree` has them by turns.

    >>> ReferenceToKind("public.scope", kinds=2, wanted=(1,), key="public_id")
    ReferenceToKind('public.scope', kinds=2, wanted=(1,), key='public_id')
    """

    def __init__(  # all by name
        self,
        parent: str,
        *,
        kinds: int,
        wanted: Sequence[int],
        key: str = "id",
        fan_out: FanOut | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(parent, key=key, fan_out=fan_out, nulls=nulls)
        self.kinds, self.wanted = kinds, tuple(wanted)

    def room(self, parents: int) -> int:
        """How many of so many parents are of these kinds."""
        return _of_kind(parents, self.kinds, self.wanted)

    def _local_parents(self, rows: Rows, parents: int) -> Indices:
        room = self.room(parents)
        if not room:
            return rows.indices * 0
        chosen = super()._local_parents(rows, room)
        places = np.flatnonzero(np.isin(_turns(self.kinds), self.wanted))
        found: Indices = chosen // len(places) * len(_turns(self.kinds)) + places[chosen % len(places)]
        return found


def _of_kind(rows: int, kinds: int, wanted: Sequence[int]) -> int:
    turns = _turns(kinds)
    rounds, rest = divmod(rows, len(turns))
    return rounds * sum(kind in wanted for kind in turns) + sum(kind in wanted for kind in turns[:rest])
