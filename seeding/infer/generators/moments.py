"""When the rows of a small table happened, computed once for all children that ask, and for theirs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from seeding.columns.draws import Indices
from seeding.columns.instants import instants_of
from seeding.columns.rows import TableRows, World

Moments = tuple[Indices, NDArray[np.bool_]]  # microseconds, and which rows have none

# A table of so many rows is small; so many moments are kept of all tables together, those made last.
SMALL, _KEPT = 50_000, 8_000_000


@dataclass(frozen=True)
class _Watched(World):
    """A world that notes which tables it is asked for."""

    touched: set[str] = field(default_factory=set, compare=False)

    def known(self, name: str) -> TableRows | None:
        """The same, noted."""
        self.touched.add(name)
        return super().known(name)


@dataclass(frozen=True)
class _Kept:
    """Moments, and the tables they were made of: the same in another world that has the same ones."""

    moments: Moments
    tables: Mapping[str, TableRows | None]

    def holds(self, world: World) -> bool:
        """Whether they would be made of the same in that world."""
        return all(world.tables.get(name) is table for name, table in self.tables.items())


_Key = tuple[int, np.datetime64, int, str]
_kept: OrderedDict[_Key, list[_Kept]] = OrderedDict()


def all_moments(world: World, spec: TableRows, column: str) -> Moments:
    """Of every row of the table, whichever world asks that has the same rows."""
    key = world.seed, world.now, id(spec), column
    found = next((kept for kept in _kept.get(key, ()) if kept.holds(world)), None)
    if found is None:
        assert spec.stop is not None
        numbers = np.arange(spec.start, spec.stop, dtype=np.int64)
        watched = _Watched(world.seed, world.now, world.tables)
        moments = instants_of(watched.rows(spec.name, numbers).column(column))
        # With the table itself, whose identity is then no other's while this is kept.
        found = _Kept(moments, {name: world.tables.get(name) for name in sorted(watched.touched | {spec.name})})
        _kept.setdefault(key, []).append(found)
        _forget(sum(len(one.moments[0]) for kept in list(_kept.values()) for one in kept) - _KEPT)
    if isinstance(world, _Watched):
        world.touched.update(found.tables)
    return found.moments


def _forget(moments: int) -> None:
    while moments > 0 and _kept:
        moments -= sum(len(one.moments[0]) for one in _kept.popitem(last=False)[1])
