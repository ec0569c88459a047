"""Rows as generators make them, in the form a server tries them in; and back into generators' options."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.rows import TableRows
from seeding.errors import FactoryError
from seeding.infer.generators.text_form import as_text
from seeding.infer.trying.subject import Subject, is_json
from seeding.schema import Table, Type, TypeKind

Row = dict[str, Any]
_INTERVAL = re.compile(
    r"(?:([+-]?\d+) years?)? ?(?:([+-]?\d+) mons?)? ?(?:([+-]?\d+) days?)? ?"
    r"(?:([+-]?)(\d+):(\d\d):(\d\d(?:\.\d+)?))?"
)


def sample(subject: Subject, columns: Mapping[str, Column], names: Sequence[str], count: int) -> list[Row]:
    """The first rows' values of some columns; fewer than `count` where the table's generators have no more."""
    table = subject.world.tables.get(subject.name)
    start = 0 if table is None else table.start
    for number in dict.fromkeys((count, min(count, subject.rows))):
        if number <= 0:
            continue
        stop = start + max(number, subject.rows)
        spec = TableRows(subject.name, columns, start, stop)
        world = replace(subject.world, tables={**subject.world.tables, subject.name: spec})
        try:
            rows = world.rows(subject.name, np.arange(start, start + number, dtype=np.int64))
            texts = {name: _texts(rows.column(name), json_=is_json(subject.table, name)) for name in names}
        except (FactoryError, pa.ArrowInvalid, OverflowError):
            continue
        if not texts:
            return [{} for _ in range(number)]
        return [dict(zip(texts, values, strict=True)) for values in zip(*texts.values(), strict=True)]
    return []


def _texts(array: pa.Array, *, json_: bool) -> list[Any]:
    texts = as_text(array).to_pylist()
    return [None if text is None else json.loads(text) for text in texts] if json_ else texts


def options(table: Table, column: str, values: Sequence[Any]) -> list[Any]:
    """Values that were tried, as the Python objects a generator takes; text where the type has none of its own."""
    type_ = table.by_name[column].type
    if is_json(table, column):
        # One type for all of them: whole documents where every value is one, their text else.
        plain = all(value is None or isinstance(value, dict) for value in values)
        return list(values) if plain else [None if value is None else json.dumps(value) for value in values]
    try:
        return [None if value is None else _object(type_.base, value) for value in values]
    except (ValueError, ArithmeticError):
        return list(values)


def _object(type_: Type, text: str) -> Any:  # one type each
    if type_.kind is TypeKind.ARRAY and type_.element is not None and type_.dimensions <= 1:
        # Arrays of uuids and documents have no plain Arrow twin: they travel as text.
        return text if type_.element.base.name in ("uuid", "json", "jsonb") else _array(type_.element.base, text)
    if type_.kind is not TypeKind.BASE:
        return text
    match type_.name:
        case "int2" | "int4" | "int8" | "oid":
            return int(text)
        case "float4" | "float8":
            return float(text)
        case "numeric":
            return Decimal(text)
        case "bool":
            return text.lower() in ("t", "true", "on", "yes", "1")
        case "date":
            return datetime.fromisoformat(text).date()  # of a day and an interval comes a moment
        case "timestamp" | "timestamptz":
            moment = datetime.fromisoformat(text)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        case "time":
            return time.fromisoformat(text)
        case "uuid":
            return UUID(text)
        case "bytea":
            return bytes.fromhex(text.removeprefix("\\x"))
        case "interval":
            return _interval(text)
    return text


def _interval(text: str) -> timedelta:
    """A span as it is written here ("90 microseconds"), or as a default or a literal has it ("150 years").

    Months have 30 days and years 12 months, as where PostgreSQL compares two. Raises ValueError for anything else.
    """
    if text.endswith(" microseconds"):
        return timedelta(microseconds=int(text.removesuffix(" microseconds")))
    found = _INTERVAL.fullmatch(text.strip())
    if found is None or not text.strip():
        raise ValueError(text)
    years, months, days, sign, hours, minutes, seconds = (part or "0" for part in found.groups())
    clock = timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    return timedelta(days=360 * int(years) + 30 * int(months) + int(days)) + (-clock if sign == "-" else clock)


def _array(element: Type, text: str) -> list[Any]:
    """A one-dimensional array in PostgreSQL's output syntax. Raises ValueError for any other."""
    from seeding.infer.limits import array_items

    items = array_items(text)
    if items is None:
        raise ValueError(text)
    return [None if item is None else _object(element, item) for item in items]
