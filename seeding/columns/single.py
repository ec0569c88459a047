"""One object at a time without paying for it: single values come out of a block made in bulk.

A vectorised generator costs some 50 µs however few rows it is asked for. Values are pure in the row
number, so a factory called in a loop is served from blocks computed once; only a column that derives
from one the object has another value of is computed for its row alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.block import ANYTHING, Block, Cells, block_of
from seeding.columns.related import PARENTS, attribute_of, key_value
from seeding.columns.rows import Rows, TableRows, World
from seeding.errors import FactoryError

if TYPE_CHECKING:
    from seeding.columns.base import Column


_world: ContextVar[World] = ContextVar("seeding_world")
_STANDALONE = World()
_everywhere: list[World] = []


def current_world() -> World:
    """The world single objects are built in: a plan's inside `use_world`, else one with the default seed."""
    found = _world.get(None)
    if found is None:
        return _everywhere[-1] if _everywhere else _STANDALONE
    return found


@contextmanager
def use_world(world: World, *, everywhere: bool = False) -> Iterator[None]:
    """Build single objects as rows of this world (its seed, present, counts and pinned rows).

    With `everywhere`, in threads and tasks started elsewhere too, unless they have one of their own.
    """
    if everywhere:
        _everywhere.append(world)
    token = _world.set(world)
    try:
        yield
    finally:
        _world.reset(token)
        if everywhere:
            # By identity: comparing worlds would compare their tables.
            del _everywhere[max(place for place, one in enumerate(_everywhere) if one is world)]


class _InstanceRows(Rows):
    """One row whose other columns are those of the object being built, overrides and traits included."""

    __slots__ = ("block", "declared_as", "instance")
    instance: Any
    block: Block
    declared_as: Callable[[str], str]

    def _compute(self, name: str) -> pa.Array:
        from seeding.columns.reference import Reference

        value = getattr(self.instance, self.declared_as(name))
        if isinstance(value, Enum):
            value = value.value
        column = self.spec.columns.get(name)
        cells = self.block.cells(name, column)[1] if column is not None else None
        wanted = cells.type if cells else None
        if value is None and wanted is not None:
            return pa.nulls(1, wanted)
        if isinstance(column, Reference):
            value = key_value(value, column.key)
        array = arrays.from_python(value)
        if wanted is None or array.type == wanted:
            return array
        try:
            return array.cast(wanted)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError):
            return array  # the test's own value, of another kind: the generator says whether it can be used

    def _view(self, name: str) -> Rows:
        rows = super()._view(name)
        assert isinstance(rows, _InstanceRows)
        rows.instance, rows.block, rows.declared_as = self.instance, self.block, self.declared_as
        return rows


def evaluate(column: Column, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
    """The value of `column` for the object that factory_boy is resolving."""
    world = current_world()
    meta, name, declared_as, instance = _place(instance, step)
    spec: TableRows = meta.table_rows(world) if hasattr(meta, "table_rows") else _plain(meta)
    number: int = step.sequence
    block = block_of(world, spec, number)
    if extra:
        column = _varied(column, name, extra)
    else:
        column, cells = block.cells(name, column)
        if cells and not (cells.reads and _differs(instance, cells, block, number, declared_as)):
            return cells[number - block.begin]
    rows = _InstanceRows(world, spec, np.array([number], dtype=np.int64))
    rows.instance, rows.block, rows.declared_as = instance, block, declared_as
    view = rows._view(name)
    view._pending = (name,)
    return arrays.to_python(arrays.decode(arrays.as_arrow(column.produce(view))))[0]


def _varied(column: Column, name: str, arguments: dict[str, Any]) -> Column:
    """The generator with other arguments, as in `UserFactory(full_name__locale="en_IN")`."""
    positional, named = column._arguments
    try:
        return type(column)(*positional, **{**named, **arguments})
    except TypeError as error:
        given = ", ".join(f"{name}__{key}={value!r}" for key, value in arguments.items())
        raise FactoryError(
            f"{given}: {type(column).__name__} takes no such argument ({error})", hint=f"it is {column!r}"
        ) from None


def _differs(instance: Any, cells: Cells, block: Block, number: int, declared_as: Callable[[str], str]) -> bool:
    """Whether the object has another value than its row in any column that these cells derive from."""
    place = number - block.begin
    for name in sorted(cells.reads):
        declared = declared_as(name)
        try:
            value = getattr(instance, declared)
        except AttributeError:
            continue  # the plan's column, which this factory does not declare
        column = block.spec.columns[name]
        parent = instance.__dict__.get(PARENTS, {}).get(declared)
        key = key_value(value, getattr(column, "key", "id"))
        if parent is None and key is not value:
            parent = value
        if parent is not None and not _is_usual(parent, name, cells, block, place):
            return True
        usual = block.cells(name, column)[1]
        if usual is None or not _same(key if parent is not None else value, usual.values[place]):
            return True
    return False


def _is_usual(parent: Any, reference: str, cells: Cells, block: Block, place: int) -> bool:
    """Whether a parent object says what the row's parent in bulk says, as far as these cells ask."""
    try:
        return all(
            asked != ANYTHING and _same(attribute_of(parent, asked), block.of_parents(reference, asked)[place])
            for by, asked in sorted(cells.parent_reads)
            if by == reference
        )
    except FactoryError:
        return False


def _same(value: Any, usual: Any) -> bool:
    return value is usual or (type(value) is type(usual) and bool(value == usual))


def _place(instance: Any, step: Any) -> tuple[Any, str, Callable[[str], str], Any]:
    """The factory's options, the column's name in the database, its siblings' declared names, the row's object."""
    name: str = instance._Resolver__pending[-1]
    meta = step.builder.factory_meta
    while not hasattr(meta, "table_rows") and step.parent_step is not None:
        # Inside factory.Dict or List: streams are named after the attribute of the row that holds it.
        step = step.parent_step
        pending = step.stub._Resolver__pending
        name = f"{pending[-1] if pending else ''}.{name}"
        meta, instance = step.builder.factory_meta, step.stub
    if hasattr(meta, "table_rows"):
        return meta, meta.column_name(name), meta.declared_name, instance
    return meta, name, _itself, instance


def _itself(name: str) -> str:
    return name


def _plain(meta: Any) -> TableRows:
    """Columns used in an ordinary factory_boy factory, without a table."""
    spec: TableRows | None = getattr(meta, "_seeding_rows", None)
    if spec is None:
        from seeding.columns.base import Column

        columns = {k: v for k, v in meta.base_declarations.items() if isinstance(v, Column)}
        spec = meta._seeding_rows = TableRows(meta.factory.__name__, columns)
    return spec
