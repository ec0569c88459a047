"""How many of some columns a trigger wants to be filled: an image is of one thing, whichever.

Written as a sum, `IF NEW.a IS NOT NULL THEN n := n + 1; END IF; … IF n <> 1 THEN RAISE`, as
`num_nonnulls(NEW.a, NEW.b)` or as `(NEW.a IS NOT NULL)::int + (NEW.b IS NOT NULL)::int`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seeding.schema.model import Table, Trigger
from seeding.schema.routine.body import body_of
from seeding.schema.routine.text import flat, plain
from seeding.schema.trigger_columns import columns_assigned

_NEW = r'new\s*\.\s*"?(\w+)"?'
_STEP = re.compile(
    rf"\bif\s*\(?\s*{_NEW}\s+is\s+not\s+null\s*\)?\s*then\s+(\w+)\s*:?=\s*\2\s*\+\s*1\s*;\s*end\s+if\s*;", re.IGNORECASE
)
_TERM = (
    rf"(?:\(\s*{_NEW}\s+is\s+not\s+null\s*\)\s*::\s*int\w*"
    rf"|\(?\s*case\s+when\s+{_NEW}\s+is\s+not\s+null\s+then\s+1\s+else\s+0\s+end\s*\)?)"
)
_ANY_TERM = _TERM.replace("(\\w+)", "\\w+")
_SUM = rf"\(?\s*(?:{_ANY_TERM}\s*\+\s*)+{_ANY_TERM}\s*\)?"
_CALL = r"num_nonnulls\s*\([^()]*\)"
_GIVEN = re.compile(rf"\b(\w+)\s*:?=\s*({_SUM}|{_CALL})\s*;", re.IGNORECASE)
_COLUMN = re.compile(_NEW, re.IGNORECASE)
_REFUSED = re.compile(
    rf"\b(?:els(?:e?))?if\s*\(?\s*(\w+|{_SUM}|{_CALL})\s*(<>|!=|<=|>=|=|<|>)\s*(\d+)\s*\)?\s*then\s+raise\b"
    r"(?!\s+(?:notice|warning|info|log|debug))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Counted:
    """Columns of which at least `least` and at most `most` are to be filled, as the function `by` says."""

    columns: tuple[str, ...]
    least: int
    most: int
    by: str

    @property
    def expression(self) -> str:
        """The same as a check would say it."""
        call = f"num_nonnulls({', '.join(self.columns)})"
        if self.least == self.most:
            return f"({call} = {self.least})"
        ends = [f"({call} >= {self.least})"] * (self.least > 0)
        ends += [f"({call} <= {self.most})"] * (self.most < len(self.columns))
        return ends[0] if len(ends) == 1 else f"({' AND '.join(ends)})"


def counted(table: Table) -> Iterator[Counted]:
    """What the table's triggers on INSERT count, where they refuse a row by it."""
    for trigger in table.triggers:
        if trigger.enabled and trigger.per_row and "INSERT" in trigger.events:
            yield from _counted(table, trigger)


def _counted(table: Table, trigger: Trigger) -> Iterator[Counted]:
    text = flat(plain(body_of(table, trigger)))
    sums: dict[str, list[str]] = {}
    for column, variable in _STEP.findall(text):
        sums.setdefault(variable.lower(), []).append(column)
    for found in _GIVEN.finditer(text):
        sums.setdefault(found[1].lower(), _COLUMN.findall(found[2]))
    bounds: dict[tuple[str, ...], tuple[int, int]] = {}
    for found in _REFUSED.finditer(text):
        listed = sums.get(found[1].lower()) or _COLUMN.findall(found[1])
        named = [name for column in listed if (name := _named(table, column)) is not None]
        columns = tuple(dict.fromkeys(named))
        if len(columns) > 1 and len(named) == len(listed) and not set(columns) & columns_assigned(table):
            least, most = bounds.get(columns, (0, len(columns)))
            low, high = _allowed(found[2], int(found[3]), len(columns))
            bounds[columns] = (max(least, low), min(most, high))
    for columns, (least, most) in bounds.items():
        if least <= most and (least, most) != (0, len(columns)):
            yield Counted(columns, least, most, trigger.function.name)


def _named(table: Table, column: str) -> str | None:
    return next((name for name in (column, column.lower()) if name in table.by_name), None)


def _allowed(symbol: str, number: int, many: int) -> tuple[int, int]:
    """What is left of the numbers from 0 to `many` where the comparison refuses a row."""
    if symbol in ("<>", "!="):
        return number, number
    if symbol in ("<", "<="):
        return number + (symbol == "<="), many
    if symbol in (">", ">="):
        return 0, number - (symbol == ">=")
    return (1, many) if number == 0 else (0, many)
