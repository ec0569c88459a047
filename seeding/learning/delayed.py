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
_MOST = 0.9  # of the column's rows have both
_NOISY = 0.65  # where noise may have taken some


def delays(found: Survey, *, noisy: bool = False) -> dict[str, Delay]:
    """For each column that follows another closely: which, and how long after. Never in a circle.

    Nearly all of the column's rows have both; where counts are `noisy`, columns that are never NULL say so.
    """
    own = {c.name: found.numbers[c.name] for c in found.look.columns if c.kind is Kind.TIME}
    options: list[tuple[float, int, str, str, str, Sequence[Bin]]] = []
    for number, one in enumerate(found.look.delays):
        between = found.numbers[one.measure.name]
        late, early, bins = _direction(one, between.bins)
        spread = _spread(own[late].bins)
        both = between.rows >= _MOST * own[late].rows or (noisy and _always(found, one, early, between.rows))
        if bins and spread and both and _spread(bins) < CLOSE * spread:
            through = ",".join(one.key.columns) if one.key else ""
            options.append((_spread(bins) / spread, number, late, early, through, bins))
    best: dict[str, Delay] = {}
    for _, _, late, early, through, bins in sorted(options, key=lambda option: option[:2]):
        if late not in best and (through or not _leads(early, late, best)):
            best[late] = Delay(after=early, through=through, bins=number_bins(bins))
    return dict(sorted(best.items()))


def _always(found: Survey, one: Delayed, early: str, rows: float) -> bool:
    """Whether rows that have the later instant have the earlier one, as far as columns may be NULL; or most of them."""
    table = found.look.table
    if one.key is None:
        nullable = table.by_name[early].nullable
    else:
        parent = found.look.source.schema.tables[one.key.parent]
        nullable = parent.by_name[early].nullable or any(table.by_name[c].nullable for c in one.key.columns)
    return not nullable or rows >= _NOISY * max(1.0, found.numbers[one.column].rows)


def _direction(one: Delayed, bins: Sequence[Bin]) -> tuple[str, str, Sequence[Bin]]:
    """Which of the two comes after which, and the seconds between."""
    if one.key is not None or place(bins, 0.5) >= 0:
        return one.column, one.after, bins
    return one.after, one.column, [Bin(-b.high, -b.low, b.rows) for b in reversed(bins)]


def _leads(start: str, end: str, found: Mapping[str, Delay]) -> bool:
    """Whether what `start` comes after is, sooner or later, `end`."""
    at: str | None = start
    while at is not None and at != end:
        delay = found.get(at)
        at = delay.after if delay is not None and not delay.through else None
    return at == end


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
