"""Foreign keys that share a column: the order's customer and its product belong to the same tenant.

Which parents agree is found by looking at all of them once: their keys are computed like any others, so
the answer is the same in every chunk and on every machine.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import Indices, below
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows, World
from seeding.errors import FactoryError

_KEPT = 64


@dataclass(frozen=True)
class Groups:
    """A table's rows by the value of some columns: the values, and each one's row numbers as a run of `order`."""

    values: pa.Array
    order: Indices
    begin: Indices
    size: Indices


_known: OrderedDict[tuple[int, str, tuple[str, ...]], tuple[Groups, World]] = OrderedDict()


def groups_of(world: World, table: str, columns: tuple[str, ...]) -> Groups:
    """A table's rows by the value of some columns; computed once for a world."""
    # The world is kept beside its groups, so that its identity cannot be another's while they are here.
    key = (id(world), table, columns)
    found = _known.get(key)
    if found is None:
        found = _known[key] = (_grouped(world, table, columns), world)
        if len(_known) > _KEPT:
            _known.popitem(last=False)
    return found[0]


def _grouped(world: World, table: str, columns: tuple[str, ...]) -> Groups:
    spec = world.table(table)
    assert spec.stop is not None
    numbers = np.arange(spec.start, spec.stop, dtype=np.int64)
    encoded = texts_of(world.rows(table, numbers), columns).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    whole = np.flatnonzero(codes >= 0)
    order = whole[np.argsort(codes[whole], kind="stable")]
    size = np.bincount(codes[whole], minlength=len(encoded.dictionary)).astype(np.int64)
    begin = np.concatenate([[0], np.cumsum(size)[:-1]]).astype(np.int64)
    return Groups(encoded.dictionary, order + spec.start, begin, size)


def texts_of(rows: Rows, columns: Sequence[str]) -> pa.Array:
    """The columns' values as one comparable text or binary a row; null where one of them is."""
    parts = [_comparable(rows.column(name)) for name in columns]
    if len(parts) == 1:
        return parts[0]
    joined = [p.cast(pa.large_binary()) for p in parts]
    return pc.binary_join_element_wise(*joined, pa.scalar(b"\x1f", pa.large_binary()), null_handling="emit_null")


def _comparable(array: pa.Array) -> pa.Array:
    array = arrays.decode(array)
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    if pa.types.is_string(array.type):
        return array
    if pa.types.is_fixed_size_binary(array.type):
        return array.cast(pa.binary())
    if pa.types.is_integer(array.type):
        return array.cast(pa.int64()).cast(pa.string())
    return array.cast(pa.string())


def ranks(rows: Rows, columns: tuple[str, ...]) -> tuple[Indices, Indices]:
    """The number of each row among those of its table that have the same values in `columns`, and of its group."""
    spec = rows.spec
    if spec.count is None or not len(rows):
        return rows.indices, np.zeros(len(rows), dtype=np.int64)
    groups = groups_of(rows.world, spec.name, columns)
    own = texts_of(rows, columns)
    if own.type != groups.values.type:
        own = own.cast(groups.values.type)
    group = pc.index_in(own, value_set=groups.values).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    if not len(groups.order):
        return rows.indices - spec.start, group
    begin, size = groups.begin[group], groups.size[group]
    # Rows of a group are in the order of their numbers: where one stands in it is found by halving.
    low, high = begin.copy(), begin + size
    while (open_ := low < high).any():
        middle = (low + high) // 2
        less = groups.order[np.minimum(middle, len(groups.order) - 1)] < rows.indices
        low, high = np.where(open_ & less, middle + 1, low), np.where(open_ & ~less, middle, high)
    return low - begin, group


class CommonValue(Column):
    """A value that every one of some tables has: (table, column) pairs, the first of which gives the type.

    Values come as often as rows of the first table have them; with `once` those rows take turns, so that none is
    meant again before all have been.

    >>> CommonValue(("public.users", "tenant_id"), ("public.projects", "tenant_id"))
    CommonValue(('public.users', 'tenant_id'), ('public.projects', 'tenant_id'))
    """

    def __init__(self, *parents: tuple[str, str], once: bool = False) -> None:
        super().__init__()
        if not parents:
            raise FactoryError("CommonValue() of no table")
        self.parents, self.once = parents, once

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        table, column = self.parents[0]
        numbers = rows.indices
        if rows.world.table(table).count is not None:
            order = self._shared(rows)
            if not len(order) and len(rows):
                raise FactoryError(
                    f"{rows.table}.{rows.name}: no {column} is in all of {', '.join(t for t, _ in self.parents)}",
                    hint="give these tables more rows",
                )
            if len(rows) and self.once:
                numbers = order[(rows.indices - rows.spec.start) % len(order)]
            elif len(rows):
                numbers = order[below(rows.draws(), len(order))]
        return rows.at(table, numbers).column(column)

    def _shared(self, rows: Rows) -> Indices:
        """The rows of the first table whose value all tables have."""
        first, *others = (groups_of(rows.world, table, (column,)) for table, column in self.parents)
        kept = np.ones(len(first.values), dtype=np.bool_)
        for other in others:
            kept &= pc.is_in(first.values, value_set=other.values).to_numpy(zero_copy_only=False)
        return first.order[np.repeat(kept, first.size)]


class MatchingReference(Reference):
    """The key of a parent row that agrees with this row: `match` maps own columns to the parent's.

    Parents that agree are equally likely; with `once` they take turns instead, so that none comes again before
    all have come. A row that none agrees with has no parent (null). `like` is a wish: where no parent agrees with
    that too, one that does not is taken.

    >>> MatchingReference("projects", match={"tenant_id": "tenant_id"})
    MatchingReference('projects', match={'tenant_id': 'tenant_id'})
    """

    def __init__(  # keywords
        self,
        parent: str,
        *,
        key: str = "id",
        match: Mapping[str, str],
        like: Mapping[str, str] | None = None,
        once: bool = False,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(parent, key=key, nulls=nulls)
        self.match, self.like, self.once = dict(match), dict(like or {}), once

    def values(self, rows: Rows) -> pa.Array:
        """The parents' keys."""
        keys = self._parents(rows).column(self.key)
        if rows.world.table(self.parent).count is None or not len(rows) or not self.match:
            return keys
        return arrays.with_nulls(keys, self._place(rows, self.match) < 0)

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parent's row number for each row; rows without one have some number all the same."""
        table = rows.world.table(self.parent)
        if not len(rows) or table.count is None:
            return table.name, rows.indices
        if table.count == 0:
            raise FactoryError(f"{rows.table}.{rows.name} refers to {table.name}, which has no rows")
        if self.match:
            found = self._row(rows, self.match, np.maximum(self._place(rows, self.match), 0))
        else:
            found = below(rows.draws("any"), np.full(len(rows), table.count)) + table.start
        if self.like and set(self.like.values()) <= table.columns.keys():
            wished = self.match | self.like
            place = self._place(rows, wished)
            alike = np.flatnonzero(place >= 0)
            if len(alike):
                found[alike] = self._row(rows, wished, np.maximum(place, 0))[alike]
        return table.name, found

    def _row(self, rows: Rows, match: Mapping[str, str], place: Indices) -> Indices:
        """A row of each group."""
        groups = groups_of(rows.world, self.parent, tuple(match.values()))
        if not len(groups.order):  # no parent has all of these columns
            return np.full(len(place), rows.world.table(self.parent).start, dtype=np.int64)
        many = np.maximum(groups.size[place], 1)
        inside = self._inside(rows, many)
        found: Indices = groups.order[np.minimum(groups.begin[place] + inside, len(groups.order) - 1)]
        return found

    def _inside(self, rows: Rows, many: Indices) -> Indices:
        """Which of the `many` parents that agree."""
        return (rows.indices - rows.spec.start) % many if self.once else below(rows.draws("parent"), many)

    def _sizes(self, rows: Rows) -> Indices:
        """How many parents agree with each row."""
        if rows.world.table(self.parent).count in (None, 0):
            return np.ones(len(rows), dtype=np.int64)
        groups = groups_of(rows.world, self.parent, tuple(self.match.values()))
        if not len(groups.order):
            return np.zeros(len(rows), dtype=np.int64)
        place = self._place(rows, self.match)
        found: Indices = np.where(place < 0, 0, groups.size[np.maximum(place, 0)])
        return found

    def _place(self, rows: Rows, match: Mapping[str, str]) -> Indices:
        groups = groups_of(rows.world, self.parent, tuple(match.values()))
        own = texts_of(rows, tuple(match))
        if own.type != groups.values.type:
            own = own.cast(groups.values.type)
        places = pc.index_in(own, value_set=groups.values).fill_null(-1).to_numpy(zero_copy_only=False)
        found: Indices = places.astype(np.int64)
        return found
