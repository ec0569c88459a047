"""Days: when something started, ended or is due."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from seeding.columns.instants import DAY, Instant, Span, dates
from seeding.columns.moment import Lean, Moment
from seeding.columns.rows import Rows


class Date(Moment):
    """A day (date, UTC), from `since` to `until`, both included.

    Takes what `Moment` takes but hours: `growth` a year, `weekly` weights, `rising`, or `after` another
    column (a date or a moment, this row's or a parent's) with `within`, `lean` and `same`.

    >>> Date(since="2020-01-01", until="+90d")
    Date(since='2020-01-01', until='+90d')
    """

    def __init__(
        self,
        since: Instant | None = None,
        until: Instant = "now",
        *,
        growth: float = 1.0,
        weekly: str | Sequence[float] = "every day",
        rising: bool = False,
        after: str | Sequence[str] | None = None,
        within: Span | None = None,
        lean: Lean = "early",
        same: float = 0.0,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(
            since,
            until,
            growth=growth,
            weekly=weekly,
            hours="all",
            rising=rising,
            after=after,
            within=within,
            lean=lean,
            same=same,
            nulls=nulls,
        )

    def values(self, rows: Rows) -> pa.Array:
        """One day a row."""
        instants, nulls = self.instants(rows)
        return dates(instants // DAY, nulls)

    def _since(self, rows: Rows) -> int:
        return super()._since(rows) // DAY * DAY

    def _until(self, rows: Rows) -> int:
        return (super()._until(rows) // DAY + 1) * DAY
