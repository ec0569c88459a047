"""The generator that makes a column's values as its shape says; None where the shape has nothing to say of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.instants import SECOND
from seeding.columns.moment import Moment
from seeding.infer.facts import ColumnFacts
from seeding.infer.limits import Bound
from seeding.infer.numeric import allowed
from seeding.infer.patterned.apart import Apart
from seeding.infer.patterned.category import PatternCategory
from seeding.infer.patterned.coupling import Coupling
from seeding.infer.patterned.number import PatternNumber, Unit
from seeding.infer.patterned.time import PatternTime
from seeding.patterns.model import ArrayShape, CategoryShape, ColumnShape, JsonShape, NumberShape, TextShape, TimeShape
from seeding.plan.patterned import inner
from seeding.plan.patterned.codes import micros, shares_of
from seeding.plan.patterned.tails import with_tails
from seeding.plan.patterned.typed import typed, usable
from seeding.schema import TypeKind

_NUMBERS = frozenset({"int2", "int4", "int8", "oid", "numeric", "float4", "float8"})
_UNITS: dict[str, Unit] = {"interval": "interval", "time": "time"}
_TIMES = frozenset({"date", "timestamp", "timestamptz"})


@dataclass(frozen=True)
class Made:
    """A generator for a column's values, and the codes it cannot make."""

    generator: Column
    lost: tuple[int, ...] = ()


@dataclass(frozen=True)
class Ends:
    """The share of a table's rows that may lie beyond a number's ends, and that of a single row."""

    beyond: float
    one: float


@dataclass(frozen=True)
class Way:
    """How a generator learns what a row's value is to be: by a code column, or by itself with so many NULLs."""

    code: str = ""
    null: int = -1
    nulls: float = 0.0
    coupling: Coupling | None = None
    apart: Apart | None = None

    @property
    def options(self) -> dict[str, Any]:
        """As generators take it."""
        if self.code:
            further = {"apart": self.apart} if self.apart is not None else {}
            return {"code": self.code, "null": self.null, **further}
        return {"nulls": self.nulls} if self.nulls else {}

    @property
    def coupled(self) -> dict[str, Any]:
        """What numbers and instants take besides."""
        return self.options | ({"coupling": self.coupling} if self.coupling is not None else {})


def made(  # noqa: PLR0917
    facts: ColumnFacts, shape: ColumnShape, way: Way, before: Column, shift: int, ends: Ends | None = None
) -> Made | None:
    """A generator for the column; `before` is the one it stands in for, which makes what the file does not list.

    `ends` says how many rows lie beyond a number's ends.

    Raises ValueError where the column cannot hold what the shape is of.
    """
    if isinstance(shape, NumberShape) and shape.bins:
        return Made(_number(facts, shape, way, ends))
    if isinstance(shape, TimeShape) and shape.bins:
        return Made(_time(facts, shape, way, shift, rising=isinstance(before, Moment) and before.rising))
    if isinstance(shape, CategoryShape):
        return _category(facts, shape, way, before)
    generator: Column | None = None
    if isinstance(shape, TextShape):
        generator = inner.text(facts, shape, before, way.options)
    elif isinstance(shape, ArrayShape):
        generator = inner.array(facts, shape, before, way.options)
    elif isinstance(shape, JsonShape):
        generator = inner.document(facts, shape, before, way.options)
    return None if generator is None else Made(generator)


def _number(facts: ColumnFacts, shape: NumberShape, way: Way, ends: Ends | None) -> Column:
    name = facts.type_name if facts.type.kind is TypeKind.BASE else ""
    unit = _UNITS.get(name, "")
    if name not in _NUMBERS and not unit:
        raise ValueError(f"has numbers for it, and it is {facts.attribute.type}")
    starts = shape.starts(len(shape.bins)) if way.code else (0,)
    step = Decimal(repr(shape.step)) if shape.step else None
    digits: int | None = None
    low = high = None
    if facts.is_integer:
        step = max(step or Decimal(1), Decimal(1)).to_integral_value()
    elif name == "numeric":
        scale = facts.type.scale if facts.type.precision is not None else None
        if step is None:
            step = Decimal(1).scaleb(-(2 if scale is None else scale))
        if scale is not None:
            step = max(step, Decimal(1).scaleb(-scale))
        digits = max(0, -int(step.normalize().as_tuple().exponent))
    elif unit:
        step = max(step or Decimal(1), Decimal("0.000001"))
        if unit == "time":
            low, high = 0.0, 86_400.0 - float(step)
    if facts.is_integer or (name == "numeric" and facts.type.precision is not None):
        span = allowed(facts)
        low, high = float(span.low), float(span.high)
    elif not unit:
        low, high = _end(facts.limits.lower, step), _end(facts.limits.upper, step)
    bins = [(b.low, b.high, b.share) for b in shape.bins]
    if ends is not None and not unit:
        there = max(1e-9, 1 - shape.nulls)
        bins, before = with_tails(bins, ends.beyond / there, ends.one / there)
        starts = (starts[0], *(start + before for start in starts[1:]))
    return PatternNumber(bins, step=step, digits=digits, unit=unit, low=low, high=high, starts=starts, **way.coupled)


def _end(bound: Bound | None, step: Decimal | None) -> float | None:
    if bound is None or not isinstance(bound.point, Decimal):
        return None
    return float(bound.point)


def _time(facts: ColumnFacts, shape: TimeShape, way: Way, shift: int, *, rising: bool) -> Column:
    if facts.type.kind is not TypeKind.BASE or facts.type_name not in _TIMES:
        raise ValueError(f"has instants for it, and it is {facts.attribute.type}")
    starts = shape.starts(len(shape.bins)) if way.code else (0,)
    return PatternTime(
        time_bins(shape, shift),
        step=step_of(shape, date=facts.is_date),
        weekday=shape.weekday,
        hour=shape.hour,
        date=facts.is_date,
        rising=rising and not way.code,
        starts=starts,
        **way.coupled,
    )


def time_bins(shape: TimeShape, shift: int) -> list[tuple[int, int, float]]:
    """The bins in microseconds since 1970."""
    return [(micros(b.low) + shift, micros(b.high) + shift, b.share) for b in shape.bins]


def step_of(shape: TimeShape, *, date: bool) -> int:
    """The step of a column of instants in microseconds."""
    return max(int(shape.step * SECOND + 0.5), 86_400 * SECOND if date else 1)


def _category(facts: ColumnFacts, shape: CategoryShape, way: Way, before: Column) -> Made:
    table, attribute = facts.table, facts.attribute
    held = usable(table, attribute, shape.values)
    choices = facts.limits.choices
    if choices is not None:
        held = [fits and str(value) in choices for fits, value in zip(held, shape.values, strict=True)]
    if shape.values and not any(held):
        raise ValueError(f"has values for it that are none of {attribute.type}: {shape.values[0]!r}")
    some = next((value for value, fits in zip(shape.values, held, strict=True) if fits), None)
    values = typed(table, attribute, [v if fits else some for v, fits in zip(shape.values, held, strict=True)])
    lost = [n for n, fits in enumerate(held) if not fits]
    otherwise: Column | None = None
    if shape.other:
        otherwise = _rest(facts, shape, before)
        if otherwise is None and shape.values:
            lost.append(len(shape.values))
    if not shape.values and otherwise is None:
        raise ValueError("lists no value of it")
    shares = [
        0.0 if n in lost else share for n, share in enumerate((*shape.shares, *([shape.other] if shape.other else [])))
    ]
    generator = PatternCategory(
        values, shares or shares_of(shape), otherwise=otherwise, others=shape.others, **way.options
    )
    return Made(generator, tuple(lost))


def _rest(facts: ColumnFacts, shape: CategoryShape, before: Column) -> Column | None:
    """What makes the values that the file does not list."""
    listed = {str(value) for value in shape.values}
    all_of_them = facts.type.labels if facts.type.kind is TypeKind.ENUM else facts.limits.choices
    if facts.type_name == "bool" and facts.type.kind is TypeKind.BASE:
        return None
    if all_of_them is None:
        return before
    left = [label for label in all_of_them if label not in listed]
    return Choice(left) if (left and facts.is_text) or (facts.type.kind is TypeKind.ENUM and left) else None
