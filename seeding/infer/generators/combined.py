"""Keys of several columns without two rows alike: a row number is one cell of the grid that the columns span.

A join table's (playlist, track) is unique as a pair; with P playlists and T tracks, row i takes cell
number permutation(i) of the P * T cells, and each column reads its own co-ordinate off it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
import pyarrow as pa

from seeding.columns import pools
from seeding.columns.base import Column
from seeding.columns.draws import Indices, key_of
from seeding.columns.permutation import Permutation
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

_LARGEST = 2**62


class Axis(ABC):
    """A column of the grid: `among` names all of them, `size` is how many values this one has.

    Not a protocol: asked of every column of 500 tables, a protocol's `isinstance` took a tenth of the plan.
    """

    among: tuple[str, ...]

    @abstractmethod
    def size(self, counts: Mapping[str, int]) -> int:
        """How many values the column has, given the rows of each table."""


def cells(columns: Mapping[str, Column], among: Sequence[str], counts: Mapping[str, int]) -> int:
    """How many rows the grid has room for."""
    return min(prod(_sizes(columns, among, counts)), _LARGEST)


def _sizes(columns: Mapping[str, Column], among: Sequence[str], counts: Mapping[str, int]) -> list[int]:
    sizes = []
    for name in among:
        column = columns[name]
        # Something else in its place (NULL, where the parent is not filled) is no help in telling rows apart.
        sizes.append(column.size(counts) if isinstance(column, Axis) else 1)
    return sizes


def _coordinates(rows: Rows, among: tuple[str, ...]) -> Indices:
    """This column's co-ordinate of each row's cell."""
    columns = rows.spec.columns
    parents = [column.parent for name in among if isinstance(column := columns[name], Reference)]
    counts = {parent: count for parent in parents if (count := rows.world.table(parent).count) is not None}
    if len(counts) < len(set(parents)):
        return rows.indices  # single objects: as many parents as rows
    sizes = _sizes(columns, among, counts)
    room = min(prod(sizes), _LARGEST)
    local = rows.indices - rows.spec.start
    if len(rows) and int(local.max()) >= room:
        raise FactoryError(
            f"{rows.table} ({', '.join(among)}) is unique, and there are {room} combinations "
            f"({' x '.join(map(str, sizes))}) for more rows than that",
            hint=f"give {rows.table} {room} rows at most, or its parents more",
        )
    cell = Permutation(room, key_of(rows.world.seed, rows.table, "combined", *among))(local)
    place = among.index(rows.name)
    coordinates: Indices = cell // prod(sizes[place + 1 :]) % sizes[place]
    return coordinates


class CombinedReference(Reference, Axis):
    """The key of a parent, unique together with the other columns that `among` names, this one included.

    >>> CombinedReference("playlist", among=("playlist_id", "track_id")).size({"public.playlist": 7})
    7
    """

    def __init__(self, parent: str, *, key: str = "id", among: Sequence[str]) -> None:
        super().__init__(parent, key=key)
        self.among = tuple(among)

    def size(self, counts: Mapping[str, int]) -> int:
        """The parent's rows."""
        return counts[self.parent]

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parent's row number for each row."""
        table = rows.world.table(self.parent)
        if not len(rows) or table.count is None:
            return table.name, rows.indices
        return table.name, _coordinates(rows, self.among) + table.start


class CombinedChoice(Column, Axis):
    """One of `options`, unique together with the other columns that `among` names, this one included.

    >>> CombinedChoice(["day", "night"], among=("room_id", "shift")).size({})
    2
    """

    def __init__(self, options: Sequence[Any], *, among: Sequence[str]) -> None:
        super().__init__()
        self.options = list(options)
        self.among = tuple(among)
        self._pool = pools.of(self.options)

    def size(self, counts: Mapping[str, int]) -> int:
        """The number of options."""
        return len(self.options)

    def values(self, rows: Rows) -> pa.Array:
        """One option a row."""
        if not len(rows):
            return self._pool.slice(0, 0)
        return pools.take(self._pool, np.asarray(_coordinates(rows, self.among) % len(self.options)))
