"""Documents that generated columns read: the keys they look for are there, with values of the columns' kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from seeding.columns.base import Column
from seeding.columns.json_shape import Json
from seeding.infer.expression import parse
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.shapes import shape_for
from seeding.infer.words import singular
from seeding.schema import Attribute

_TYPES = frozenset(
    {"text", "varchar", "citext", "bool", "int2", "int4", "int8", "numeric", "float4", "float8", "uuid", "date",
     "timestamp", "timestamptz", "bpchar", "time"}
)  # fmt: skip


def extracted(facts: ColumnFacts) -> Iterator[Inferred]:
    """An object with what the generated columns beside it take from it: `GENERATED ALWAYS AS (doc ->> 'id')`."""
    if facts.type_name not in ("json", "jsonb") or not facts.attribute.writable:
        return
    read = list(_read(facts))
    values = _values(facts, [attribute for attribute, _ in read])
    shape: dict[str, Any] = dict(shape_for(tuple(singular(word) for word in facts.words)) or {}) if read else {}
    named = []
    for attribute, path in read:
        if attribute.name in values and _put(shape, path, values[attribute.name]):
            named.append(attribute.name)
    if named:
        yield Inferred(Json(shape), f"what {', '.join(named)} read from it")


def _read(facts: ColumnFacts) -> Iterator[tuple[Attribute, tuple[str, ...]]]:
    """The table's columns that are one place of the document, and the place."""
    from seeding.infer.trying.documents import path_of

    for attribute in facts.table.attributes:
        tree = None if attribute.generated is None else parse(attribute.generated)
        path = None if tree is None else path_of(tree, facts.name)
        if path and attribute.type.base.name in _TYPES and not any(step.isdigit() for step in path):
            yield attribute, path


def _values(facts: ColumnFacts, read: list[Attribute]) -> dict[str, Column]:
    """What the columns would hold if rows gave it."""
    from seeding.infer.infer import infer

    names = {attribute.name for attribute in read}
    plain = tuple(replace(a, generated=None) if a.name in names else a for a in facts.table.attributes)
    others = {a.name for a in plain} - names
    inferred = infer(replace(facts.table, attributes=plain), facts.of.schema, declared=others) if names else {}
    return {name: found.generator for name, found in inferred.items()}


def _put(shape: dict[str, Any], path: tuple[str, ...], value: Column) -> bool:
    """The value at its place; False where something else is in the way."""
    for step in path[:-1]:
        inner = shape.setdefault(step, {})
        if not isinstance(inner, dict):
            return False
        shape = inner
    if isinstance(shape.get(path[-1]), dict):
        return False
    shape[path[-1]] = value
    return True
