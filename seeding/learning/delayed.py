"""Instants that follow others closely: told by how little the time between them varies beside their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeding.learning.bins import Bin
from seeding.learning.look import Delayed
from seeding.learning.measures import Kind
from seeding.learning.shapes import number_bins
from seeding.learning.survey import Survey
from seeding.patterns.model import Delay

CLOSE = 0.3  # of the column's own spread
_ENOUGH = 0.5  # of the column's rows have both


def delays(found: Survey) -> dict[str, Delay]:
    """For each column that follows another closely: which, and how long after. Never in a circle."""
    order = {
        column.name: (place(found.numbers[column.name].bins, 0.5), number)
        for number, column in enumerate(found.look.columns)
        if column.kind is Kind.TIME and found.numbers[column.name].bins
    }
    best: dict[str, tuple[float, Delay]] = {}
    for one in found.look.delays:
        between = found.numbers[one.measure.name]
        for late, early, bins in _directions(one, between.bins, order):
            own = found.numbers[late]
            spread = _spread(own.bins)
            if not bins or not spread or between.rows < _ENOUGH * own.rows:
                continue
            ratio = _spread(bins) / spread
            if ratio < CLOSE and (late not in best or ratio < best[late][0]):
                through = ",".join(one.key.columns) if one.key else ""
                best[late] = (ratio, Delay(after=early, through=through, bins=number_bins(bins)))
    return {late: delay for late, (_, delay) in sorted(best.items())}


def _directions(
    one: Delayed, bins: Sequence[Bin], order: Mapping[str, tuple[float, int]]
) -> list[tuple[str, str, Sequence[Bin]]]:
    """Which of the two comes after which: the one whose middle is later, the later column where they are alike."""
    if one.key is not None:
        return [(one.column, one.after, bins)] if one.column in order else []
    if one.column not in order or one.after not in order:
        return []
    if order[one.after] < order[one.column]:
        return [(one.column, one.after, bins)]
    return [(one.after, one.column, [Bin(-b.high, -b.low, b.rows) for b in reversed(bins)])]


def place(bins: Sequence[Bin], part: float) -> float:
    """The number that `part` of the rows are below."""
    left = part * sum(one.rows for one in bins)
    for one in bins:
        if left <= one.rows:
            return one.low + (one.high - one.low) * (left / one.rows if one.rows else 0)
        left -= one.rows
    return bins[-1].high if bins else 0.0


def _spread(bins: Sequence[Bin]) -> float:
    return place(bins, 0.9) - place(bins, 0.1)
