"""How many children parents have: counts by ever wider ranges in, bins that hold enough parents out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from seeding.learning.bins import Bin
from seeding.learning.statements import LEVELS


@dataclass
class Cell:
    """Parents with `low` to `high` children: how many, and the children of all of them."""

    low: int
    high: int
    parents: int
    children: int
    inner: list[Cell] = field(default_factory=list)


def tree(rows: Sequence[tuple[int, int | None, int, int, float | None]]) -> tuple[Cell | None, float]:
    """The server's answer as ranges within ranges, and how much more children late parents have (0 to 1)."""
    everything = (1 << len(LEVELS)) - 1
    cells: dict[int, list[Cell]] = {level: [] for level in range(len(LEVELS))}
    root, place = None, 0.5
    for grouping, code, parents, children, mean in rows:
        if grouping == everything:
            root, place = Cell(0, 2**31, parents, int(children)), mean if mean is not None else 0.5
            continue
        # The bit that is not set names the level, the first one's is the highest.
        level = next(i for i in range(len(LEVELS)) if not grouping >> (len(LEVELS) - 1 - i) & 1)
        steps = LEVELS[level]
        assert code is not None
        low = steps[code - 1] if code else 0
        high = (steps[code] if code < len(steps) else 2**31) - 1 if code else 0
        cells[level].append(Cell(low, high, parents, int(children)))
    above = [root] if root else []
    for level in reversed(range(len(LEVELS))):
        for cell in cells[level]:
            holder = next((one for one in above if one.low <= cell.low and cell.high <= one.high), None)
            if holder is not None:
                holder.inner.append(cell)
        above = cells[level]
    # The mean of a density that rises from 1 - r to 1 + r is 1/2 + r/6.
    return root, round(min(1.0, max(0.0, 6 * (place - 0.5))), 2)


def bins(cell: Cell, k: int) -> list[Bin]:
    """The narrowest ranges that hold k parents each, rising; what is left of a range is one more, or with another."""
    found: list[Bin] = []
    for one in sorted(_ranges(cell, k), key=lambda one: (one.low, one.high)):
        before = found[-1] if found else None
        if before is not None and one.low <= before.high:
            found[-1] = Bin(before.low, max(before.high, one.high), before.rows + one.rows)
        else:
            found.append(one)
    return found


def _ranges(cell: Cell, k: int) -> list[Bin]:
    if not cell.inner:
        return [_trimmed(cell)]
    found = [one for inner in cell.inner for one in _ranges(inner, k)]
    parents = cell.parents - sum(inner.parents for inner in cell.inner)
    children = cell.children - sum(inner.children for inner in cell.inner)
    if parents <= 0:
        return found
    mean = children / parents
    near = min(range(len(found)), key=lambda i: abs((found[i].low + found[i].high) / 2 - mean))
    taken = [(inner.low, inner.high) for inner in cell.inner]
    low = max((high + 1 for _, high in taken if high < mean), default=cell.low)
    high = min((first - 1 for first, _ in taken if first > mean), default=cell.high)
    if parents < k or not low <= mean <= high:
        found[near] = _with(found, near, cell, parents, children)
        return found
    return [*found, _trimmed(Cell(low, high, parents, children))]


def _with(found: Sequence[Bin], near: int, cell: Cell, parents: int, children: int) -> Bin:
    """The bin with parents who have fewer, so many children together; of those who have more, that they are there."""
    one = found[near]
    rows = one.rows + parents
    if children / parents >= one.low:
        return Bin(one.low, one.high, rows)
    floor = max((other.high + 1 for other in found if other.high < one.low), default=cell.low)
    mean = (children + one.rows * (one.low + one.high) / 2) / rows
    reach = max(0.0, min(mean - floor, one.high - mean))
    return Bin(max(floor, round(mean - reach)), round(mean + reach), rows)


def _trimmed(cell: Cell) -> Bin:
    """As far around the mean as the range allows on its nearer side, so that its middle is the mean."""
    mean = cell.children / cell.parents
    reach = max(0.0, min(mean - cell.low, cell.high - mean))
    return Bin(max(cell.low, round(mean - reach)), min(cell.high, round(mean + reach)), cell.parents)
