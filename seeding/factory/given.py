"""Rows some of whose values are Python objects: overrides, and parents as they are rather than as planned."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.related import attribute_of, key_value
from seeding.columns.rows import Rows
from seeding.errors import FactoryError
from seeding.factory.objects import python_array


class Given(Rows):
    """Rows some of whose columns, and parents, are Python objects: one for each row, or one for all."""

    __slots__ = ("by_hand", "objects")
    by_hand: dict[str, Sequence[Any]]
    objects: dict[str, Sequence[Any]]

    def _compute(self, name: str) -> pa.Array:
        if name not in self.by_hand:
            return super()._compute(name)
        column = self.spec.columns.get(name)
        key = getattr(column, "key", None)
        values = [key_value(v, key) if isinstance(key, str) else v for v in self.by_hand[name]]
        return _array(values, len(self), self, name)

    def parents(self, reference: str) -> Rows:
        objects = self.objects.get(reference)
        usual = super().parents(reference)
        if objects is None:
            return usual
        rows = _Objects(usual.world, usual.spec, usual.indices)
        rows.objects = objects
        return self._cache.setdefault(f"\0objects {reference}", rows)  # type: ignore[no-any-return]

    def _view(self, name: str) -> Rows:
        rows = super()._view(name)
        assert isinstance(rows, Given)
        rows.by_hand, rows.objects = self.by_hand, self.objects
        return rows


class _Objects(Rows):
    """Parents as they are, not as their row numbers say."""

    __slots__ = ("objects",)
    objects: Sequence[Any]

    def _compute(self, name: str) -> pa.Array:
        try:
            values = [attribute_of(instance, name) for instance in self.objects]
        except FactoryError:
            return super()._compute(name)  # a class of the test's own, without that field
        return _array(values, len(self), self, name)

    def _view(self, name: str) -> Rows:
        rows = super()._view(name)
        assert isinstance(rows, _Objects)
        rows.objects = self.objects
        return rows


def _array(values: Sequence[Any], size: int, rows: Rows, name: str) -> pa.Array:
    """Python values as an array of `size`, of the type that the column has in bulk where they fit it."""
    plain = [value.value if isinstance(value, Enum) else value for value in values]
    wanted = _type_of(rows, name)
    if all(value is None for value in plain) and wanted is not None:
        return pa.nulls(size, wanted)
    array = python_array(plain)
    if len(plain) != size:
        array = array.take(pa.array(np.zeros(size, dtype=np.int64)))
    if wanted is None or array.type == wanted:
        return array
    try:
        return array.cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError):
        return array


def _type_of(rows: Rows, name: str) -> pa.DataType | None:
    if name not in rows.spec.columns:
        return None
    nobody = Rows(rows.world, rows.spec, rows.indices[:0])
    try:
        return arrays.decode(nobody.column(name)).type
    except FactoryError:
        return None
