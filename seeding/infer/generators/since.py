"""Rows that come to be after what they belong to: a comment after its post, a payment after its order."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import Indices, unit
from seeding.columns.instants import DAY, Instant, Span, dates, instant, instants_of, span, timestamps
from seeding.columns.related import related
from seeding.columns.rows import Rows
from seeding.infer.generators.carried import says
from seeding.infer.generators.moments import SMALL, Moments, all_moments


class SinceParents(Column):
    """What `column` makes, but never before the latest of its parents' moments ("user_id.created_at").

    A moment that would come too early lies somewhere between that and now instead, with `within` every one does
    and at most so much later. Parents that are missing or do not say when have no say, nor has one that would
    move the moment out of `low` … `high`. With `unique` no two rows have the same: the last digits count them.

    >>> from seeding.columns.moment import Moment
    >>> SinceParents(Moment(growth=1.3), "post_id.created_at", within="90d")
    SinceParents(Moment(growth=1.3), 'post_id.created_at', within='90d')
    """

    def __init__(
        self,
        column: Column,
        *parents: str,
        within: Span | None = None,
        low: Instant | None = None,
        high: Instant | None = None,
        unique: bool = False,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.column, self.parents, self.low, self.high, self.unique = column, parents, low, high, unique
        self._within = None if within is None else span(within, self)

    def values(self, rows: Rows) -> pa.Array:
        """One moment a row."""
        made = arrays.decode(self.column.produce(rows.nested("own")))
        known = [name for name in self.parents if says(rows, name)]
        if not known or not len(rows):
            return made
        own, nulls = instants_of(made)
        base = np.full(len(own), np.iinfo(np.int64).min // 2)
        for name in known:
            instants, orphans = _moments(rows, name)
            np.maximum(base, np.where(orphans, base, instants), out=base)
        until = instant("now", rows.now, self)
        if self.high is not None:
            until = min(until, instant(self.high, rows.now, self))
        room = np.maximum(until - base, 0)
        if self._within is not None:
            np.minimum(room, self._within, out=room)
        part = unit(rows.draws("delay"))
        # Early in the room there is: the square of an even draw, as multiplication is exact on every machine.
        later = base + (part * part * room).astype(np.int64)
        moved = (base > 0) & (True if self._within is not None else own < base)
        if self.low is not None:
            moved &= later >= instant(self.low, rows.now, self)
        if self.high is not None:
            moved &= later < instant(self.high, rows.now, self)
        found = np.where(moved, later, own)
        if self.unique:
            least = np.where(moved, base, np.iinfo(np.int64).min)
            if self.low is not None:
                np.maximum(least, instant(self.low, rows.now, self), out=least)
            high = None if self.high is None else instant(self.high, rows.now, self)
            found = _counted(found, least, high, rows)
        absent = nulls if nulls.any() else None
        return dates(found // DAY, absent) if pa.types.is_date32(made.type) else timestamps(found, absent)


def _counted(found: Indices, least: Indices, high: int | None, rows: Rows) -> Indices:
    """Moments that differ: as many microseconds apart as there are rows, each row at its own place in between."""
    apart = rows.spec.count
    if not apart:
        return found
    counted: Indices = found // apart * apart + (rows.indices - rows.spec.start) % apart
    counted = np.where(counted < least, counted + apart, counted)
    return counted if high is None else np.where(counted >= high, counted - apart, counted)


def _moments(rows: Rows, name: str) -> Moments:
    """What the parents say, in microseconds, and which rows have none."""
    reference, _, column = name.partition(".")
    there = rows.parents(reference)
    spec = there.spec
    # Objects that a test builds may have other parents than in bulk.
    if type(rows) is not Rows or type(there) is not Rows or spec.count is None or not 0 < spec.count <= SMALL:
        return instants_of(related(rows, name))
    instants, missing = all_moments(rows.world, spec, column)
    place = there.indices - spec.start
    orphans = arrays.nulls_of(rows.column(reference))
    return instants[place], missing[place] | orphans
