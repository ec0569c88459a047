"""Delays that know how late it can be: which code an instant falls into, given the one it follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seeding.columns.draws import Indices
from seeding.columns.instants import SECOND
from seeding.columns.quantiles import Floats
from seeding.infer.patterned.ranks import between

Shares = tuple[float, ...]

_POINTS = 12  # where in a bin an instant is taken to be
_MOST = 1e4


@dataclass(frozen=True)
class Limits:
    """`given` for each code of the other instant the shares of this one's.

    `base` are the other's bins in seconds since 1970, `starts` the bins its codes begin with, `edges` where this
    one's codes begin, and the last one's end.
    """

    base: tuple[tuple[float, float, float], ...]
    starts: tuple[int, ...]
    edges: tuple[float, ...]
    given: tuple[Shares, ...]

    def codes(self, base: Floats) -> Indices:
        """The codes of the others, in seconds since 1970."""
        lows = np.array([self.base[start][0] for start in self.starts[1:]])
        found: Indices = np.searchsorted(lows, base, side="right").astype(np.int64)
        return found


class Steered:
    """Seconds after another instant, by their bins and by the limits: the inverse of a distribution of its own a row.

    What the bins alone make of a code is weighed so that the code's share is the given one; inside a code the bins
    decide.
    """

    def __init__(self, bins: Sequence[tuple[float, float, float]], limits: Limits) -> None:
        self._limits = limits
        at: list[float] = []
        below: list[float] = []
        running, total = 0.0, sum(share for *_, share in bins) or 1.0
        for low, high, share in bins:
            for value, rank in ((low, running), (max(high, low + 1e-6), running + share)):
                at.append(max(value, at[-1] + 1e-9) if at else value)
                below.append(min(rank / total, 1.0))
            running += share
        self._at, self._below = np.array(at), np.array(below)
        self._below[-1] = 1.0

    @cached_property
    def _edges(self) -> Floats:
        return np.array(self._limits.edges)

    @cached_property
    def _weights(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """What each code's share by the bins alone is multiplied with, a row for each code of the other instant."""
        limits = self._limits
        starts = [*limits.starts, len(limits.base)]
        found = np.ones((len(limits.starts), len(limits.edges) - 1))
        for code, row in enumerate(limits.given[: len(limits.starts)]):
            if not sum(row) > 0:
                continue
            inside = limits.base[starts[code] : starts[code + 1]]
            parts = (np.arange(_POINTS) + 0.5) / _POINTS
            base = np.concatenate([low + parts * (high - low) for low, high, _ in inside])
            often = np.repeat([share for *_, share in inside], _POINTS)
            made = (self._masses(base) * often[:, None]).sum(axis=0)
            whole = made.sum()
            wanted = np.array(row[: len(made)])
            with np.errstate(divide="ignore", invalid="ignore"):
                ratio = np.where(made > 0, wanted * whole / made, 0.0)
            found[code] = np.minimum(ratio, _MOST)
        return found

    def _masses(self, base: Floats) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """The share of each code by the bins alone, a row for each instant that is followed."""
        after = self._edges[None, :] - base[:, None]
        below = between(after.ravel(), self._at, self._below).reshape(after.shape)
        found: np.ndarray[tuple[int, int], np.dtype[np.float64]] = np.diff(below, axis=1)
        return found

    def seconds(self, base: Floats, place: Floats) -> Floats:
        """One number of seconds for each instant that is followed; NaN where no code can be reached."""
        codes = self._limits.codes(base)
        after = self._edges[None, :] - base[:, None]
        below = between(after.ravel(), self._at, self._below).reshape(after.shape)
        weights = np.diff(below, axis=1) * self._weights[codes]
        upto = np.cumsum(weights, axis=1)
        target = place * upto[:, -1]
        code = np.minimum((upto <= target[:, None]).sum(axis=1), weights.shape[1] - 1)
        rows = np.arange(len(base))
        weight = weights[rows, code]
        before = upto[rows, code] - weight
        inside = np.divide(target - before, weight, out=np.zeros_like(target), where=weight > 0)
        low, high = below[rows, code], below[rows, code + 1]
        rank = low + np.clip(inside, 0.0, 1.0) * (high - low)
        found = between(rank, self._below, self._at)
        # Where a step of the distribution is flat, its end is as good as its beginning: stay inside the code.
        np.clip(found, after[rows, code], np.nextafter(after[rows, code + 1], -np.inf), out=found)
        found[(upto[:, -1] <= 0) | (weight <= 0)] = np.nan
        return found


def seconds_of(instants: Indices) -> Floats:
    """Microseconds since 1970 as seconds."""
    found: Floats = instants.astype(np.float64) / SECOND
    return found
