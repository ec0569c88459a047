"""Tables whose generators nobody declared, tried out: what fails is known before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from seeding.columns.array_of import ArrayOf
from seeding.columns.base import Column
from seeding.columns.reference import Reference
from seeding.errors import FactoryError
from seeding.plan.conform import conform
from seeding.plan.model import Plan, PlannedTable

_TRIED = 4
# Where failures come from: parents that do not have what is asked for, and what was put together from a schema's
# own types, patterns and lists. Trying out every column made a plan of 500 tables 4 s longer.
_PUT_TOGETHER = "seeding.infer.generators."
# Makes what the generator inside it makes; the parents' moments it looks at, and theirs, took longer than all others.
_CHAINED = "seeding.infer.generators.since"
# What a generator that was chosen for a column it does not suit may raise, besides its own FactoryError.
_FAILURES = (FactoryError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True)
class Failure:
    """A column that no value can be made for, and why."""

    column: str
    why: str


def failures(plan: Plan, undeclared: Collection[str]) -> Mapping[str, Failure]:
    """What cannot be made of a table's rows, by qualified name; only tables in `undeclared` are tried.

    A table whose parents fail is left to them: it is tried again once they are out of the plan.
    """
    found: dict[str, Failure] = {}
    for planned in plan.tables:
        if str(planned.name) not in undeclared or not planned.rows or _parents(planned) & found.keys():
            continue
        failed = _failure(plan, planned)
        if failed is not None:
            found[str(planned.name)] = failed
    return found


def _parents(planned: PlannedTable) -> set[str]:
    return {str(key.parent) for key in planned.table.foreign_keys}


def _failure(plan: Plan, planned: PlannedTable) -> Failure | None:
    rows = plan.world.rows(str(planned.name), planned.start + _spread(planned.rows))
    for column in planned.columns:
        if not _may_fail(column.generator):
            continue
        try:
            conform(rows.column(column.name), column, planned, planned.start)
        except _FAILURES as error:
            said = str(error).splitlines()[0] if isinstance(error, FactoryError) else f"{type(error).__name__}: {error}"
            return Failure(column.name, f"no value can be made for {column.name} ({column.reason}): {said}")
    return None


def _may_fail(generator: Column) -> bool:
    if type(generator).__module__ == _CHAINED:
        return _may_fail(generator.given[0][0])
    return isinstance(generator, Reference | ArrayOf) or type(generator).__module__.startswith(_PUT_TOGETHER)


@lru_cache(maxsize=64)
def _spread(rows: int) -> NDArray[np.int64]:
    """The first rows and the last: what runs out of values does so at the end."""
    few = min(rows, _TRIED)
    return np.unique(np.append(np.arange(few, dtype=np.int64), rows - 1))
