"""Rows about types, put together: a domain with its base, an array with its element, to any depth."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from seeding.schema.model import Check, Type, TypeKind

_KINDS = {
    "d": TypeKind.DOMAIN,
    "e": TypeKind.ENUM,
    "c": TypeKind.COMPOSITE,
    "r": TypeKind.RANGE,
    "m": TypeKind.MULTIRANGE,
}
_LENGTH_WORD = 4  # VARHDRSZ: char(n), varchar(n) and numeric(p, s) count it into their modifier
_TIMES = frozenset({"time", "timetz", "timestamp", "timestamptz"})
_BITS = frozenset({"bit", "varbit"})
_VECTORS = frozenset({"vector", "halfvec", "sparsevec"})  # pgvector: the modifier is the number of dimensions
_INTERVAL_FULL_PRECISION = 0xFFFF


class Types:
    """The types of a database; the same type with the same modifier is the same object."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = {row.oid: row for row in rows}
        self._made: dict[tuple[int, int, int], Type] = {}

    def default(self, oid: int) -> str | None:
        """The default of a domain, for columns that have none of their own."""
        value: str | None = self._rows[oid].default_value
        return value

    def type(self, oid: int, modifier: int = -1, dimensions: int = 0, sql: str | None = None) -> Type:
        """The type with this modifier (`atttypmod`); `sql` as `format_type` spells it."""
        key = (oid, modifier, dimensions)
        if key not in self._made:
            self._made[key] = self._make(oid, modifier, dimensions, sql)
        return self._made[key]

    def _make(self, oid: int, modifier: int, dimensions: int, sql: str | None) -> Type:
        row = self._rows[oid]
        sql = sql or row.sql
        if row.array_of is not None:
            element = self.type(row.array_of, modifier, 0, sql.removesuffix("[]"))
            return Type(
                name=f"{element.name}[]",
                schema=element.schema,
                kind=TypeKind.ARRAY,
                sql=sql,
                oid=oid,
                element=element,
                dimensions=max(1, dimensions),
            )
        inner = None
        if row.element is not None:
            inner = self.type(row.element, row.modifier, row.dimensions, row.element_sql)
        length, precision, scale = _modifiers(row.name, modifier)
        return Type(
            name=row.name,
            schema=row.schema,
            kind=_KINDS.get(row.kind, TypeKind.BASE),
            sql=sql,
            oid=oid,
            length=length,
            precision=precision,
            scale=scale,
            labels=tuple(row.labels or ()),
            element=inner,
            dimensions=modifier if row.name in _VECTORS and modifier > 0 else 0,
            fields=tuple(
                (name, self.type(field, field_modifier, field_dimensions, field_sql))
                for name, field, field_modifier, field_dimensions, field_sql in _parsed(row.fields)
            ),
            checks=tuple(Check(name, text, validated=valid) for name, text, valid in _parsed(row.checks)),
            not_null=row.not_null,
            delimiter=row.delimiter,
        )


def _parsed(value: Any) -> list[Any]:
    """JSON, which a connection may have been told to leave as text."""
    found = json.loads(value) if isinstance(value, str) else value
    return found or []


def _modifiers(name: str, modifier: int) -> tuple[int | None, int | None, int | None]:
    """Length, precision and scale out of a type modifier (PostgreSQL's numeric.c, varchar.c, timestamp.c)."""
    if modifier < 0:
        return None, None, None
    if name in ("varchar", "bpchar"):
        return modifier - _LENGTH_WORD, None, None
    if name in _BITS:
        return modifier, None, None
    if name == "numeric":
        packed = modifier - _LENGTH_WORD
        # Eleven bits, signed since 15; before that a scale never reached the sign bit.
        return None, packed >> 16 & 0xFFFF, ((packed & 0x7FF) ^ 0x400) - 0x400
    if name in _TIMES:
        return None, modifier, None
    if name == "interval":
        digits = modifier & 0xFFFF
        return None, None if digits == _INTERVAL_FULL_PRECISION else digits, None
    return None, None, None
