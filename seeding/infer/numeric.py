"""Numbers inside what type and checks allow, in the shape a rule asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from seeding.columns.base import Column
from seeding.columns.integer import Integer
from seeding.columns.log_normal import LogNormal
from seeding.columns.normal import Normal
from seeding.columns.uniform import Uniform
from seeding.columns.zipf import Zipf
from seeding.infer.facts import ColumnFacts
from seeding.infer.limits import Bound

Shape = Literal["even", "log-normal", "normal", "zipf"]

_INTEGERS = {
    "int2": (-(2**15), 2**15 - 1),
    "int4": (-(2**31), 2**31 - 1),
    "int8": (-(2**63), 2**63 - 1),
    "oid": (0, 2**32 - 1),
}
_MONEY_DIGITS = 2
_MOST_DIGITS = 9
_LARGEST = Decimal(10**15)  # a grid counts in 18 digits, and nobody's amounts have more


@dataclass(frozen=True)
class Span:
    """The numbers a column may hold, both ends included, in steps of the last of `digits` decimals."""

    low: Decimal
    high: Decimal
    digits: int

    @property
    def step(self) -> Decimal:
        """The distance between neighbours."""
        return Decimal(1).scaleb(-self.digits)

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return int((self.high - self.low) / self.step) + 1


def allowed(facts: ColumnFacts) -> Span:
    """What the type and the checks on the column leave."""
    type_ = facts.type
    digits, low, high = _MONEY_DIGITS, -_LARGEST, _LARGEST
    if facts.is_integer:
        digits, (low, high) = 0, (Decimal(n) for n in _INTEGERS[type_.name])
    elif type_.name == "numeric" and type_.precision is not None:
        scale = type_.scale or 0
        digits = max(-9, min(scale, _MOST_DIGITS))
        high = min(high, Decimal(10) ** (type_.precision - scale) - Decimal(1).scaleb(-digits))
        low = -high
    elif type_.name == "float4":
        low, high = Decimal(-(10**6)), Decimal(10**6)
    step = Decimal(1).scaleb(-digits)
    if facts.limits.lower is not None:
        low = max(low, _end(facts.limits.lower, step, low))
    if facts.limits.upper is not None:
        high = min(high, _end(facts.limits.upper, -step, high))
    return Span(low, max(low, high), digits)


def _end(bound: Bound, step: Decimal, missing: Decimal) -> Decimal:
    if isinstance(bound.point, Decimal):
        # Rounded into the interval: low up, high down.
        whole = -(-bound.point // step) * step if step > 0 else bound.point // -step * -step
        return whole if bound.inclusive or whole != bound.point else whole + step
    if isinstance(bound.from_now, timedelta):
        return Decimal(2000) if step > 0 else Decimal(2025)  # a year compared with that of now()
    return missing


def number(
    facts: ColumnFacts,
    low: float,
    high: float,
    *,
    shape: Shape = "even",
    typical: float | None = None,
    spread: float = 1.0,
    digits: int | None = None,
) -> Column:
    """A number from `low` to `high` as far as the column allows; beyond that, as near as it allows.

    `typical` is the median of log-normal and the mean of normal numbers; `spread` is the sigma of the
    first, the standard deviation of the second and the exponent of Zipf's law.
    """
    span = allowed(facts)
    places = span.digits if digits is None else min(digits, span.digits)
    if span.digits > 0:
        places = max(0, places)
    step = Decimal(1).scaleb(-places)
    least, most = _within(span, Decimal(str(low)), Decimal(str(high)), step)
    whole = places <= 0
    most = max(least, most)
    count = int((most - least) / step) + 1
    if shape == "zipf" and whole:
        return _zipf(spread, min(count, 2**53), int(least), int(step))
    middle = min(max(Decimal(str(typical if typical is not None else (low + high) / 2)), least), most)
    floating = facts.type_name in ("float4", "float8")
    grid: dict[str, int] | dict[str, float] | dict[str, Decimal]
    grid = {"step": int(step)} if whole else {"step": float(step)} if floating else {"digits": places}
    ends = (int(least), int(most)) if whole else (float(least), float(most)) if floating else (least, most)
    if shape == "log-normal" and least >= 0 and middle > 0 and least < middle < most:
        return LogNormal(median=float(middle), sigma=spread, low=ends[0], high=ends[1], **grid)
    if shape == "normal" and least < middle < most:
        return Normal(mean=float(middle), sd=spread, low=ends[0], high=ends[1], **grid)
    if whole:
        return Integer(int(least), int(most), int(step)) if step > 1 else Integer(int(least), int(most))
    return Uniform(ends[0], ends[1], **grid)


def _zipf(exponent: float, count: int, low: int, step: int) -> Zipf:
    if step > 1:
        return Zipf(exponent, count, low=low, step=step)
    return Zipf(exponent, count) if low == 1 else Zipf(exponent, count, low=low)


def _within(span: Span, low: Decimal, high: Decimal, step: Decimal) -> tuple[Decimal, Decimal]:
    """The wished-for interval cut to the allowed one; as long as it was, at its edge, where they do not meet."""
    width = high - low
    if high < span.low:
        low, high = span.low, min(span.low + width, span.high)
    elif low > span.high:
        low, high = max(span.high - width, span.low), span.high
    least = max(low, span.low)
    most = min(high, span.high)
    least = -(-least // step) * step
    most = most // step * step
    return least, max(least, most)
