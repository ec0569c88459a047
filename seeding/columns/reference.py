"""Foreign keys without a look-up: a child computes which parent is its own, and that parent's key.

Everything follows from row numbers. The child's number gives a slot, the fan-out's exact classes turn the
slot into a parent's number, and the parent's key column, pure in that number, gives the key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from factory.enums import CREATE_STRATEGY
from numpy.typing import NDArray

from seeding.columns import arrays, single
from seeding.columns.base import Column
from seeding.columns.degrees import Degrees
from seeding.columns.draws import Indices, below, chance, key_of, unit, words
from seeding.columns.fan_out import FanOut, OneToOne, Random, layout
from seeding.columns.permutation import Permutation
from seeding.columns.related import PARENTS, attribute_of
from seeding.columns.rows import Rows, TableRows, World
from seeding.errors import FactoryError

Parent = str | type

_WINDOW = 1024


def _no_factories(table: str) -> type | None:
    return None


factory_of: Callable[[str], type | None] = _no_factories  # set by the factory layer: a table's factory


class Reference(Column):
    """The key of a parent row.

    `parent` is a table ("public.users"; "users" means public) or its factory; `key` the parent's column.
    `fan_out` says how many children parents have (default `Random()`: all parents equally likely).
    `recency` (0 to 1) makes late rows of the parent table have more children, without changing how many
    parents have how many: at 1 the newest sixteenth has about three times as many as the oldest, where
    degrees vary as much as orders a customer do. `scatter` puts the children of one parent far apart
    in their table; by default only one-to-one keeps them near. `nulls`, a share of rows, is exact too.

    Single objects: `.create()` creates a parent of its own (`user_id__role="admin"` overrides that
    parent's columns); `.build()` has the key the row would have in bulk.

    Raises FactoryError where there are no parents, or fewer than one-to-one needs.
    """

    UNROLL_CONTEXT_BEFORE_EVALUATION = False  # as SubFactory: user_id__email=Faker(…) is the parent's to unroll

    def __init__(
        self,
        parent: Parent,
        *,
        key: str = "id",
        fan_out: FanOut | None = None,
        recency: float = 0.0,
        scatter: bool | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if not 0 <= recency <= 1:
            raise FactoryError(f"Reference(recency={recency!r}): recency lies between 0 and 1")
        self._parent = parent
        self.key = key
        self.fan_out = fan_out
        self.recency = recency
        self.scatter = scatter

    @property
    def parent(self) -> str:
        """The parent table's qualified name."""
        if isinstance(self._parent, str):
            return self._parent if "." in self._parent else f"public.{self._parent}"
        table = getattr(getattr(self._parent, "_meta", None), "table", None)
        if table is None:
            raise FactoryError(
                f"{self!r}: {self._parent.__name__} has no table", hint='set Meta.table = "public.…" in it'
            )
        return str(table)

    def values(self, rows: Rows) -> pa.Array:
        """The parents' keys; null where there are no parents and there may be none."""
        if len(rows) and (self.nulls >= 1 or (self.nulls and rows.world.table(self.parent).count == 0)):
            nobody = rows.at(self.parent, rows.indices[:0])
            return pa.nulls(len(rows), nobody.column(self.key).type)
        return self._parents(rows).column(self.key)

    def _parents(self, rows: Rows) -> Rows:
        # A reference inside another generator is not the column of that name: nobody shares its parents.
        return rows.at(*self.parent_rows(rows)) if rows.stream else rows.parents(rows.name)

    def produce(self, rows: Rows) -> pa.Array:
        """The parents' keys, null for the share of rows that have none."""
        array = self.values(rows)
        if not 0 < self.nulls < 1:
            return array
        with_parent = self._with_parent(rows.spec)
        if with_parent is None or self._is_random:
            return arrays.with_nulls(array, chance(rows.draws("nulls"), self.nulls))
        return arrays.with_nulls(array, self._slots(rows) >= with_parent)

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parent's row number for each row; rows without a parent have some number all the same."""
        if not len(rows):
            return self.parent, rows.indices
        table = rows.world.table(self.parent)
        if table.count is None:
            return table.name, rows.indices
        if table.count == 0:
            raise FactoryError(
                f"{rows.table}.{rows.name} refers to {table.name}, which has no rows",
                hint=f"give {table.name} rows, or make {rows.table} empty too",
            )
        return table.name, self._local_parents(rows, table.count) + table.start

    @property
    def _is_random(self) -> bool:
        return self.fan_out is None or isinstance(self.fan_out, Random)

    def _with_parent(self, spec: TableRows) -> int | None:
        """How many rows of the table have a parent; None where the table has no end."""
        return None if spec.count is None else spec.count - int(spec.count * self.nulls + 0.5)

    def _local_parents(self, rows: Rows, parents: int) -> Indices:
        children = self._with_parent(rows.spec)
        if self.fan_out is None or self._is_random or not children:
            return _drawn(rows, parents, self.recency)
        if isinstance(self.fan_out, OneToOne) and children > parents:
            raise FactoryError(
                f"{rows.table}.{rows.name}: {children} rows for {parents} of {self.parent}, "
                "and one-to-one gives each parent one at most",
                hint=f"lower the rows of {rows.table}, or give the reference another fan-out",
            )
        assert rows.spec.stop is not None
        outside = (rows.indices < rows.spec.start) | (rows.indices >= rows.spec.stop)
        slots = self._slots(rows)
        if self.nulls or outside.any():
            slots = slots % children  # a row without a parent may point anywhere
        key = rows.key("parents")
        if isinstance(self.fan_out, OneToOne) and not self.recency and parents < 1 << 31:
            placed = _nearby(slots, children, parents, key)
        else:
            degrees = layout(self.fan_out, children, parents, self.recency)
            placed = self._placed(rows, degrees, degrees.parent_slots(slots))
        # An object built beside the planned rows: it takes no planned row's place among the children.
        return np.where(outside, _drawn(rows, parents, 0.0), placed) if outside.any() else placed

    def _placed(self, rows: Rows, degrees: Degrees, slots: Indices) -> Indices:
        """The parents in the slots of the layout, by their numbers, counted from 0."""
        return _placed(degrees, slots, rows.key("parents"))

    def slots_of(self, world: World, table: str, name: str, degrees: Degrees, parents: Indices) -> Indices:
        """The slots of parents by their numbers, counted from 0, for the column `name` of `table`."""
        return inside_out(degrees, parents, key_of(world.seed, table, name, "parents"))

    def _slots(self, rows: Rows) -> Indices:
        """The child slot of each row: its place among all children, in the order of the classes."""
        assert rows.spec.count is not None
        local = rows.indices - rows.spec.start
        scatter = self.scatter
        if scatter is None:
            scatter = self.fan_out is None or self.fan_out.scattered
        if scatter or self.nulls:
            return Permutation(rows.spec.count, rows.key("children"))(local)
        return local

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
        """factory_boy's path: `create()` and overrides make a parent, `build()` follows the bulk rule."""
        create = step.builder.strategy == CREATE_STRATEGY
        made_by = self._factory() if create or extra else None
        if extra and made_by is None:
            given = ", ".join(extra)
            raise FactoryError(f"{self!r}: no factory for {self.parent}, so nothing takes {given}")
        if made_by is None or not (extra or self._wants_parent(instance, step)):
            return single.evaluate(self, instance, step, {})
        parent = step.recurse(made_by, extra)
        name = instance._Resolver__pending[-1]
        instance.__dict__.setdefault(PARENTS, {})[name] = parent
        return attribute_of(parent, self.key)

    def _wants_parent(self, instance: Any, step: Any) -> bool:
        return self.nulls == 0 or single.evaluate(self, instance, step, {}) is not None

    def _factory(self) -> type | None:
        return self._parent if isinstance(self._parent, type) else factory_of(self.parent)


def _drawn(rows: Rows, parents: int, recency: float) -> Indices:
    """A parent for each row, each row on its own."""
    draws = rows.draws("parent")
    if not recency:
        return below(draws, parents)
    # The inverse of F(v) = v - r v (1 - v); a square root is exact to the last bit everywhere (IEEE 754 §5.4.1).
    u = unit(draws)
    root = (1.0 - recency) * (1.0 - recency) + u * (4.0 * recency)
    place = (np.sqrt(root) - (1.0 - recency)) * (0.5 / recency)
    return np.minimum((place * parents).astype(np.int64), parents - 1)


def _nearby(slots: Indices, children: int, parents: int, key: int) -> Indices:
    """One-to-one in windows of 1,024 parents, which share the children evenly; shuffled inside a window.

    Window w begins with child floor(1024 w * children / parents).
    """
    window = ((slots + 1) * parents - 1) // (_WINDOW * children)
    base = window * _WINDOW
    inside = slots - base * children // parents
    placed = Permutation(_WINDOW, key, "window")(inside)
    placed += below(words(key, window), _WINDOW)
    placed &= _WINDOW - 1
    placed += base
    last = np.flatnonzero(base + _WINDOW > parents)
    if last.size:
        start = parents // _WINDOW * _WINDOW
        placed[last] = Permutation(parents - start, key, "last")(inside[last]) + start
    return placed


def _placed(degrees: Degrees, slots: Indices, key: int) -> Indices:
    """The parents' row numbers for their slots: each band shuffled in itself."""
    if degrees.band == degrees.parents:
        return Permutation(degrees.parents, key)(slots)
    size, first = degrees.band, degrees.first_band
    band = (slots - first) // size
    inside = slots - first - band * size
    turn = below(words(key, band), size)
    placed: NDArray[np.int64] = (Permutation(size, key, "band")(inside) + turn) % size + band * size + first
    return np.where(slots < first, slots, placed)


def inside_out(degrees: Degrees, parents: Indices, key: int) -> Indices:
    """The slots of parents by their row numbers (counted from 0): `_placed` undone."""
    if degrees.band == degrees.parents:
        return Permutation(degrees.parents, key).inverse(parents)
    size, first = degrees.band, degrees.first_band
    band = (parents - first) // size
    inside = parents - first - band * size
    turn = below(words(key, band), size)
    slots: NDArray[np.int64] = Permutation(size, key, "band").inverse((inside - turn) % size) + band * size + first
    return np.where(parents < first, parents, slots)


class SelfReference(Reference):
    """A tree in one table: the key of an earlier row, null for the roots.

    A row's parent has a smaller row number, always, so parents are written first and no circle closes;
    all earlier rows are equally likely, which makes a tree of n rows some 2 ln(n) levels deep at most
    places less. `roots` (0 to 1) of the rows, and the first, have no parent.

    A single object made with `.create()` is a root, unless `parent_id__name="…"` asks for a parent.
    """

    def __init__(self, *, roots: float = 0.1, key: str = "id") -> None:
        super().__init__("", key=key)
        if not 0 <= roots <= 1:
            raise FactoryError(f"SelfReference(roots={roots!r}): a share of rows lies between 0 and 1")
        self.roots = roots

    @property
    def parent(self) -> str:
        """Empty: the reference's own table."""
        return ""

    def values(self, rows: Rows) -> pa.Array:
        """The parents' keys, null for the roots."""
        keys = self._parents(rows).column(self.key)
        return arrays.with_nulls(keys, self._is_root(rows))

    def produce(self, rows: Rows) -> pa.Array:
        """The same: the roots are the nulls."""
        return self.values(rows)

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """An earlier row number of the same table; a root's own."""
        local = rows.indices - rows.spec.start
        earlier = below(rows.draws("parent"), local)
        return rows.table, np.where(self._is_root(rows), local, earlier) + rows.spec.start

    def _is_root(self, rows: Rows) -> NDArray[np.bool_]:
        root: NDArray[np.bool_] = chance(rows.draws("root"), self.roots) | (rows.indices == rows.spec.start)
        return root

    def _wants_parent(self, instance: Any, step: Any) -> bool:
        return False

    def _factory(self) -> type | None:
        return None

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
        """factory_boy's path: a created object is a root unless overrides ask for a parent."""
        if extra:
            parent = step.recurse(step.builder.factory_meta.factory, extra)
            name = instance._Resolver__pending[-1]
            instance.__dict__.setdefault(PARENTS, {})[name] = parent
            return attribute_of(parent, self.key)
        if step.builder.strategy == CREATE_STRATEGY:
            return None
        return single.evaluate(self, instance, step, {})
