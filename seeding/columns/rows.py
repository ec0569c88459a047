"""What a column may look at: row numbers, draws, other columns of the same rows, and parents' rows.

Nothing else. From that follow determinism, any chunk size, any number of workers, and foreign keys
without look-ups: `rows.at("public.users", numbers)` recomputes a parent wherever it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns import arrays
from seeding.columns.draws import Indices, Words, key_of, words
from seeding.columns.raised import raised
from seeding.errors import FactoryError, SeedingError

if TYPE_CHECKING:
    from seeding.columns.base import Column

DEFAULT_SEED = 0
DEFAULT_NOW = np.datetime64("2026-01-01T00:00:00", "us")


class CircleError(FactoryError):
    """Columns derive from each other: none can be made first."""


@dataclass(frozen=True, slots=True)
class Pins:
    """Values written by hand for single rows of one column: row numbers (ascending) and their values."""

    indices: Indices
    values: pa.Array


def both(some: Mapping[str, Pins], others: Mapping[str, Pins]) -> dict[str, Pins]:
    """Values for single rows from two sources; where both have one, the `others`' counts."""
    found = {**some, **others}
    for name in some.keys() & others.keys():
        first, last = some[name], others[name]
        kept = np.flatnonzero(~np.isin(first.indices, last.indices))
        indices = np.concatenate([first.indices[kept], last.indices])
        order = np.argsort(indices, kind="stable")
        values = pa.concat_arrays([first.values.take(pa.array(kept)), last.values.cast(first.values.type)])
        found[name] = Pins(indices[order], values.take(pa.array(order)))
    return found


@dataclass(frozen=True)
class TableRows:
    """One table as its generators: the columns, and the half-open range of row numbers it has.

    `start` is 0 but for rows added to an earlier run. A table whose `stop` is None stands alone, as in
    a test that builds single objects: every row number exists.
    """

    name: str
    columns: Mapping[str, Column]
    start: int = 0
    stop: int | None = None
    pins: Mapping[str, Pins] = field(default_factory=dict)

    @property
    def count(self) -> int | None:
        """Rows in the range, None where the table has no end."""
        return None if self.stop is None else self.stop - self.start


@dataclass(frozen=True)
class World:
    """All that a value may depend on beside its row number: the seed, the fixed present, the tables."""

    seed: int = DEFAULT_SEED
    now: np.datetime64 = DEFAULT_NOW
    tables: Mapping[str, TableRows] = field(default_factory=dict)

    def table(self, name: str) -> TableRows:
        """A table of this world. Where there are none, as for single objects, the rows of its factory."""
        from seeding.columns import reference

        found = self.known(name)
        if found is not None:
            return found
        made_by: Any = None if self.tables else reference.factory_of(name)
        if made_by is None:
            raise FactoryError(
                f"no rows of {name} are generated here",
                hint=f"known tables: {', '.join(self.tables)}" if self.tables else f"import a factory for {name}",
            )
        rows: TableRows = made_by._meta.table_rows(self)
        return rows

    def known(self, name: str) -> TableRows | None:
        """A table of this world; None for one that it does not have."""
        return self.tables.get(name)

    def rows(self, table: str, indices: Indices) -> Rows:
        """These rows of that table."""
        return Rows(self, self.table(table), indices)


class Rows:
    """A set of rows of one table, while one of its columns is computed."""

    __slots__ = ("_cache", "_given", "_pending", "indices", "name", "spec", "stream", "world")

    def __init__(
        self,
        world: World,
        spec: TableRows,
        indices: Indices,
        *,
        given: Mapping[str, pa.Array] | None = None,
    ) -> None:
        self.world = world
        self.spec = spec
        self.indices = indices
        self.name = ""
        self.stream = ""
        self._given = given or {}
        self._cache: dict[str, Any] = {}
        self._pending: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.indices)

    @property
    def table(self) -> str:
        """The table's qualified name."""
        return self.spec.name

    @property
    def now(self) -> np.datetime64:
        """The plan's fixed present (microseconds, UTC); never the clock."""
        return self.world.now

    def key(self, stream: str = "") -> int:
        """The key behind `draws(stream)`: for pools and permutations that belong to this column."""
        return key_of(self.world.seed, self.table, self.name, self.stream + stream)

    def draws(self, stream: str = "") -> Words:
        """One 64-bit word per row, independent of every other table, column and stream."""
        return words(self.key(stream), self.indices)

    def column(self, name: str) -> pa.Array:
        """Another column's values for the same rows, exactly as they will be written.

        "user_id.country" is the column of the rows that the reference `user_id` points at.
        """
        found = self._cache.get(name)
        if found is None:
            found = self._cache[name] = self._beyond(name) if "." in name else self._compute(name)
        array: pa.Array = found
        return array

    def number(self, name: str) -> NDArray[Any]:
        """`column(name)` as numpy; timestamps as int64 microseconds."""
        return arrays.to_numpy(self.column(name))

    def nested(self, stream: str, indices: Indices | None = None) -> Rows:
        """The same column, on streams of its own: for a generator inside another (array elements, JSON keys).

        With `indices`, other row numbers as well; columns of the original rows are then out of reach.
        """
        rows = self._view(self.name)
        rows.stream = f"{self.stream}{stream}."
        if indices is not None:
            rows.indices = indices
            rows._cache = {}
        return rows

    def at(self, table: str, indices: Indices) -> Rows:
        """Rows of another table at these row numbers (one a row here, repeats welcome)."""
        if table == self.table:
            return Rows(self.world, self.spec, indices)
        return self.world.rows(table, indices)

    def parents(self, reference: str) -> Rows:
        """The rows that the reference column `reference` points at, one a row here."""
        cached = self._cache.get(f"\0parents {reference}")
        if cached is None:
            column = self.spec.columns[reference]
            table, indices = column.parent_rows(self._view(reference))
            cached = self._cache[f"\0parents {reference}"] = self.at(table, indices)
        rows: Rows = cached
        return rows

    def blocks(self, size: int) -> Iterator[Rows]:
        """The same rows in runs of at most `size`."""
        for begin in range(0, len(self.indices), size):
            yield Rows(self.world, self.spec, self.indices[begin : begin + size])

    def _view(self, name: str) -> Rows:
        rows = Rows.__new__(type(self))
        rows.world, rows.spec, rows.indices = self.world, self.spec, self.indices
        rows.name, rows.stream = name, ""
        rows._given, rows._cache, rows._pending = self._given, self._cache, self._pending
        return rows

    def _beyond(self, name: str) -> pa.Array:
        from seeding.columns.related import related  # which is written on rows itself

        return related(self, name) if name not in self.spec.columns else self._compute(name)

    def _compute(self, name: str) -> pa.Array:
        if name in self._given:
            return self._given[name]
        if name in self._pending:
            raise CircleError(
                f"{self.table}: columns derive from each other in a circle: {' → '.join((*self._pending, name))}",
                hint="let one of them be drawn instead of derived",
            )
        column = self.spec.columns.get(name)
        if column is None:
            raise FactoryError(
                f"{self.table}.{self._pending[-1] if self._pending else '?'} derives from {name!r}, "
                "which the factory does not declare",
                hint=f"declared: {', '.join(self.spec.columns)}",
            )
        view = self._view(name)
        view._pending = (*self._pending, name)
        try:
            found = column.produce(view)
        except SeedingError:
            raise
        except Exception as error:
            if type(column).__module__.startswith("seeding."):
                raise
            raise raised(f"{self.table}.{name} = {column!r}", error) from error
        return self._pinned(name, found)

    def _pinned(self, name: str, array: pa.Array) -> pa.Array:
        pins = self.spec.pins.get(name)
        if pins is None or not len(self.indices) or self.indices.min() > pins.indices[-1]:
            return array
        slot = np.searchsorted(pins.indices, self.indices)
        slot[slot == len(pins.indices)] = 0
        places = np.flatnonzero(pins.indices[slot] == self.indices)
        return arrays.replace(array, places, pins.values.take(pa.array(slot[places])))
