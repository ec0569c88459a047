"""When a row came to be, and what happened to it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns.base import Column
from seeding.columns.distributions import standard_exponential
from seeding.columns.draws import Indices, unit
from seeding.columns.instants import HOUR, Instant, Span, instant, instants_of, span, timestamps
from seeding.columns.quantiles import Floats
from seeding.columns.related import related
from seeding.columns.rows import Rows
from seeding.columns.timeline import HOUR_PRESETS, WEEKLY_PRESETS, preset, timeline
from seeding.errors import FactoryError

Lean = Literal["early", "even", "late"]

_STEEP = 5.0  # how many mean delays the time there is lasts, where delays lean early


class Moment(Column):
    """A point in time (timestamptz, microseconds).

    Two ways to say when:

    - **since … until** (default two years ago until the present): `growth` times as many a year (1.8 means
      80 % more each year), weighted by weekday (`weekly`: "weekdays", "weekends", "every day" or seven
      weights, Monday first) and by hour (`hours`: "daytime", "office", "evenings", "all" or 24 weights),
      both in UTC plus `utc_offset` hours. With `rising`, moments rise with the row number, as they do
      beside a serial key.
    - **after** another column of the row ("created_at"), of its parent ("user_id.created_at"), or the
      latest of several: at most `within` later ("30d"), and never beyond `until`. Delays lean "early"
      (mean a fifth of the time there is; an exponential distribution), "late" (its mirror image), or are
      spread "even". A share `same` of the rows is not later at all, as rows nobody ever updated. Where
      the column is null, so is this one.

    `since` and `until` are ISO dates or times, or offsets from the plan's present ("-2y", "-90d", "+1h",
    "now"). `until` itself is never reached but by a moment that comes `after` one at or beyond it.

    Raises FactoryError for a stretch of time that ends before it begins.

    >>> Moment(after="created_at", within="30d")
    Moment(after='created_at', within='30d')
    """

    def __init__(
        self,
        since: Instant | None = None,
        until: Instant = "now",
        *,
        growth: float = 1.0,
        weekly: str | Sequence[float] = "every day",
        hours: str | Sequence[float] = "daytime",
        utc_offset: float = 0.0,
        rising: bool = False,
        after: str | Sequence[str] | None = None,
        within: Span | None = None,
        lean: Lean = "early",
        same: float = 0.0,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.since, self.until, self.growth, self.rising, self.same = since, until, float(growth), rising, same
        self.after = (after,) if isinstance(after, str) else tuple(after or ())
        self.lean = lean
        self._weekly = preset(weekly, WEEKLY_PRESETS, 7)
        self._hours = preset(hours, HOUR_PRESETS, 24)
        self._within = None if within is None else span(within, self)
        self._offset = int(utc_offset * HOUR)
        self._check()

    def _check(self) -> None:
        def refuse(what: str, hint: str = "") -> FactoryError:
            return FactoryError(f"{self!r}: {what}", hint=hint)

        if self._weekly is None:
            raise refuse("weekly is seven weights or a preset", f"presets: {', '.join(WEEKLY_PRESETS)}")
        if self._hours is None:
            raise refuse("hours are 24 weights or a preset", f"presets: {', '.join(HOUR_PRESETS)}")
        if not 0 < self.growth < 1000:
            raise refuse("growth is a factor a year, above 0")
        if self.lean not in ("early", "even", "late"):
            raise refuse('a delay leans "early", "even" or "late"')
        if not 0 <= self.same <= 1:
            raise refuse("same is a share of rows, 0 to 1")
        if self._within is not None and (not self.after or self._within < 0):
            raise refuse("within is a span of time after another column", 'add after="created_at"')
        if self.after and self.rising:
            raise refuse("a moment after another column cannot also rise with the row number")
        for written in (self.since, self.until):
            if written is not None:
                instant(written, np.datetime64(0, "us"), self)

    def values(self, rows: Rows) -> pa.Array:
        """One moment a row."""
        return timestamps(*self.instants(rows))

    def instants(self, rows: Rows) -> tuple[Indices, NDArray[np.bool_] | None]:
        """Microseconds since 1970, and which rows have none."""
        until = self._until(rows)
        if self.after:
            return self._later(rows, until)
        since = self._since(rows)
        if not since < until:
            raise FactoryError(
                f"{rows.table}.{rows.name} = {self!r}: no time from {np.datetime64(since, 'us')} "
                f"to {np.datetime64(until, 'us')}"
            )
        assert self._weekly is not None
        assert self._hours is not None
        shift = self._offset
        line = timeline(since + shift, until + shift, self.growth, self._weekly, self._hours)
        instants = line.at(self._share(rows))
        if shift:
            instants -= shift
        return instants, None

    def _since(self, rows: Rows) -> int:
        return instant(self.since or "-2y", rows.now, self)

    def _until(self, rows: Rows) -> int:
        return instant(self.until, rows.now, self)

    def _share(self, rows: Rows) -> Floats:
        """Where in the stretch each row falls, 0 to 1."""
        share = unit(rows.draws())
        if not self.rising or rows.spec.stop is None or not rows.spec.count:
            return share
        # One row in each of `count` equal parts: they rise, and still follow the distribution.
        local = rows.indices - rows.spec.start
        risen = (local + share) / float(rows.spec.count)
        np.minimum(risen, np.nextafter(1.0, 0.0), out=risen)
        inside = (local >= 0) & (rows.indices < rows.spec.stop)
        return risen if inside.all() else np.where(inside, risen, share)

    def _later(self, rows: Rows, until: int) -> tuple[Indices, NDArray[np.bool_] | None]:
        base, nulls = _latest([instants_of(related(rows, name)) for name in self.after])
        if self.since is not None:
            np.maximum(base, self._since(rows), out=base)
        room = until - base
        if self._within is not None:
            np.minimum(room, self._within, out=room)
        np.maximum(room, 0, out=room)
        part = unit(rows.draws())
        if self.same:
            part -= self.same
            part *= 1.0 / max(1.0 - self.same, 2.0**-53)
            np.maximum(part, 0.0, out=part)
        delay = self._leaning(part)
        delay *= room
        later = delay.astype(np.int64)
        # Rounding may carry a delay one microsecond past the room there is.
        np.minimum(later, room, out=later)
        later += base
        return later, nulls if nulls.any() else None

    def _leaning(self, part: Floats) -> Floats:
        if self.lean == "even":
            return part
        table = standard_exponential()
        end = table.share_below(_STEEP)
        if self.lean == "early":
            return table.at(part * end) * (1.0 / _STEEP)
        return np.where(part > 0.0, 1.0 - table.at((1.0 - part) * end) * (1.0 / _STEEP), 0.0)


def _latest(columns: Sequence[tuple[Indices, NDArray[np.bool_]]]) -> tuple[Indices, NDArray[np.bool_]]:
    """The latest of several instants that is there; null where none is."""
    if len(columns) == 1:
        instants, nulls = columns[0]
        return instants.copy(), nulls
    lowest = np.iinfo(np.int64).min
    instants = np.maximum.reduce([np.where(nulls, lowest, values) for values, nulls in columns])
    missing = np.logical_and.reduce([nulls for _, nulls in columns])
    return np.where(missing, 0, instants), missing


class After(Moment):
    """`Moment(after=column, within=…)`, for short.

    >>> After("user_id.created_at", "30d")
    After('user_id.created_at', '30d')
    """

    def __init__(
        self,
        column: str | Sequence[str],
        within: Span | None = None,
        *,
        until: Instant = "now",
        lean: Lean = "early",
        same: float = 0.0,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(until=until, after=column, within=within, lean=lean, same=same, nulls=nulls)
