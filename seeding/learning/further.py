"""What else a column depends on: the pairs that the strongest ones, one after the other, do not make by themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from seeding.learning import coarse
from seeding.learning.asking import Asking
from seeding.learning.forest import Edge, Totals
from seeding.learning.nodes import Codes, Node

MOST = 3  # others that one column depends on
LOST = 0.004  # nats that are missing where a pair is left out: less is nothing
_GROUPS = 6  # codes by which it is seen whether something is missing

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """Pairs of nodes as tables of rows by their codes; `cells` gives those of a pair, or None."""

    nodes: Sequence[Node]
    meant: Sequence[Codes | None]
    totals: Mapping[int, Totals]
    cells: Callable[[int, int], Mapping[tuple[int, int], float] | None]
    _known: dict[tuple[int, int], Floats | None] = field(default_factory=dict)

    def of(self, i: int, j: int) -> Floats | None:
        """Shares of rows by the codes of both."""
        if (j, i) in self._known and (i, j) not in self._known:
            turned = self._known[j, i]
            return None if turned is None else turned.T
        if (i, j) not in self._known:
            self._known[i, j] = self._made(i, j)
        return self._known[i, j]

    def _made(self, i: int, j: int) -> Floats | None:
        one, two, cells = self.meant[i], self.meant[j], self.cells(i, j)
        if one is None or two is None or cells is None:
            return None
        found = np.zeros((one.count + 1, two.count + 1))
        for (a, b), n in cells.items():
            found[a, b] = n
        return found / max(float(found.sum()), 1e-12)

    def keep(self, i: int, j: int, counts: Mapping[tuple[int, int], int]) -> None:
        """What was asked for later."""
        one, two = self.meant[i], self.meant[j]
        assert one is not None and two is not None
        found = np.outer(*(self._alone(node) for node in (i, j))) * 1e-6
        for (a, b), n in counts.items():
            found[a, b] = n
        self._known[i, j] = found / max(float(found.sum()), 1e-12)

    def _alone(self, i: int) -> Floats:
        one = self.meant[i]
        assert one is not None
        return np.array([float(self.totals[i].get(code, 0)) for code in range(one.count + 1)])

    def rows(self, i: int) -> float:
        """How many rows there are."""
        return float(self._alone(i).sum())

    def grouped(self, found: Floats, i: int, j: int) -> Floats:
        """The same by few codes."""
        one, two = self.meant[i], self.meant[j]
        assert one is not None and two is not None
        left, right = (np.array(coarse.wider(m, self.totals[n], _GROUPS).of) for m, n in ((one, i), (two, j)))
        wide = np.zeros((int(left.max()) + 1, int(right.max()) + 1))
        np.add.at(wide, (left[:, None], right[None, :]), found)
        return wide


@dataclass(frozen=True)
class Grown:
    """The forest's edges, how much pairs `told` of each other, and which instants others are made from (`behind`)."""

    edges: Sequence[Edge]
    told: Mapping[tuple[int, int], float]
    behind: Mapping[int, set[int]]


def further(asking: Asking, grid: Grid, grown: Grown) -> list[Edge]:
    """Further edges to those of the forest, at most `MOST` a column, in no circle."""
    edges = grown.edges
    place = _places(grid, edges)
    counted = _counted(grid.nodes, grown)
    options = {
        edge.column: [j for j in _options(edge, grid, grown, place) if edge.column in counted or j not in counted]
        for edge in edges
    }
    _asked(asking, grid, edges, options)
    more: list[Edge] = []
    for edge in edges:
        on = [edge.on]
        while len(on) < MOST:
            lost = [(min(_lost(grid, edge.column, p, j) for p in on), -j) for j in options[edge.column] if j not in on]
            best, j = max(lost, default=(0.0, 0))
            if best < LOST:
                break
            on.append(-j)
            more.append(Edge(edge.column, -j, best))
    return more


def _places(grid: Grid, edges: Sequence[Edge]) -> dict[int, int]:
    """When each node is there: what comes from outside first, then columns in the order the forest grew in."""
    place = {i: 0 for i, one in enumerate(grid.meant) if one is not None}
    place |= {i: -1 for i in place if not grid.nodes[i].own}
    return place | {edge.column: n for n, edge in enumerate(edges, 1)}


def _counted(found: Sequence[Node], grown: Grown) -> set[int]:
    """The columns that depend on how many children there are: whose children there are more of cannot hang on these."""
    counted: set[int] = set()
    for edge in grown.edges:  # what a column depends on comes before it
        if found[edge.on].origin.children or edge.on in counted:
            counted.add(edge.column)
    return counted | {later for later, earlier in grown.behind.items() if earlier & counted}


def _options(edge: Edge, grid: Grid, grown: Grown, place: Mapping[int, int]) -> list[int]:
    """The nodes that are there before the edge's column, and have to do with it or with what it depends on."""
    here = place[edge.column]
    options = []
    for j, before in place.items():
        one = grid.meant[j]
        if one is None or one.inner or j in (edge.column, edge.on) or grid.nodes[j].origin.children:
            continue
        # By way of the first it may seem to depend on what it has nothing to do with.
        weight = max(grown.told.get(pair, 0.0) for on in (edge.column, edge.on) for pair in ((on, j), (j, on)))
        if weight < LOST:
            continue
        earlier = grown.behind.get(j, set())
        if before < here and all(place.get(b, 0) < here and b != edge.column for b in earlier):
            options.append(j)
    return options


def _asked(asking: Asking, grid: Grid, edges: Sequence[Edge], options: Mapping[int, Sequence[int]]) -> None:
    """Ask for the pairs of other tables' columns that are needed, which nobody has asked for yet."""
    pairs = set()
    for edge in edges:
        outside = [j for j in (edge.on, *options[edge.column]) if not grid.nodes[j].own]
        pairs |= {(min(a, b), max(a, b)) for a in outside for b in outside if a != b}
    wanted = sorted(pair for pair in pairs if grid.of(*pair) is None)
    if not wanted:
        return
    counted = asking.counts(wanted, grid.meant)
    for pair in wanted:
        grid.keep(*pair, counted[pair])


def _lost(grid: Grid, column: int, on: int, other: int) -> float:
    """How far a pair is from what it would be if the column depended on `on` alone, in nats."""
    seen, first, between = grid.of(other, column), grid.of(on, column), grid.of(other, on)
    if seen is None or first is None or between is None:
        return 0.0
    given = first / np.maximum(first.sum(axis=1, keepdims=True), 1e-12)
    real, made = grid.grouped(seen, other, column), grid.grouped(between @ given, other, column)
    # Shares by the other's codes as they are seen: what is asked is how the column's lie in each.
    made *= real.sum(axis=1, keepdims=True) / np.maximum(made.sum(axis=1, keepdims=True), 1e-12)
    there = (real > 0) & (made > 0)
    found = float((real[there] * np.log(real[there] / made[there])).sum())
    rows = grid.rows(column)
    free = (int((real.sum(axis=1) > 0).sum()) - 1) * (int((real.sum(axis=0) > 0).sum()) - 1)
    if rows <= 0 or 2 * rows * found < free + 3 * math.sqrt(2 * free):
        return 0.0
    return found - free / (2 * rows)
