"""Moments and days inside what checks allow, written as the generators of time take them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from seeding.columns.base import Column
from seeding.columns.date import Date
from seeding.columns.instants import DAY, HOUR, SECOND
from seeding.columns.moment import Moment
from seeding.infer.facts import ColumnFacts
from seeding.infer.limits import Bound

# Now moves on between the plan and the load: what must lie in the server's future lies well in the plan's.
_AHEAD = timedelta(days=730)
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


def moment(facts: ColumnFacts, since: str = "-2y", until: str = "now", **options: Any) -> Column:
    """A moment or a day between the two, as far as the checks allow; `options` are those of `Moment`."""
    limits = facts.limits
    made = Date if facts.is_date else Moment
    if facts.is_date:
        options.pop("hours", None)
    if limits.lower is None and limits.upper is None:
        if "after" in options:
            return made(until=until, **options) if until != "now" else made(**options)
        return made(since, until, **options) if until != "now" else made(since, **options)
    # What the checks say goes before what the name says: a moment after another could break them.
    for option in ("after", "within", "lean", "same"):
        options.pop(option, None)
    low, high = bounds(facts)
    if low is not None and high is None:
        return made(low, _beyond(limits.lower), **options)
    if high is not None and low is None:
        low = since if _is_before(since, high) else _before(limits.upper)
    return made(low, high or until, **options)


def bounds(facts: ColumnFacts) -> tuple[str | None, str | None]:
    """The first and the last moment that checks and partitions allow, as generators take them; None for no bound."""
    lower, upper = facts.limits.lower, facts.limits.upper
    first, last = lower.from_now if lower else None, upper.from_now if upper else None
    if first is not None and last is not None and first + _AHEAD > last - _DAY:
        # From today to in two months: no day stays inside. These are of the plan's present, and tried on the server.
        return offset(first), offset(max(first, last - _DAY))
    return _written(lower, 1, facts) if lower else None, _written(upper, -1, facts) if upper else None


def _written(bound: Bound | None, sign: int, facts: ColumnFacts) -> str:
    assert bound is not None
    edge = (_DAY if facts.is_date else _MICROSECOND) * sign
    if isinstance(bound.point, datetime):
        point = bound.point if bound.inclusive else bound.point + edge
        return point.isoformat()
    distance = bound.from_now or timedelta(0)
    if sign > 0:
        return offset(distance + _AHEAD)
    return offset(distance - _DAY)


def _beyond(bound: Bound | None) -> str:
    assert bound is not None
    if isinstance(bound.point, datetime):
        return (bound.point + timedelta(days=3650)).isoformat() if bound.point.year > 2023 else "now"
    return offset((bound.from_now or timedelta(0)) + 2 * _AHEAD)


def _before(bound: Bound | None) -> str:
    assert bound is not None
    if isinstance(bound.point, datetime):
        return (bound.point - _AHEAD).isoformat()
    return offset((bound.from_now or timedelta(0)) - timedelta(days=365 * 40))


def _is_before(since: str, high: str) -> bool:
    """Whether an offset such as "-2y" comes before another one; absolute ends are compared with 2020."""
    if not since.startswith(("-", "+")):
        return False
    if high.startswith(("-", "+")):
        return _days(since) < _days(high)
    return datetime.fromisoformat(high).year > 2023


def _days(written: str) -> float:
    units = {"y": 365.0, "d": 1.0, "h": 1 / 24, "m": 1 / 1440, "s": 1 / 86400}
    number, unit = written[1:-1], written[-1]
    return float(number) * units.get(unit, 30.0) * (-1 if written[0] == "-" else 1)


def offset(distance: timedelta) -> str:
    """A distance from now as generators take it: "-6575d", "+36h", "-90s".

    >>> offset(timedelta(days=-18)), offset(timedelta(hours=36))
    ('-18d', '+36h')
    """
    micros = distance // _MICROSECOND
    sign = "-" if micros < 0 else "+"
    for unit, size in (("d", DAY), ("h", HOUR)):
        if micros % size == 0:
            return f"{sign}{abs(micros) // size}{unit}"
    return f"{sign}{abs(micros) // SECOND}s"
