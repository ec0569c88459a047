"""Rows of one table made in bulk and kept as Python values, for objects that are built one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.rows import Rows, TableRows, World
from seeding.errors import FactoryError

if TYPE_CHECKING:
    from seeding.columns.base import Column

# Tests build few objects, so the first block is small; who builds hundreds gets them cheaper by the block.
_FIRST = 64
_BLOCK = 512
_KEPT = 48
ANYTHING = ""  # asked of a parent: what its own parents have


class _BlockRows(Rows):
    """The rows of a block, which note which column looks at which other, and at which of its parents'."""

    __slots__ = ("parent_reads", "reads")
    reads: dict[str, set[str]]
    parent_reads: dict[str, set[tuple[str, str]]]

    def column(self, name: str) -> pa.Array:
        self.reads.setdefault(self.name, set()).add(name)
        return super().column(name)

    def parents(self, reference: str) -> Rows:
        rows = super().parents(reference)
        if reference == self.name:
            return rows  # a reference asks for its own parents: nothing it derives from
        self.reads.setdefault(self.name, set()).add(reference)
        noting = _ParentRows(rows.world, rows.spec, rows.indices, given=rows._given)
        noting._cache = rows._cache
        noting.reference, noting.reads = reference, self.parent_reads.setdefault(self.name, set())
        return noting

    def _view(self, name: str) -> Rows:
        rows = super()._view(name)
        assert isinstance(rows, _BlockRows)
        rows.reads, rows.parent_reads = self.reads, self.parent_reads
        return rows


class _ParentRows(Rows):
    """Parents of a block's rows, which note what is asked of them."""

    __slots__ = ("reads", "reference")
    reads: set[tuple[str, str]]
    reference: str

    def column(self, name: str) -> pa.Array:
        self.reads.add((self.reference, name))
        return super().column(name)

    def parents(self, reference: str) -> Rows:
        self.reads.add((self.reference, ANYTHING))
        return super().parents(reference)

    def _view(self, name: str) -> Rows:
        rows = Rows(self.world, self.spec, self.indices, given=self._given)
        rows.name, rows._cache, rows._pending = name, self._cache, self._pending
        return rows


class Cells:
    """One column's Python values in a block, and the columns they derive from."""

    __slots__ = ("keep", "mutable", "parent_reads", "reads", "type", "values")

    def __init__(self, array: pa.Array, rows: _BlockRows, name: str, keep: object = None) -> None:
        plain = arrays.decode(array)
        self.values = arrays.to_python(plain)
        self.type = plain.type
        self.mutable = isinstance(plain.type, pa.JsonType) or pa.types.is_nested(plain.type)
        self.reads = frozenset(rows.reads.get(name, ()))
        self.parent_reads = frozenset(rows.parent_reads.get(name, ()))
        self.keep = keep  # its identity is a key: it must not be reused

    def __getitem__(self, place: int) -> Any:
        value = self.values[place]
        # A test may append to a list it was given; the next object must not see that.
        return fresh(value) if self.mutable else value


class Block:
    """Consecutive rows of one table, column by column when first asked for."""

    __slots__ = ("_cells", "_others", "_parents", "begin", "end", "records", "rows", "spec", "world")

    def __init__(self, world: World, spec: TableRows, begin: int, end: int) -> None:
        self.world, self.spec, self.begin, self.end = world, spec, begin, end
        self.rows = self._numbered()
        self._cells: dict[str, Cells] = {}
        self._others: dict[tuple[str, int], Cells] = {}
        self._parents: dict[tuple[str, str], list[Any]] = {}
        self.records: dict[Any, Any] = {}  # finished rows, by the factory that wanted them

    def cells(self, name: str, column: Column) -> tuple[Column, Cells | None]:
        """The generator behind a declaration, as planned, and its values.

        None where they cannot be had in bulk, as what derives from a parent whose keys the server makes; an
        object that has such a parent can tell.
        """
        planned = self.spec.columns.get(name)
        try:
            if planned is not None and same_declaration(planned, column):
                return planned, self.declared(name)
            return column, self.other(name, column)
        except FactoryError:
            return column, None

    def declared(self, name: str) -> Cells:
        """A column of the table, as bulk generation makes it (pinned rows included)."""
        found = self._cells.get(name)
        if found is None:
            array = self.rows.column(name)
            found = self._cells[name] = Cells(array, self.rows, name)
        return found

    def other(self, name: str, column: Column) -> Cells:
        """A generator that stands in for the table's own, as in a trait."""
        found = self._others.get((name, id(column)))
        if found is None:
            rows = self._numbered()
            rows._cache = self.rows._cache
            view = rows._view(name)
            view._pending = (name,)
            array = arrays.as_arrow(column.produce(view))
            found = self._others[name, id(column)] = Cells(array, rows, name, column)
        return found

    def of_parents(self, reference: str, name: str) -> list[Any]:
        """A column of the parents that the rows have in bulk."""
        found = self._parents.get((reference, name))
        if found is None:
            array = self.rows.parents(reference).column(name)
            found = self._parents[reference, name] = arrays.to_python(arrays.decode(array))
        return found

    def _numbered(self) -> _BlockRows:
        rows = _BlockRows(self.world, self.spec, np.arange(self.begin, self.end, dtype=np.int64))
        rows.reads, rows.parent_reads = {}, {}
        return rows


_blocks: dict[tuple[int, int, int], Block] = {}


def block_of(world: World, spec: TableRows, number: int) -> Block:
    """The block that holds a row number."""
    begin = 0 if number < _FIRST else max(_FIRST, number - number % _BLOCK)
    key = (id(world), id(spec), begin)
    found = _blocks.get(key)
    if found is None:
        if len(_blocks) >= _KEPT:
            del _blocks[next(iter(_blocks))]
        end = begin - begin % _BLOCK + _BLOCK if begin else _FIRST
        found = _blocks[key] = Block(world, spec, begin, end)
    return found


def same_declaration(planned: Column, declared: Column) -> bool:
    """Whether a plan's generator is this declaration, or a copy that a profile gave other settings."""
    return planned is declared or planned._creation_counter == declared._creation_counter


def fresh(value: Any) -> Any:
    """A list or JSON value of one's own, to be changed at will."""
    if isinstance(value, list):
        return [fresh(item) for item in value]
    if isinstance(value, dict):
        return {key: fresh(item) for key, item in value.items()}
    return value
