"""Which columns depend on which, with noise: chosen by how far pairs are from independence, then counted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from seeding.learning import forest
from seeding.learning.forest import Edge
from seeding.learning.look import Look
from seeding.learning.nodes import Codes, Node, codes
from seeding.learning.private import grids, rows
from seeding.learning.private.plan import PEOPLE, Plan, unit
from seeding.learning.private.rows import Limited
from seeding.learning.private.world import World
from seeding.learning.source import Source
from seeding.patterns.model import ColumnShape, Dependency
from seeding.schema import Name

_CROSSING = 3.0  # rows that one person can change of those compared with somebody else's
_CHANGE = 2.0  # of a distance from independence, for each row that changes
_SURE, _MOST = 2.0, 0.7
_LEAST = 0.08  # of the rows: a smaller distance is not worth its noise

Pair = tuple[int, int]
Counts = Mapping[Pair, int]


@dataclass(frozen=True)
class Compared:
    """What a table's rows are compared by, and the statement; `crossing` are nodes of somebody else's rows."""

    look: Look
    nodes: Sequence[Node]
    statement: str
    crossing: Mapping[int, tuple[int, str]]  # by node: the parent's number, and the key


def compared(
    look: Look, nodes: Sequence[Node], joins: Sequence[str], people: frozenset[Name], sources: Mapping[Name, Source]
) -> Compared | None:
    """Write the statement down. Numbers of children are left out where they are other people's rows."""
    keys = {",".join(key.columns): (number, key) for number, key in enumerate(look.table.foreign_keys)}
    below = {(str(child.name), ",".join(key.columns)): (child, key) for child, key in _below(look)}
    kept: list[Node] = []
    crossing: dict[int, tuple[int, str]] = {}
    owners: dict[int, str] = {}
    further = list(joins)
    for node in nodes:
        if node.origin.children:
            child, key = below[node.origin.children, node.origin.through]
            way = sources[child.name].way
            if way.rows or way.keys[0] != key or way.keys[1:] != look.source.way.keys:
                continue
        elif node.origin.through:
            number, key = keys[node.origin.through]
            if rows.crosses(look.source, key, sources, people):
                crossing[len(kept)] = (number, node.origin.through)
                if number not in owners:
                    lines, owners[number] = rows.owner(look.source, key, sources[key.parent], number)
                    further += lines
        kept.append(node)
    if not any(node.own for node in kept):
        return None
    codings = {f"b{i + 1}": node.coding.replace("${p}", f"${i + 6}") for i, node in enumerate(kept)}
    text = Limited(look.source, tuple(further), owners).rows(
        codings, {f"b{i + 1}": number for i, (number, _) in crossing.items()}
    )
    return Compared(look, kept, rows.pairs(text, len(codings)), crossing)


def _below(look: Look):  # type: ignore[no-untyped-def]
    return look.source.schema.children.get(look.table.name, ())


def _units(world: World, found: Compared, node: int) -> dict[str, float]:
    own = unit(found.look, world.people)
    if node in found.crossing and (found.look.table.name, found.crossing[node][1]) not in world.same:
        return {own: _CROSSING, PEOPLE: _CROSSING}
    return {own: float(world.sizes[found.look.table.name].most)}


def wanted(world: World, found: Compared, choice: Plan, counted: Plan) -> None:
    """What is released: once how far all pairs are from independence, then the pairs that are chosen."""
    everything: dict[str, float] = {}
    columns = sum(node.own for node in found.nodes)
    for i in range(len(found.nodes)):
        for one, change in _units(world, found, i).items():
            everything[one] = max(everything.get(one, 0.0), change)
    # The vector's length, once it is known how many pairs there are.
    choice.add((found.look.name, "choice"), everything, 1.0)
    counted.add((found.look.name, "pairs"), everything, float(columns))


def codes_for(world: World, found: Compared, plan: Plan) -> int:
    """How many codes a column has at most: each cell of a pair costs noise."""
    key = (found.look.name, "pairs")
    columns = sum(node.own for node in found.nodes)
    units = {unit(found.look, world.people): float(world.sizes[found.look.table.name].most)}
    noise = plan.accountant.scale(units, plan.rho(key) / max(1.0, 0.6 * columns))
    return max(4, min(16, int(math.sqrt(world.sizes[found.look.table.name].kept / (3 * noise)))))


def dependencies(world: World, found: Compared, choice: Plan, counted: Plan) -> tuple[Dependency, ...]:
    """A table's dependencies."""
    meant = [codes(node, world.shapes, world.surveys) for node in found.nodes]
    pairs = [
        (i, j)
        for i, node in enumerate(found.nodes)
        if node.own and meant[i] is not None
        for j, other in enumerate(found.nodes)
        if meant[j] is not None and i != j and (j < i or not other.own)
    ]
    if not pairs:
        return ()
    counts = _counts(world, found, pairs, meant)
    edges = _edges(world, found, choice, counts, meant)
    made = []
    for edge in edges:
        pair = (edge.column, edge.on) if (edge.column, edge.on) in counts else (edge.on, edge.column)
        exact = counts[pair]
        turned = {(a, b) if pair[0] == edge.on else (b, a): n for (a, b), n in exact.items()}
        rho = counted.rho((found.look.name, "pairs")) / len(edges)
        given = _given(world, found, edge, (turned, meant[edge.on], meant[edge.column]), rho)
        made.append(_dependency(found, edge, given))
    return tuple(sorted((one for one in made if any(one.given)), key=lambda one: one.column))


def _counts(
    world: World, found: Compared, pairs: Sequence[Pair], meant: Sequence[Codes | None]
) -> Mapping[Pair, Counts]:
    counts: defaultdict[Pair, dict[Pair, int]] = defaultdict(dict, {pair: {} for pair in pairs})
    parameters = [one.parameter if one is not None else [] for one in meant]
    first, second = [i + 1 for i, _ in pairs], [j + 1 for _, j in pairs]
    most = world.sizes[found.look.table.name].most
    same = sorted({n for n, key in found.crossing.values() if (found.look.table.name, key) in world.same})
    limits = (found.look.percent, most, same)
    for number, a, b, n in world.session.rows(found.statement, *limits, first, second, *parameters):
        pair = pairs[number - 1]
        one, other = meant[pair[0]], meant[pair[1]]
        assert one is not None and other is not None
        left, right = one.of(a), other.of(b)
        if left is not None and right is not None:
            counts[pair][left, right] = n
    return counts


def _edges(
    world: World, found: Compared, plan: Plan, counts: Mapping[Pair, Counts], meant: Sequence[Codes | None]
) -> list[Edge]:
    pairs = list(counts)
    key = (found.look.name, "choice")
    length = math.sqrt(len(pairs))
    units = {one: (_CHANGE * change + 1) * length for one, change in plan.units(key).items()}
    rho = plan.rho(key)
    noise = plan.accountant.scale(units, rho)
    columns = world.shapes[found.look.table.name].columns
    margins = [_of_codes(columns[found.nodes[i].column], meant[i]) for i, _ in pairs]
    distances = [
        distance({(b, a): n for (a, b), n in counts[pair].items()}, margin)
        for pair, margin in zip(pairs, margins, strict=True)
    ]
    noisy = plan.accountant.noisy(" ".join(key), [round(d) for d in distances], units, rho)
    weights = {}
    for pair, far in zip(pairs, noisy, strict=True):
        rows_ = world.sizes[found.look.table.name].kept
        cells = math.prod(one.count for i in pair if (one := meant[i]) is not None)
        chance = 0.6 * math.sqrt(rows_ * cells)  # what sampling alone makes, about
        weight = (far - chance) / max(1, rows_)
        if far - chance > 1.5 * noise and weight > _LEAST:
            weights[pair] = weight
    return forest.forest(found.nodes, meant, weights)


def distance(counts: Counts, margin: Sequence[float]) -> float:
    """How far a table of counts is from rows that are all spread as `margin` says: the sum of the differences.

    `margin` is known already, with noise. So a row more changes a count by 1, and what is expected of the counts
    beside it by 1 altogether: by 2.
    """
    rows_: defaultdict[int, int] = defaultdict(int)
    for (a, _), n in counts.items():
        rows_[a] += n
    return math.fsum(
        abs(counts.get((a, b), 0) - n * share) for a, n in sorted(rows_.items()) for b, share in enumerate(margin)
    )


def _given(
    world: World, found: Compared, edge: Edge, exact: tuple[Counts, Codes | None, Codes | None], rho: float
) -> list[tuple[float, ...]]:
    """The conditional shares of an edge, from counts with noise."""
    counts, origin, own = exact
    assert origin is not None and own is not None
    units = _units(world, found, edge.on)
    cells = [(a, b) for a in range(origin.count) for b in range(own.count)]
    noisy = world.accountant.noisy(f"{found.look.name} pairs", [counts.get(cell, 0) for cell in cells], units, rho)
    table = [noisy[a * own.count : (a + 1) * own.count] for a in range(origin.count)]
    shape = world.shapes[found.look.table.name].columns[found.nodes[edge.column].column]
    margin = _of_codes(shape, own)
    given = fitted(table, margin, world.accountant.scale(units, rho), found.look.source.k)
    return [tuple(round(p, 4) for p in own.spread(row)) if row else () for row in given]


def _dependency(found: Compared, edge: Edge, given: list[tuple[float, ...]]) -> Dependency:
    node = found.nodes[edge.column]
    return Dependency(
        column=node.column,
        on=found.nodes[edge.on].origin,
        information=round(_information([row for row in given if row]), 4),
        given=tuple(given),
    )


def _information(given: Sequence[Sequence[float]]) -> float:
    """The mutual information of conditional shares, in nats, were all that they are given alike frequent."""
    if not given:
        return 0.0
    mean = [sum(column) / len(given) for column in zip(*given, strict=True)]
    return math.fsum(p / len(given) * math.log(p / mean[b]) for row in given for b, p in enumerate(row) if p > 0)


def fitted(table: Sequence[Sequence[int]], margin: Sequence[float], noise: float, k: int) -> list[tuple[float, ...]]:
    """Rows of conditional shares: without the noise's negative counts, and with the column's own shares in sum."""
    wide = len(margin)
    sums = [sum(row) for row in table]
    kept = [total > max(k, noise * math.sqrt(wide)) for total in sums]
    rows_ = [_clear(row, total, noise) if keep else [] for row, total, keep in zip(table, sums, kept, strict=True)]
    whole = sum(total for total, keep in zip(sums, kept, strict=True) if keep)
    for _ in range(20):
        now = [sum(row[b] for row in rows_ if row) for b in range(wide)]
        factors = [margin[b] * whole / now[b] if now[b] > 0 else 1.0 for b in range(wide)]
        for a, row in enumerate(rows_):
            if row:
                scaled = [n * f for n, f in zip(row, factors, strict=True)]
                total = sum(scaled) or 1.0
                rows_[a] = [n * sums[a] / total for n in scaled]
    return [tuple(round(n / sum(row), 4) for n in row) if row and sum(row) else () for row in rows_]


def _clear(row: Sequence[int], total: int, noise: float) -> list[float]:
    """A row of counts without those that noise may have made, where most rows are in others."""
    over = [n if n > _SURE * noise else 0 for n in row]
    return grids.simplex(over if sum(over) > _MOST * total else row, total)


def _of_codes(shape: ColumnShape, codes_: Codes | None) -> list[float]:
    return [1 - shape.nulls, shape.nulls] if codes_ is not None and codes_.inner else _margin(shape)


def _margin(told: ColumnShape) -> list[float]:
    """The shares of a column's codes."""
    nulls = told.nulls
    if told.kind == "category":
        shares = [*told.shares, *([told.other] if told.other else [])]
    elif told.kind in ("number", "time"):
        starts = [*told.starts(len(told.bins)), len(told.bins)]
        shares = [sum(b.share for b in told.bins[i:j]) for i, j in pairwise(starts)]
    else:
        shares = [1.0]
    total = sum(shares) or 1.0
    shares = [share / total * (1 - nulls) for share in shares]
    return [*shares, nulls] if nulls else shares
