"""Python values on their way into an INSERT: what a test may give a column of which type."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from psycopg.adapt import PyFormat, Transformer
from psycopg.types.json import Json, Jsonb

from seeding.testing.columns import ColumnType

if TYPE_CHECKING:
    import psycopg


def parameter(value: Any, column: ColumnType) -> Any:
    """The value as psycopg takes it for one parameter.

    Enums are their value. In a json column any Python value is JSON, a text too; None is NULL.
    """
    if value is None:
        return None
    if isinstance(value, Enum):
        value = value.value
    if column.is_json:
        if isinstance(value, (Json, Jsonb)):
            return value
        if column.is_array:
            return [None if item is None else Jsonb(item, _dumps) for item in value]
        return Jsonb(value, _dumps)
    if column.is_array and isinstance(value, (list, tuple, set, frozenset)):
        return [_element(item) for item in _ordered(value)]
    return value


def document(
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, ColumnType],
    connection: psycopg.Connection[Any],
) -> str:
    """Rows as one JSON array of objects, for `json_populate_recordset`; the same values as `parameter`."""
    encode = _encoder(_text_of(connection))
    return encode(
        [
            {
                name: value if type(value) in _AS_THEY_ARE else _json_value(value, columns[name])
                for name, value in row.items()
            }
            for row in rows
        ]
    )


# Most values of most rows: a table of types is five times as fast as asking psycopg for each of them.
_AS_THEY_ARE = frozenset((str, int, bool, type(None), dict))
_AS_TEXT: dict[type, Callable[[Any], str]] = {
    UUID: str,
    Decimal: str,
    datetime.datetime: datetime.datetime.isoformat,
    datetime.date: datetime.date.isoformat,
}


def _json_value(value: Any, column: ColumnType) -> Any:
    as_text = _AS_TEXT.get(type(value))
    if as_text is not None:
        return as_text(value)
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, (Json, Jsonb)):
        return value.obj
    if column.is_array and isinstance(value, (tuple, set, frozenset)):
        return _ordered(value)
    return value


def _ordered(value: Any) -> list[Any]:
    return sorted(value) if isinstance(value, (set, frozenset)) else list(value)


def _element(item: Any) -> Any:
    if isinstance(item, Enum):
        return item.value
    return [_element(one) for one in item] if isinstance(item, (list, tuple)) else item


def _encoder(default: Callable[[Any], Any]) -> Callable[[Any], str]:
    from json import JSONEncoder

    return JSONEncoder(ensure_ascii=False, default=default).encode


def _dumps(value: Any) -> str:
    return _encoder(_plain)(value)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else str(value)


def _text_of(connection: psycopg.Connection[Any]) -> Callable[[Any], Any]:
    """What PostgreSQL reads as this value: by psycopg's adapters, the connection's own ones included."""
    transformer = Transformer(connection)

    def text(value: Any) -> Any:
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, (Json, Jsonb)):
            return value.obj
        if isinstance(value, (set, frozenset)):
            return sorted(value)
        dumped = transformer.get_dumper(value, PyFormat.TEXT).dump(value)
        return None if dumped is None else bytes(dumped).decode()

    return text
