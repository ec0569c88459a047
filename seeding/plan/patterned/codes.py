"""The codes of each column a pattern file tells of: their shares, and how they are read off values."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from seeding.columns.instants import DAY
from seeding.infer.patterned.bins import codes_of
from seeding.infer.patterned.readings import (
    CategoryReading,
    NumberReading,
    PresenceReading,
    Reading,
    TimeReading,
    listed,
)
from seeding.patterns.model import CategoryShape, ColumnShape, NumberShape, TimeShape

Shares = tuple[float, ...]


def null_code(shape: ColumnShape) -> int:
    """NULL's code: the last one, -1 where rows are never NULL."""
    return shape.codes - 1 if shape.nulls else -1


def shares_of(shape: ColumnShape) -> Shares:
    """The share of each code, of all rows."""
    if isinstance(shape, NumberShape | TimeShape):
        found = codes_of([b.share for b in shape.bins], shape.starts(len(shape.bins)))
    elif isinstance(shape, CategoryShape):
        found = (*shape.shares, *([shape.other] if shape.other else []))
    else:
        found = (1.0,)
    whole = sum(found)
    even = [1.0 / len(found)] * len(found) if found else []
    there = [(share / whole if whole > 0 else even[n]) * (1.0 - shape.nulls) for n, share in enumerate(found)]
    return (*there, *([shape.nulls] if shape.nulls else []))


def reading_of(shape: ColumnShape, shift: int) -> Reading:
    """How the code of a value is found; instants are `shift` microseconds later than in the file."""
    null = null_code(shape)
    if isinstance(shape, NumberShape) and shape.bins:
        starts = shape.starts(len(shape.bins))
        return NumberReading(tuple(shape.bins[start].low for start in starts), null)
    if isinstance(shape, TimeShape) and shape.bins:
        starts = shape.starts(len(shape.bins))
        return TimeReading(tuple(micros(shape.bins[start].low) + shift for start in starts), null)
    if isinstance(shape, CategoryShape):
        return CategoryReading(listed(shape.values), len(shape.values) if shape.other else -1, null)
    return PresenceReading(null)


def micros(moment: datetime.datetime) -> int:
    """Microseconds since 1970; what has no zone is UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return (aware - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)) // datetime.timedelta(microseconds=1)


def days_between(then: datetime.datetime, now: datetime.datetime) -> int:
    """Whole days from one instant to another, in microseconds: weekdays may move, hours do not."""
    return (micros(now) - micros(then)) // DAY * DAY


def without(given: Sequence[Shares], codes: Sequence[int]) -> tuple[Shares, ...]:
    """The shares with nothing for some codes."""
    gone = frozenset(codes)
    return tuple(tuple(0.0 if n in gone else share for n, share in enumerate(row)) for row in given)
