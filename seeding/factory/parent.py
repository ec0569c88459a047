"""factory_boy's SubFactory in bulk: the parent object is one of the parent table's rows, not a new one.

    user = factory.SubFactory(UserFactory)          # in Meta.exclude
    user_id = factory.SelfAttribute("user.id")

or, where only the key is wanted, `user_id = factory.SubFactory(UserFactory)`, which is a Reference.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from factory.builder import StepBuilder
from factory.declarations import SubFactory
from factory.enums import CREATE_STRATEGY

from seeding.columns.draws import below, key_of, words
from seeding.columns.reference import Reference
from seeding.columns.single import current_world
from seeding.errors import FactoryError


class BulkBuilder(StepBuilder):
    """factory_boy's builder while it evaluates rows of a table."""


class ParentObject(SubFactory):
    """A SubFactory: `.create()` makes a parent of its own, `.build()` and bulk share the table's rows."""

    key = "id"

    @property
    def table(self) -> str | None:
        """The parent's table; None for a part of the row, as an address in a jsonb column is."""
        return getattr(self.get_factory()._meta, "table", None)

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
        """The parent: a new object, or the object of the parent row that this row number has in bulk."""
        made_by, table = self.get_factory(), self.table
        if table is None:
            return step.recurse(made_by, extra, force_sequence=step.sequence)
        if step.builder.strategy == CREATE_STRATEGY:
            return super().evaluate(instance, step, extra)
        if isinstance(step.builder, BulkBuilder):
            _refuse_overrides(made_by, extra)
        number = _parent_number(table, instance._Resolver__pending[-1], step)
        return step.recurse(made_by, extra, force_sequence=number)

    def reference(self) -> Reference:
        """The vectorised twin of a sub-factory that stands for its key."""
        _refuse_overrides(self.get_factory(), self._defaults)
        return Reference(self.get_factory(), key=self.key)


def _parent_number(table: str, name: str, step: Any) -> int:
    """The parent's row number by the rule of `Reference`: the same, where there is no end of parents."""
    world = current_world()
    parents = world.tables.get(table)
    number: int = step.sequence
    if parents is None or parents.count is None:
        return number
    if parents.count == 0:
        raise FactoryError(f"{name} refers to {table}, which has no rows", hint=f"give {table} rows")
    options = step.builder.factory_meta
    key = key_of(world.seed, options.table or options.factory.__name__, options.column_name(name), "parent")
    return parents.start + int(below(words(key, np.array([number], dtype=np.int64)), parents.count)[0])


def _refuse_overrides(made_by: type, overrides: dict[str, Any]) -> None:
    if overrides:
        given = ", ".join(f"{k}={v!r}" for k, v in overrides.items())
        raise FactoryError(
            f"SubFactory({made_by.__name__}, {given}) cannot be generated in bulk: parents are rows of their "
            "own table, drawn by its factory",
            hint=f"drop the overrides, or change {made_by.__name__} (a weighted Choice) so that such rows exist",
        )
