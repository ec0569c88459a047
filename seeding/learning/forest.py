"""Which column depends on which: the strongest pairs that form no circle, and their conditional shares."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from seeding.learning.nodes import Codes, Node
from seeding.patterns.model import Dependency

WEAK = 0.003  # nats: less than this is nothing

_FADES = 0.3  # the share of what is kept back from one code to the next
_TOLD = 0.5  # of the rows must be in cells of k people

Counts = Mapping[tuple[int, int], int]
Totals = Mapping[int, int]


@dataclass(frozen=True)
class Edge:
    """A column (by its node's number) and what it depends on."""

    column: int
    on: int
    information: float


def completed(
    counts: Counts, first: Totals, second: Totals, ordered: int = 0, null: int | None = None
) -> dict[tuple[int, int], float]:
    """All cells of a pair: those kept back share what their row has left, as the second's codes are spread.

    The second's first `ordered` codes are in order: what was kept back is near what was told, as far as that is more
    than if the two had nothing to do with each other. Of the code `null` there is nothing where k people were not NULL
    and no k were: most often a rule says that it may not be.
    """
    found: dict[tuple[int, int], float] = {}
    fades = _FADES ** _tied(counts, first, second) if ordered else 1.0
    for a, total in sorted(first.items()):
        told = {b: counts[a, b] for b in second if (a, b) in counts}
        rest = {b: n * _near(b, told, ordered, fades) for b, n in second.items() if b not in told}
        if null in rest and told and len(rest) > 1:
            del rest[null]
        left = max(0, total - sum(told.values()))
        spread = left / sum(rest.values()) if sum(rest.values()) else 0.0
        found |= {(a, b): float(n) for b, n in told.items()}
        found |= {(a, b): n * spread for b, n in rest.items() if left}
    return found


def _tied(counts: Counts, first: Totals, second: Totals) -> float:
    """From 0, where as much was kept back as by chance would have been, to 1, where much less was."""
    every = sum(second.values())
    kept, by_chance = 0.0, 0.0
    for a, total in first.items():
        told = [b for b in second if (a, b) in counts]
        if told:
            kept += max(0, total - sum(counts[a, b] for b in told))
            by_chance += total * (1 - sum(second[b] for b in told) / max(1, every))
    if not kept or not by_chance:
        return 1.0
    return min(1.0, max(0.0, -math.log(kept / by_chance)))


def _near(code: int, told: Collection[int], ordered: int, fades: float) -> float:
    if code >= ordered:
        return 1.0
    return fades ** (min((abs(code - b) for b in told if b < ordered), default=1) - 1)


def information(counts: Counts, first: Totals, second: Totals) -> float:
    """Mutual information of two lists of codes in nats; 0 where chance alone could make it, or too little is told."""
    total = sum(first.values())
    if not total or sum(counts.values()) < _TOLD * total:
        return 0.0
    cells = completed(counts, first, second)
    columns: defaultdict[int, float] = defaultdict(float)
    rows: defaultdict[int, float] = defaultdict(float)
    for (a, b), n in cells.items():
        rows[a] += n
        columns[b] += n
    every = sum(columns.values())
    found = sum(n / every * math.log(n * every / (rows[a] * columns[b])) for (a, b), n in sorted(cells.items()) if n)
    # The statistic 2 n I is chi squared by chance alone (Wilks 1938): its mean, and three deviations.
    free = (len(first) - 1) * (len(second) - 1)
    if 2 * total * found < free + 3 * math.sqrt(2 * free):
        return 0.0
    return found - free / (2 * total)


def forest(
    found: Sequence[Node],
    codes: Sequence[Codes | None],
    weights: Mapping[tuple[int, int], float],
    behind: Mapping[int, Collection[int]],
) -> list[Edge]:
    """The maximum spanning forest, grown from what is outside of the table (Prim 1957) or has its values already.

    Nothing grows on columns of which only NULLs are told, nor on an instant before those that it is made from
    (`behind` it) are there: what these would depend on may be made from it.
    """
    known = {i: one for i, one in enumerate(codes) if one is not None}
    leaves = {i for i, one in known.items() if one.inner}
    inside = {i for i in known if not found[i].own}
    made = {i for i, one in known.items() if found[i].own and one.fixed}
    left = set(known) - inside - made
    weight = {**weights, **{(b, a): w for (a, b), w in weights.items()}}
    edges: list[Edge] = []
    while left:
        inside |= {i for i in made if not left.intersection(behind.get(i, ()))}
        # Leaves last: each can grow on any of the others then, and nothing waits for them.
        waiting = left - leaves or left
        options = [(weight.get((i, j), 0.0), -i, -j) for i in sorted(waiting) for j in sorted(inside)]
        best, i, j = max(options, default=(0.0, 0, 0))
        if best > WEAK:
            edges.append(Edge(-i, -j, best))
            left.discard(-i)
            inside |= {-i} - leaves
            continue
        # A tree of its own: from the column that says most about the others.
        root = max(sorted(waiting), key=lambda i: sum(weight.get((i, j), 0.0) for j in sorted(left)))
        left.discard(root)
        inside |= {root} - leaves
    return edges


def dependency(
    edge: Edge,
    found: Sequence[Node],
    codes: Sequence[Codes | None],
    cells: Mapping[tuple[int, int], float],
    told: Collection[int],
) -> Dependency:
    """The conditional shares of an edge: of `cells` by (origin's code, column's code), in the rows that are `told`."""
    own, origin = codes[edge.column], codes[edge.on]
    assert own is not None and origin is not None
    given: list[tuple[float, ...]] = []
    for a in range(origin.count + 1):
        row = [cells.get((a, b), 0.0) for b in range(own.count)]
        given.append(tuple(round(n / sum(row), 4) for n in own.spread(row)) if a in told and sum(row) > 0 else ())
    return Dependency(
        column=found[edge.column].column,
        on=found[edge.on].origin,
        information=round(edge.information, 4),
        given=tuple(given[:-1]),
        nobody=given[-1],
    )
