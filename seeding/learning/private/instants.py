"""Instants of which few rows are known: how long after others they come, and that they are there at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from seeding.learning.bins import Bin
from seeding.learning.measures import Kind
from seeding.learning.private import grids, lags, sparse
from seeding.learning.survey import Numbers, Survey

_PLENTY = 60.0  # times the noise: so many rows tell of themselves how they are spread
_MISSING = 2.5  # times the noise: fewer NULLs may be none
_FAR, _CHANCE = 0.1, 3.0  # times the noise
_LEAST = 0.004  # of the rows, in a cell at either end
_THERE = 0.02  # of the rows: so few that are there noise hides, and hardly a column is there for none


@dataclass(frozen=True)
class Lag:
    """The time between two instants, as first counts have it; where few rows are `known`, cells for finer ones."""

    numbers: Numbers
    edges: list[float] = field(default_factory=list)
    known: list[tuple[float, float]] = field(default_factory=list)


def lagged(kept: int, edges: list[float], first: Sequence[int], noise: float) -> Lag:
    """The curve that is likeliest, and as much of the counts beside it as is none of noise."""
    counts = [float(n) for n in first[1:]]
    expected = lags.likeliest(edges, counts, noise)
    if expected is None:
        return Lag(Numbers())
    whole = sum(expected)
    cells = sparse.drawn(edges, counts, noise, _cumulated(edges, expected))
    # Far from where the curve has any, what noise makes is none.
    quiet = [one < _FAR * noise and n < _CHANCE * noise for one, n in zip(expected, counts, strict=False)]
    cells = [0.0 if far else n for far, n in zip(quiet, cells, strict=False)]
    cells = grids.simplex(cells, max(1.0, whole))
    scale = kept / (whole + missing(max(0, first[0]), noise))
    numbers = Numbers([Bin(a, b, n * scale) for a, b, n in zip(edges, edges[1:], cells, strict=False) if n > 0])
    if whole > _PLENTY * noise:
        return Lag(numbers)
    there = [i for i, n in enumerate(cells) if n > _LEAST * whole]
    begin, end = there[0], there[-1] + 1
    inside = edges[begin : end + 1]
    return Lag(numbers, inside, _cumulated(inside, cells[begin:end]))


def missing(nulls: float, noise: float) -> int:
    """How many are NULL, where that is more than noise."""
    return round(nulls) if nulls > _MISSING * noise else 0


def hidden(kept: int, nulls: float) -> int:
    """How many are NULL of a column of which noise hides what is there."""
    return round(min(nulls, (1 - _THERE) * kept))


def borrow(found: Survey, kept: int) -> list[str]:
    """Instants that are there in some rows, and noise hides when: as those of the row's first are spread."""
    times = [column for column in found.look.columns if column.kind is Kind.TIME]
    known = next((found.numbers[c.name] for c in times if found.numbers[c.name].bins), None)
    borrowed = []
    for column in times if known is not None else ():
        if found.numbers[column.name].bins or not column.attribute.nullable:
            continue
        there = kept - hidden(kept, found.nulls.get(column.name, 0))
        assert known is not None
        part = there / known.rows
        bins = [replace(one, rows=one.rows * part) for one in known.bins]
        found.nulls[column.name] = kept - there
        found.numbers[column.name] = replace(found.numbers[column.name], bins=bins, nulls=kept - there)
        borrowed.append(column.name)
    return borrowed


def follow(found: Survey, name: str) -> None:
    """What nothing is known of but that it is there comes a while after the first instant of its row."""
    for one in found.look.delays:
        if one.column != name or one.key is not None or not found.numbers[one.after].bins:
            continue
        if not any(other.column == name and found.numbers[other.measure.name].bins for other in found.look.delays):
            edges = list(grids.edges_of(one.measure))
            cells = lags.usual(edges, found.numbers[name].rows)
            bins = [Bin(a, b, n) for a, b, n in zip(edges, edges[1:], cells, strict=False) if n > 0]
            found.numbers[one.measure.name] = Numbers(bins)


def _cumulated(edges: Sequence[float], rows: Sequence[float]) -> list[tuple[float, float]]:
    return list(zip(edges, accumulate(rows, initial=0.0), strict=True))
