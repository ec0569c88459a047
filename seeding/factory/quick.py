"""An object in microseconds: where every declaration is a generator, its row is finished already.

factory_boy resolves each attribute through several calls, about 10 µs a column. A factory of generators
and plain values needs none of that: its objects are rows of a block that was made in bulk. Whatever is
more than that (traits, row-wise declarations, overrides that others derive from) goes factory_boy's way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factory.declarations import SKIP
from factory.enums import BUILD_STRATEGY, CREATE_STRATEGY, get_builder_phase

from seeding.columns.base import Column
from seeding.columns.block import Block, block_of, fresh
from seeding.columns.reference import Reference
from seeding.columns.single import current_world

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seeding.factory.options import TableOptions

NOT_QUICK = object()


def quick(options: TableOptions) -> Quick | None:
    """The short way for a factory, None where factory_boy has something to resolve."""
    declared = options.base_declarations
    if options.abstract or options.table is None or options.post_declarations.declarations:
        return None
    if any(name in options.parameters for name in declared):
        return None
    if any(not isinstance(v, Column) and get_builder_phase(v) is not None for v in declared.values()):
        return None
    return Quick(options)


class Quick:
    """Finished objects of one factory."""

    def __init__(self, options: TableOptions) -> None:
        self._options = options
        self._names = tuple(options.base_declarations)
        self._known = frozenset(self._names)
        self._as_declared = not (options.exclude or options.parameters or options.rename or options.inline_args)
        self._references = frozenset(n for n, c in options.base_declarations.items() if isinstance(c, Reference))

    def generate(self, strategy: str, overrides: Mapping[str, Any]) -> Any:
        """An object, or NOT_QUICK where factory_boy must resolve it."""
        options = self._options
        if overrides and not self._known.issuperset(overrides):
            return NOT_QUICK
        given = self._references if strategy == CREATE_STRATEGY else frozenset()
        if strategy == CREATE_STRATEGY:
            if not given <= overrides.keys():
                return NOT_QUICK
        elif strategy != BUILD_STRATEGY:
            return NOT_QUICK
        for value in overrides.values():
            if get_builder_phase(value) is not None:
                return NOT_QUICK
        counter, world = options.counter, current_world()
        block = block_of(world, options.table_rows(world), counter.seq)
        key = (id(options), strategy)
        records = block.records.get(key)
        if records is None:
            records = block.records[key] = _Records(options, block, given)
        if not records.complete or not records.read.isdisjoint(overrides):
            return NOT_QUICK
        values = dict(zip(self._names, records.rows[counter.next() - block.begin], strict=True))
        for name in records.mutable:
            values[name] = fresh(values[name])
        values.update(overrides)
        model, factory = options.get_model_class(), options.factory
        if self._as_declared and SKIP not in overrides.values():
            args, kwargs = (), factory._adjust_kwargs(**values)
        else:
            args, kwargs = options.prepare_arguments(values)
        create = strategy == CREATE_STRATEGY
        instance = (factory._create if create else factory._build)(model, *args, **kwargs)
        factory._after_postgeneration(instance, create=create, results={})
        return instance


class _Records:
    """The rows of a block as one factory declares them, but for columns that are always given."""

    __slots__ = ("complete", "mutable", "options", "read", "rows")

    def __init__(self, options: TableOptions, block: Block, given: frozenset[str]) -> None:
        self.options = options  # its identity is the key of these records
        self.complete = True
        columns: list[list[Any]] = []
        read: set[str] = set()
        mutable: list[str] = []
        for declared, declaration in options.base_declarations.items():
            if not isinstance(declaration, Column) or declared in given:
                columns.append([declaration] * (block.end - block.begin))
                continue
            cells = block.cells(options.column_name(declared), declaration)[1]
            if cells is None:
                self.complete = False
                return
            columns.append(cells.values)
            read.update(options.declared_name(column) for column in cells.reads)
            if cells.mutable:
                mutable.append(declared)
        self.rows = list(zip(*columns, strict=True))
        self.read = frozenset(read)  # what others derive from
        self.mutable = tuple(mutable)
