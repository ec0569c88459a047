"""A batch of objects from one pass over their columns, overrides and parents included.

One object whose name is given costs a generator call for each column that derives from the name; a
hundred objects at once cost the same calls. Parents, given or created, take part as rows of their table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from factory.enums import BUILD_STRATEGY, CREATE_STRATEGY, get_builder_phase

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.block import same_declaration
from seeding.columns.reference import Reference, SelfReference
from seeding.columns.related import attribute_of, key_value
from seeding.columns.rows import TableRows
from seeding.columns.single import current_world
from seeding.factory import batch
from seeding.factory.given import Given
from seeding.factory.quick import NOT_QUICK

if TYPE_CHECKING:
    from seeding.factory.options import TableOptions

# Below that, objects one by one are as quick.
FEWEST = 4


def many(options: TableOptions, strategy: str, size: int, overrides: Mapping[str, Any]) -> Any:
    """`size` objects, or NOT_QUICK where factory_boy must resolve each of them."""
    if size < FEWEST or options.quick is None:
        return NOT_QUICK
    asked = _Asked(options, strategy, overrides)
    if not asked.possible:
        return NOT_QUICK
    waiting = batch.current_batch() if strategy == CREATE_STRATEGY else None
    if waiting is None:
        return _made(options, strategy, size, asked, None)
    with waiting.making():
        return _made(options, strategy, size, asked, waiting)


class _Asked:
    """What is given for all objects alike: values, parents, and what parents are to be made."""

    def __init__(self, options: TableOptions, strategy: str, overrides: Mapping[str, Any]) -> None:
        self.values: dict[str, Any] = {}
        self.of_parents: dict[str, dict[str, Any]] = {}
        self.made_by: dict[str, Any] = {}
        self.possible = strategy in (BUILD_STRATEGY, CREATE_STRATEGY)
        declared = options.base_declarations
        for name, value in overrides.items():
            root, nested, rest = name.partition("__")
            if nested and isinstance(declared.get(root), Reference):
                self.of_parents.setdefault(root, {})[rest] = value
            elif name in declared and get_builder_phase(value) is None:
                self.values[name] = value
            else:
                self.possible = False
        for name, declaration in declared.items():
            if isinstance(declaration, Reference) and name not in self.values:
                self._parents(name, declaration, strategy == CREATE_STRATEGY)

    def _parents(self, name: str, reference: Reference, create: bool) -> None:
        if not create and name not in self.of_parents:
            return
        if isinstance(reference, SelfReference):
            self.values[name] = None
            self.possible &= name not in self.of_parents
            return
        made_by = reference._factory()
        if made_by is not None and not reference.nulls:
            self.made_by[name] = made_by
        elif made_by is not None or name in self.of_parents:
            self.possible = False


def _made(options: TableOptions, strategy: str, size: int, asked: _Asked, waiting: batch.Batch | None) -> list[Any]:
    create = strategy == CREATE_STRATEGY
    parents: dict[str, Sequence[Any]] = {}
    for name, made_by in asked.made_by.items():
        of_parents = asked.of_parents.get(name, {})
        parents[name] = (made_by.create_batch if create else made_by.build_batch)(size, **of_parents)
    level = waiting.levels[-1] if waiting else 0
    model, factory = options.get_model_class(), options.factory
    instances = []
    for values in _values(options, size, asked.values, parents):
        if waiting:
            waiting.levels[-1] = level  # brothers and sisters: none depends on another
        args, kwargs = options.prepare_arguments(values)
        instance = (factory._create if create else factory._build)(model, *args, **kwargs)
        factory._after_postgeneration(instance, create=create, results={})
        instances.append(instance)
    return instances


def _values(
    options: TableOptions, size: int, given: Mapping[str, Any], parents: Mapping[str, Sequence[Any]]
) -> list[dict[str, Any]]:
    world = current_world()
    spec = _as_declared(options, options.table_rows(world))
    first = options.counter.seq
    options.counter.reset(first + size)
    rows = Given(world, spec, np.arange(first, first + size, dtype=np.int64))
    rows.by_hand = {options.column_name(name): [value] for name, value in given.items()}
    rows.objects = {
        options.column_name(name): [value]
        for name, value in given.items()
        if isinstance(options.base_declarations[name], Reference) and key_value(value, "id") is not value
    }
    for name, objects in parents.items():
        reference = options.base_declarations[name]
        rows.objects[options.column_name(name)] = objects
        rows.by_hand[options.column_name(name)] = [attribute_of(parent, reference.key) for parent in objects]
    columns: dict[str, Sequence[Any]] = {}
    for name, declaration in options.base_declarations.items():
        if name in given or not isinstance(declaration, Column):
            columns[name] = [given.get(name, declaration)] * size
        elif name in parents:
            columns[name] = rows.by_hand[options.column_name(name)]
        else:
            columns[name] = arrays.to_python(arrays.decode(rows.column(options.column_name(name))))
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _as_declared(options: TableOptions, spec: TableRows) -> TableRows:
    """The table's rows with this factory's own generators, where they are not the planned ones."""
    own = {
        options.column_name(name): declaration
        for name, declaration in options.base_declarations.items()
        if isinstance(declaration, Column)
    }
    other = {
        name: column
        for name, column in own.items()
        if name not in spec.columns or not same_declaration(spec.columns[name], column)
    }
    if not other:
        return spec
    return TableRows(spec.name, {**spec.columns, **other}, spec.start, spec.stop, spec.pins)
