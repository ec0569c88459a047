"""Python objects, as row-wise declarations make them, as one Arrow array."""

from __future__ import annotations

import datetime
import ipaddress
import json
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.errors import FactoryError
from seeding.factory.row import Row

_ADDRESSES = (
    ipaddress.IPv4Address,
    ipaddress.IPv6Address,
    ipaddress.IPv4Network,
    ipaddress.IPv6Network,
    ipaddress.IPv4Interface,
    ipaddress.IPv6Interface,
)


def python_array(objects: list[Any]) -> pa.Array:
    """Arrow from Python objects of one kind. Raises FactoryError where they have no common type."""
    values = [_plain(value) for value in objects]
    kinds = {type(value) for value in values if value is not None}
    try:
        if kinds == {UUID}:
            raw = [None if v is None else v.bytes for v in values]
            return pa.ExtensionArray.from_storage(arrays.UUID_TYPE, pa.array(raw, pa.binary(16)))
        if dict in kinds or any(isinstance(v, list) and any(isinstance(i, dict) for i in v) for v in values):
            texts = [None if v is None else json.dumps(v, default=str, ensure_ascii=False) for v in values]
            return pa.ExtensionArray.from_storage(arrays.JSON, pa.array(texts, pa.string()))
        if Row in kinds:
            raise FactoryError("a column's value is an object", hint='give its key: factory.SelfAttribute("user.id")')
        if Decimal in kinds and kinds <= {Decimal, int}:
            return pa.array([None if v is None else Decimal(v) for v in values])
        if datetime.datetime in kinds:
            utc = datetime.UTC
            aware = [v if v is None or v.tzinfo else v.replace(tzinfo=utc) for v in values]
            return pa.array(aware, arrays.TIMESTAMP)
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, AttributeError) as error:
        names = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise FactoryError(
            f"values of one column must be of one type that a column can hold, not {names}: {error}"
        ) from None


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (tuple, set, frozenset)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    return str(value) if isinstance(value, _ADDRESSES) else value
