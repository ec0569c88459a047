"""What a dotted name means: "created_at" is this row's, "user_id.created_at" its parent's."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

PARENTS = "_seeding_parents"  # where factory_boy's resolver remembers the parents made for it
_MISSING = object()
_KEYS = (UUID, str, bytes, int, float, Decimal, datetime.date, datetime.time, datetime.timedelta)
_PLAIN = (*_KEYS, list)


def related(rows: Rows, name: str) -> pa.Array:
    """The column `name` of the same rows, or of their parents; null where there is no parent.

    Dots may follow several references ("order_id.user_id.country"). Raises FactoryError for a column
    that is not declared, or that is no reference where a dot follows.
    """
    reference, dot, rest = name.partition(".")
    if not dot:
        return rows.column(name)
    if reference not in rows.spec.columns:
        raise FactoryError(
            f"{rows.table}.{rows.name} derives from {name!r}, but {reference!r} is not declared",
            hint=f"declared: {', '.join(rows.spec.columns)}",
        )
    instance = getattr(rows, "instance", None)
    if instance is not None:
        declared = rows.declared_as(reference)  # type: ignore[attr-defined]
        found = _of_object(instance, declared, rest)
        if found is not None:
            return found
        orphans = np.array([getattr(instance, declared) is None])
    else:
        keys = rows.column(reference)
        orphans = arrays.nulls_of(keys)
    if orphans.all():
        # Perhaps there are no parents at all; a set of no rows still says the type. Not so in a tree: there
        # the question would come back to this very column.
        nobody = Rows(rows.world, rows.spec, rows.indices[:0]).parents(reference)
        return pa.nulls(len(rows), None if nobody.table == rows.table else related(nobody, rest).type)
    return arrays.with_nulls(related(rows.parents(reference), rest), orphans)


def attribute_of(parent: Any, name: str) -> Any:
    """An attribute of a built object, whatever its model: Row, dict, pydantic model, dataclass.

    Raises FactoryError where it has none of that name.
    """
    found = _attribute(parent, name)
    if found is _MISSING:
        raise FactoryError(f"{parent!r} has no {name!r}", hint="give its model that field")
    return found


def key_value(value: Any, key: str) -> Any:
    """The key where a test gave a parent object instead of it; any other value as it is."""
    if value is None or isinstance(value, _PLAIN):
        return value
    found = _attribute(value, key)
    return value if found is _MISSING else found


def _attribute(parent: Any, name: str) -> Any:
    if isinstance(parent, Mapping):
        return parent.get(name, _MISSING)
    return getattr(parent, name, _MISSING)


def _of_object(instance: Any, reference: str, name: str) -> pa.Array | None:
    """The attribute of a parent object that a test handed over, or that was created for this object."""
    value = getattr(instance, reference)
    found = instance.__dict__.get(PARENTS, {}).get(reference, value)
    for part in name.split("."):
        if found is None or isinstance(found, _KEYS):
            return None
        found = _attribute(found, part)
    return None if found is _MISSING else arrays.from_python(found)
