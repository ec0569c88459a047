"""One definition of a column: a pure function from row numbers to values.

A generator has one method to write, `values(rows)`; single objects in a test and a hundred million
rows in staging come from that same method.
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from itertools import count
from types import FunctionType
from typing import Any, Self

import pyarrow as pa
from factory.declarations import BaseDeclaration

from seeding.columns import arrays, single
from seeding.columns.arrays import Values
from seeding.columns.draws import Indices, chance
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

_made = count(1)


class _Kind(ABCMeta):
    """Abstract methods, and instances told as those of any class: nothing registers as a column from outside.

    A plan of 500 tables asks three hundred thousand times which generator it has.
    """

    __instancecheck__ = type.__instancecheck__
    __subclasscheck__ = type.__subclasscheck__


class Column(BaseDeclaration, metaclass=_Kind):
    """A factory_boy declaration that generates in bulk.

    Subclasses take `nulls` (the share of rows, 0 to 1, that are NULL) as a keyword and write `values`.
    They hold only what their arguments say: no state, no generator, nothing that a call changes.
    """

    nulls: float = 0.0
    rowwise: bool = False  # made one object at a time; `seed plan` says so

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        self: Self = super().__new__(cls)
        self._arguments = (args, kwargs)
        return self

    _arguments: tuple[tuple[Any, ...], dict[str, Any]]

    def __init__(self, *, nulls: float = 0.0) -> None:
        super().__init__()
        if not 0 <= nulls <= 1:
            raise FactoryError(f"{type(self).__name__}(nulls={nulls!r}): a share of rows lies between 0 and 1")
        self.nulls = nulls

    def touch_creation_counter(self) -> None:
        """A number of its own, behind those of the declarations before it.

        factory_boy counts in the class that all of them inherit from, and Python forgets what it knows of each class
        below whenever that changes: with a hundred and fifty of them, half of the time it takes to make a generator.
        """
        self._creation_counter = getattr(BaseDeclaration, "_creation_counter", 0) - 1 + next(_made) * 2.0**-30

    @property
    def given(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """What the generator was made with, by place and by keyword."""
        return self._arguments

    @abstractmethod
    def values(self, rows: Rows) -> Values:
        """The values for `rows`, one each, in order: an Arrow array (or numpy), pure in `rows`."""

    def produce(self, rows: Rows) -> pa.Array:
        """`values` with the null share applied, as one Arrow array."""
        array = arrays.as_arrow(self.values(rows))
        if self.nulls:
            array = arrays.with_nulls(array, chance(rows.draws("nulls"), self.nulls))
        return array

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The table and row numbers a reference points at; only references have any."""
        raise FactoryError(f"{rows.table}.{rows.name} is {self!r}, not a reference: it has no parent rows")

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
        """factory_boy's single-object path: the same `values`, for one row."""
        return single.evaluate(self, instance, step, extra)

    def __repr__(self) -> str:
        args, kwargs = self._arguments
        shown = [_short(a) for a in args] + [f"{k}={_short(v)}" for k, v in kwargs.items()]
        return f"{type(self).__name__}({', '.join(shown)})"


def _short(value: Any) -> str:
    if isinstance(value, type | FunctionType):  # a function's own repr holds an address, which differs each run
        return value.__name__
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:56]}…{text[-1]}"
