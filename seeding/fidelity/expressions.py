"""SQL that turns a value into the number of its bucket: what the server counts, so that no row needs to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from psycopg import sql

from seeding.fidelity.axes import NULL, Axis, Binned, Listed
from seeding.schema import Type, TypeKind

NUMBERS = frozenset({"int2", "int4", "int8", "numeric", "float4", "float8", "oid"})
INSTANTS = frozenset({"date", "timestamp", "timestamptz"})
DURATIONS = frozenset({"interval", "time", "timetz"})
JSON = frozenset({"json", "jsonb"})
NO_ROW = -3  # there is no row to look at: a reference that is NULL

Expression = sql.Composable


def measure(value: Expression, type_: Type) -> Expression | None:
    """The value as float8, instants and durations in seconds; None for a type that has no such thing."""
    name = type_.base.name
    if name in INSTANTS | DURATIONS:
        return sql.SQL("date_part('epoch', {})").format(value)
    if name == "money":
        return sql.SQL("{}::numeric::float8").format(value)
    return sql.SQL("{}::float8").format(value) if name in NUMBERS else None


def bucket(axis: Axis, value: Expression, type_: Type | None, to: Callable[[int], int]) -> Expression | None:
    """The number of the value's bucket, as `to` maps it; None where the type has no such buckets.

    `type_` None: the value is a float8 or a text, whichever the axis wants.
    """
    if isinstance(axis, Binned):
        measured = value if type_ is None else measure(value, type_)
        return None if measured is None else _binned(axis, measured, to)
    if isinstance(axis, Listed):
        return _listed(axis, value, type_, to)
    return sql.SQL("case when {} is null then {} else {} end").format(value, to(NULL), to(0))


def _binned(axis: Binned, value: Expression, to: Callable[[int], int]) -> Expression:
    if not axis.bins:
        return sql.SQL("case when {} is null then {} else {} end").format(value, to(NULL), to(0))
    # NULL is in no bucket, and the element of an array at NULL is NULL.
    return sql.SQL("coalesce(({}::int4[])[width_bucket({}, {}::float8[]) + 1], {})").format(
        _array([to(b) for b in axis.after_edges()]), value, _array(axis.edges), to(NULL)
    )


def _listed(axis: Listed, value: Expression, type_: Type | None, to: Callable[[int], int]) -> Expression:
    other = to(len(axis.values))
    if not axis.values:
        return sql.SQL("case when {} is null then {} else {} end").format(value, to(NULL), other)
    numeric = axis.numeric and type_ is not None and (type_.base.name in NUMBERS or type_.base.name == "money")
    kind = sql.SQL("numeric" if numeric else "text")
    codes = [to(i) for i in range(len(axis.values))]
    return sql.SQL(
        "case when {value} is null then {null} else"
        " coalesce(({codes}::int4[])[array_position({values}::{kind}[], {value}::{kind})], {other}) end"
    ).format(
        value=value,
        null=to(NULL),
        codes=_array(codes),
        values=sql.SQL("array[{}]").format(sql.SQL(", ").join(map(sql.Literal, axis.values))),
        kind=kind,
        other=other,
    )


def element(type_: Type) -> Type | None:
    """The type of an array's elements."""
    base = type_.base
    return base.element if base.kind is TypeKind.ARRAY else None


def _array(values: Sequence[float]) -> Expression:
    return sql.SQL("array[{}]").format(sql.SQL(", ").join(sql.SQL(repr(value)) for value in values))
