"""How long a row lasts, told by a default: `expires_at timestamptz default now() + interval '24 hours'`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeding.infer.builders.times import created_column
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.lasting import After
from seeding.infer.inferred import Inferred

# As the server writes it back: "'7 days'::interval", "'24:00:00'::interval", "'1 mon'::interval".
_LASTS = re.compile(r"(?:now\(\)|CURRENT_TIMESTAMP|CURRENT_DATE)\)* \+ '([^']+)'::interval")
_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d)$")
_COUNTED = re.compile(r"(\d+) (year|mon|day)s?\b")
_DAYS = {"year": 365, "mon": 30, "day": 1}


def lifetime(facts: ColumnFacts) -> Iterator[Inferred]:
    """So long after the row came to be as its default says."""
    if facts.unique or not facts.is_moment or not facts.limits.free:
        return
    found = _LASTS.search(facts.attribute.default or "")
    created = created_column(facts)
    if found is None or created is None or facts.of.columns[created].type_name != facts.type_name:
        return
    seconds = _seconds(found[1])
    if seconds > 0:
        yield Inferred(After(created, seconds), f"default {found[1]}, after {created}")


def _seconds(interval: str) -> int:
    """The seconds of an interval as the server writes it, months taken for thirty days; 0 where it is not read.

    >>> _seconds("1 day 12:00:00"), _seconds("3 mons"), _seconds("-1 days")
    (129600, 7776000, 0)
    """
    if "-" in interval:
        return 0
    clock = _CLOCK.search(interval)
    hours, minutes, seconds = (int(part) for part in clock.groups()) if clock else (0, 0, 0)
    days = sum(int(number) * _DAYS[unit] for number, unit in _COUNTED.findall(interval))
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
