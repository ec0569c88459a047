"""Buckets that a column's values fall in, as its shape in the file cuts them, numbered; pure arithmetic.

A number's buckets are its bins and the gaps around them, in their order: gap 0, bin 0 (number 1), gap 1 (2), bin 1
(3) … A category's are its values and, last, all others. NULL is `NULL`. Codes are the file's; what lies outside of
all bins has the code `OUTSIDE`.
"""

from __future__ import annotations

import datetime
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from seeding.fidelity.words import instant, number, span
from seeding.patterns import CategoryShape, ColumnShape, NumberShape, TimeShape
from seeding.patterns.model import NumberBin, TimeBin

NULL = -1
OUTSIDE = -2
Bin = tuple[float, float]


@dataclass(frozen=True)
class Binned:
    """Bins of numbers, or of instants as seconds since 1970."""

    bins: tuple[Bin, ...]
    shares: tuple[float, ...]
    starts: tuple[int, ...]  # the first bin of each code
    nulls: float = 0.0
    unit: str = ""  # "time", "seconds", or "whole" for whole numbers, whose bins end before the next one

    @property
    def edges(self) -> list[float]:
        """Where one bucket ends and the next begins, rising.

        A number that is many's own is an interval up to the next number there is. What equals the uppermost edge is
        in the last bin: rounding to a step gets there.
        """
        if not self.bins or self.unit == "whole":
            return sorted({edge for bin_ in self.bins for edge in bin_})
        last = max(high for _, high in self.bins)
        found = {edge for bin_ in self.bins for edge in bin_} | {_next(low) for low, high in self.bins if low == high}
        return sorted((found - {last} if last not in self._points else found) | {_next(last)})

    def after_edges(self) -> list[int]:
        """The bucket of what lies before the first edge, between the first and the second …, after the last."""
        points = self._points
        inner = [2 * points[low] + 1 if low in points else self._bucket(low) for low, _ in pairwise(self.edges)]
        return [0, *inner, 2 * len(self.bins)] if self.bins else [0]

    @property
    def _points(self) -> Mapping[float, int]:
        return {low: i for i, (low, high) in enumerate(self.bins) if low == high}

    def _bucket(self, value: float) -> int:
        for i, (low, high) in enumerate(self.bins):
            if low <= value < high:
                return 2 * i + 1
        return 2 * sum(low <= value for low, _ in self.bins)

    def code(self, bucket: int) -> int:
        """The code a bucket belongs to; of a gap between bins, that of the bin before."""
        if bucket == NULL:
            return NULL
        if bucket in (0, 2 * len(self.bins)):
            return OUTSIDE
        return bisect_right(self.starts, (bucket - 1) // 2) - 1

    def code_shares(self) -> dict[int, float]:
        """The share of each code of all rows, NULL's too."""
        found = {code: sum(self.shares[a:b]) * (1 - self.nulls) for code, (a, b) in enumerate(self._codes())}
        return {**found, NULL: self.nulls} if self.nulls else found

    def labels(self) -> list[str]:
        """What each code stands for."""
        ends = [(self.bins[a][0], self.bins[b - 1][1]) for a, b in self._codes()]
        shown = {"time": instant, "seconds": span}.get(self.unit, number)
        before = 1 if self.unit == "whole" else 0
        return [shown(low) if low == high - before else f"{shown(low)} – {shown(high - before)}" for low, high in ends]

    def means(self) -> dict[int, float]:
        """The mean of each code, as far as the bins say."""
        return {code: self._mean(a, b) for code, (a, b) in enumerate(self._codes())}

    def _codes(self) -> list[tuple[int, int]]:
        """The first bin of each code, and the first one after it."""
        return list(pairwise((*self.starts, len(self.bins)))) if self.bins else []

    def _mean(self, start: int, stop: int) -> float:
        weights = self.shares[start:stop]
        middles = [(low + high) / 2 for low, high in self.bins[start:stop]]
        total = sum(weights)
        if not total:
            return sum(middles) / len(middles)
        return sum(w * m for w, m in zip(weights, middles, strict=True)) / total


@dataclass(frozen=True)
class Listed:
    """Values by name, and all others."""

    values: tuple[str, ...]
    shares: tuple[float, ...]
    other: float = 0.0
    nulls: float = 0.0
    numeric: bool = False

    def code(self, bucket: int) -> int:
        """Buckets are codes."""
        return bucket

    def code_shares(self) -> dict[int, float]:
        """The share of each code of all rows, NULL's too."""
        found = {code: share * (1 - self.nulls) for code, share in enumerate((*self.shares, self.other))}
        return {**found, NULL: self.nulls} if self.nulls else found

    def labels(self) -> list[str]:
        """What each code stands for."""
        return [*self.values, *["other"] * bool(self.other)]


@dataclass(frozen=True)
class There:
    """A value of which nothing is told, or NULL."""

    nulls: float = 0.0

    def code(self, bucket: int) -> int:
        """Buckets are codes."""
        return bucket

    def code_shares(self) -> dict[int, float]:
        """The share of rows with a value, and of NULL."""
        return {0: 1 - self.nulls, NULL: self.nulls} if self.nulls else {0: 1.0}

    def labels(self) -> list[str]:
        """What each code stands for."""
        return ["any"]


Axis = Binned | Listed | There


def axis_of(shape: ColumnShape, *, duration: bool = False) -> Axis:
    """A column's buckets; those of a `duration` are read as seconds."""
    if isinstance(shape, NumberShape | TimeShape):
        unit = "time" if isinstance(shape, TimeShape) else "seconds" if duration else ""
        return binned(shape.bins, shape.groups, nulls=shape.nulls, unit=unit)
    if isinstance(shape, CategoryShape):
        *shares, other = _whole((*shape.shares, shape.other))
        numeric = all(isinstance(v, int | float) and not isinstance(v, bool) for v in shape.values)
        return Listed(
            tuple(map(_text, shape.values)), tuple(shares), other, shape.nulls, bool(shape.values) and numeric
        )
    return There(shape.nulls)


def binned(
    bins: Sequence[NumberBin] | Sequence[TimeBin], groups: Sequence[int] = (), *, nulls: float = 0.0, unit: str = ""
) -> Binned:
    """Bins as a file has them."""
    ordered = [(_seconds(b.low), _seconds(b.high)) for b in bins]
    return Binned(
        tuple(ordered), _whole([b.share for b in bins]), tuple(groups) or tuple(range(len(bins))), nulls, unit
    )


def counts_of(bins: Sequence[NumberBin], groups: Sequence[int] = ()) -> Binned:
    """Bins of whole numbers with both ends included."""
    return Binned(
        tuple((b.low, math.floor(b.high) + 1.0) for b in bins),
        _whole([b.share for b in bins]),
        tuple(groups) or tuple(range(len(bins))),
        unit="whole",
    )


def _next(value: float) -> float:
    return math.nextafter(value, math.inf)


def lengths_of(bins: Sequence[NumberBin]) -> Binned:
    """Bins of whole numbers as a column's are: without their upper ends, but for the last."""
    ends = [(float(math.ceil(b.low)), float(math.ceil(b.high)) if b.high > b.low else b.low + 1.0) for b in bins]
    if bins and bins[-1].high > bins[-1].low:
        ends[-1] = (ends[-1][0], math.floor(bins[-1].high) + 1.0)
    return Binned(tuple(ends), _whole([b.share for b in bins]), tuple(range(len(bins))), unit="whole")


def _whole(shares: Sequence[float]) -> tuple[float, ...]:
    """Shares that sum to 1: a file's are rounded."""
    total = sum(shares)
    return tuple(share / total for share in shares) if total else tuple(shares)


def _seconds(value: float | datetime.datetime) -> float:
    if not isinstance(value, datetime.datetime):
        return value
    at = value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
    return (at - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)) / datetime.timedelta(seconds=1)


def _text(value: object) -> str:
    """As PostgreSQL prints it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(sep=" ") if isinstance(value, datetime.datetime) else str(value)
