"""References that know whose children there are more of: old rows', those of one kind.

A fan-out says how many children parents have, and not which parents. `Weight` gives the share of all children whose
parents have each code of a column: parents are put in an order by chance in which those codes come later that more
children are due to, and those who come last have most. The order is found by looking at all parents once, and so is
the same in every chunk and on every machine: it takes sums, products, quotients and roots, which are exact everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeding.columns.degrees import Degrees
from seeding.columns.draws import Indices, unit, words
from seeding.columns.fan_out import FanOut, OneToOne, Random
from seeding.columns.quantiles import Floats
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows, World
from seeding.infer.patterned.settled import LOCK, Settled
from seeding.infer.patterned.sources import Source

_ROUNDS = 24
_FITTED = 20_000  # parents by which weights are found; all are ordered by them then
_MOST = 4_000_000  # parents: in larger tables, which ones have more children is left to chance
_STEP = 8.0

_known = Settled(64)


@dataclass(frozen=True)
class Weight:
    """The share of children by the codes that `source` reads off their parents."""

    source: Source
    shares: tuple[float, ...]


class WeighedReference(Reference):
    """A reference by its `fan_out` in which parents have more children the more their codes' `weights` ask for."""

    def __init__(
        self,
        parent: str,
        *,
        key: str = "id",
        fan_out: FanOut | None = None,
        weights: Sequence[Weight] = (),
        recency: float = 0.0,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(parent, key=key, fan_out=fan_out, recency=0.0 if weights else recency, nulls=nulls)
        self.weights = tuple(weights)

    def _placed(self, rows: Rows, degrees: Degrees, slots: Indices) -> Indices:
        order = self._order(rows.world, rows.table, rows.name, degrees)
        return super()._placed(rows, degrees, slots) if order is None else order[slots]

    def slots_of(self, world: World, table: str, name: str, degrees: Degrees, parents: Indices) -> Indices:
        """The slots of parents by their numbers, counted from 0."""
        order = self._order(world, table, name, degrees)
        if order is None:
            return super().slots_of(world, table, name, degrees, parents)
        with LOCK:
            place = (table, name, self.parent, "slots")
            slots: Indices | None = _known.get(world, place)
            if slots is None:
                slots = np.empty_like(order)
                slots[order] = np.arange(len(order))
                _known.keep(world, place, slots)
        return slots[parents]

    def _order(self, world: World, table: str, name: str, degrees: Degrees) -> Indices | None:
        """The parents by their slots, those with most children last; None where their codes do not matter."""
        if not self.weights or degrees.parents > _MOST or isinstance(self.fan_out, OneToOne | Random):
            return None
        with LOCK:
            place = (table, name, self.parent)
            found: Indices | None = _known.get(world, place)
            if found is None:
                parents = world.table(self.parent)
                rows = world.rows(self.parent, parents.start + np.arange(degrees.parents, dtype=np.int64))
                codes = [(weight.source.of(rows), np.array(weight.shares)) for weight in self.weights]
                key = Rows(world, world.table(table), rows.indices[:0])._view(name).key("weighed")
                counts = degrees.degrees_of(np.arange(degrees.parents, dtype=np.int64))
                found = ordered(codes, counts, unit(words(key, rows.indices)))
                _known.keep(world, place, found)
        return found


def ordered(codes: Sequence[tuple[Indices, Floats]], counts: Indices, chance: Floats) -> Indices:
    """Rows in an order in which `counts`, that rise, fall to codes as the shares ask for; `chance` of each in [0, 1).

    `codes` with the share of counts each is to have; codes below 0 are nobody's.
    """
    step = max(1, -(-len(counts) // _FITTED))
    some = slice(step // 2, None, step)
    odds = chance / (1.0 - chance)
    weights = _fitted([(column[some], shares) for column, shares in codes], counts[some], odds[some])
    found: Indices = np.argsort(_scores(codes, weights, odds), kind="stable")
    return found


def _fitted(codes: Sequence[tuple[Indices, Floats]], counts: Indices, odds: Floats) -> list[NDArray[np.float64]]:
    weights = [np.ones(len(shares)) for _, shares in codes]
    total = counts.sum()
    best, least = [weight.copy() for weight in weights], np.inf
    for _ in range(_ROUNDS if total else 0):
        having = np.empty_like(counts)
        having[np.argsort(_scores(codes, weights, odds), kind="stable")] = counts
        wrong = 0.0
        moved = []
        for column, shares in codes:
            known = column >= 0
            made = np.bincount(column[known], having[known], minlength=len(shares))[: len(shares)]
            whole = made.sum()
            wanted = np.where(np.bincount(column[known], minlength=len(shares))[: len(shares)] > 0, shares, 0.0)
            if not whole > 0 or not wanted.sum() > 0:
                moved.append(np.ones(len(shares)))
                continue
            wanted = wanted / wanted.sum()
            made = made / whole
            wrong += float(np.abs(made - wanted).sum())
            ratio = np.divide(wanted, made, out=np.full_like(made, _STEP), where=made > 0)
            moved.append(np.sqrt(np.clip(ratio, 1.0 / _STEP, _STEP)))
        if wrong < least:
            best, least = [weight.copy() for weight in weights], wrong
        weights = [weight * factor for weight, factor in zip(weights, moved, strict=True)]
    return best


def _scores(codes: Sequence[tuple[Indices, Floats]], weights: Sequence[Floats], odds: Floats) -> Floats:
    found = odds.copy()
    for (column, _), weight in zip(codes, weights, strict=True):
        known = (column >= 0) & (column < len(weight))
        found *= np.where(known, weight[np.where(known, column, 0)], 1.0)
    return found
