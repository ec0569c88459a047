"""Which columns depend on which, with noise: chosen by how far pairs are from independence, then counted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seeding.learning import forest
from seeding.learning.forest import Edge
from seeding.learning.look import Look
from seeding.learning.nodes import Codes, Node, codes
from seeding.learning.private import grids, rows
from seeding.learning.private.plan import PEOPLE, Plan, unit
from seeding.learning.private.rows import Limited
from seeding.learning.private.sizes import Size
from seeding.learning.session import Session
from seeding.learning.source import Source
from seeding.learning.survey import Survey
from seeding.patterns.model import Dependency, TableShape
from seeding.schema import Name

_CROSSING = 3.0  # rows that one person can change of those compared with somebody else's
_CHANGE = 6.0  # of a distance from independence, for each row that changes
_LEAST = 0.08  # of the rows: a smaller distance is not worth its noise

Pair = tuple[int, int]
Counts = Mapping[Pair, int]


@dataclass(frozen=True)
class Compared:
    """What a table's rows are compared by, and the statement; `crossing` are nodes of somebody else's rows."""

    look: Look
    nodes: Sequence[Node]
    statement: str
    crossing: frozenset[int]


def compared(
    look: Look, nodes: Sequence[Node], joins: Sequence[str], people: frozenset[Name], sources: Mapping[Name, Source]
) -> Compared | None:
    """Write the statement down. Numbers of children are left out where they are other people's rows."""
    keys = {",".join(key.columns): (number, key) for number, key in enumerate(look.table.foreign_keys)}
    below = {(str(child.name), ",".join(key.columns)): (child, key) for child, key in _below(look)}
    kept: list[Node] = []
    crossing: dict[int, int] = {}
    owners: dict[int, str] = {}
    further = list(joins)
    for node in nodes:
        if node.origin.children:
            child, key = below[node.origin.children, node.origin.through]
            if child.name not in sources or sources[child.name].way.rows or sources[child.name].way.keys[0] != key:
                continue
        elif node.origin.through:
            number, key = keys[node.origin.through]
            if rows.crosses(look, key, people):
                crossing[len(kept)] = number
                if number not in owners:
                    lines, owners[number] = rows.owner(sources[key.parent], number)
                    further += lines
        kept.append(node)
    if not any(node.own for node in kept):
        return None
    codings = {f"b{i + 1}": node.coding.replace("${p}", f"${i + 5}") for i, node in enumerate(kept)}
    text = Limited(look.source, tuple(further), owners).rows(
        codings, {f"b{i + 1}": number for i, number in crossing.items()}
    )
    return Compared(look, kept, rows.pairs(text, len(codings)), frozenset(crossing))


def _below(look: Look):  # type: ignore[no-untyped-def]
    return look.source.schema.children.get(look.table.name, ())


def _units(found: Compared, node: int, size: Size, people: frozenset[Name]) -> dict[str, float]:
    own = unit(found.look, people)
    return {own: _CROSSING, PEOPLE: _CROSSING} if node in found.crossing else {own: float(size.most)}


def wanted(found: Compared, size: Size, people: frozenset[Name], choice: Plan, counted: Plan) -> None:
    """What is released: once how far all pairs are from independence, then the pairs that are chosen."""
    everything: dict[str, float] = {}
    columns = sum(node.own for node in found.nodes)
    for i in range(len(found.nodes)):
        for one, change in _units(found, i, size, people).items():
            everything[one] = max(everything.get(one, 0.0), change)
    # The vector's length, once it is known how many pairs there are.
    choice.add((found.look.name, "choice"), everything, 1.0)
    counted.add((found.look.name, "pairs"), everything, float(columns))


def dependencies(
    session: Session,
    found: Compared,
    size: Size,
    people: frozenset[Name],
    plans: tuple[Plan, Plan],
    shapes: Mapping[Name, TableShape],
    surveys: Mapping[Name, Survey],
) -> tuple[Dependency, ...]:
    """A table's dependencies."""
    meant = [codes(node, shapes, surveys) for node in found.nodes]
    pairs = [
        (i, j)
        for i, node in enumerate(found.nodes)
        if node.own and meant[i] is not None
        for j, other in enumerate(found.nodes)
        if meant[j] is not None and i != j and (j < i or not other.own)
    ]
    if not pairs:
        return ()
    counts = _counts(session, found, size, pairs, meant)
    edges = _edges(found, size, people, plans[0], pairs, counts, meant)
    made = []
    for edge in edges:
        pair = (edge.column, edge.on) if (edge.column, edge.on) in counts else (edge.on, edge.column)
        exact = counts[pair]
        turned = {(a, b) if pair[0] == edge.on else (b, a): n for (a, b), n in exact.items()}
        made.append(_dependency(found, edge, turned, meant, size, people, plans[1], len(edges), surveys, shapes))
    return tuple(sorted((one for one in made if any(one.given)), key=lambda one: one.column))


def _counts(
    session: Session, found: Compared, size: Size, pairs: Sequence[Pair], meant: Sequence[Codes | None]
) -> Mapping[Pair, Counts]:
    counts: defaultdict[Pair, dict[Pair, int]] = defaultdict(dict, {pair: {} for pair in pairs})
    parameters = [one.parameter if one is not None else [] for one in meant]
    first, second = [i + 1 for i, _ in pairs], [j + 1 for _, j in pairs]
    for number, a, b, n in session.rows(found.statement, found.look.percent, size.most, first, second, *parameters):
        pair = pairs[number - 1]
        one, other = meant[pair[0]], meant[pair[1]]
        assert one is not None and other is not None
        left, right = one.of(a), other.of(b)
        if left is not None and right is not None:
            counts[pair][left, right] = n
    return counts


def _edges(
    found: Compared,
    size: Size,
    people: frozenset[Name],
    plan: Plan,
    pairs: Sequence[Pair],
    counts: Mapping[Pair, Counts],
    meant: Sequence[Codes | None],
) -> list[Edge]:
    key = (found.look.name, "choice")
    length = math.sqrt(len(pairs))
    units = {one: (_CHANGE * change + 1) * length for one, change in plan.units(key).items()}
    rho = plan.rho(key)
    noise = plan.accountant.scale(units, rho)
    distances = [distance(counts[pair]) for pair in pairs]
    noisy = plan.accountant.noisy(" ".join(key), [round(d) for d in distances], units, rho)
    weights = {}
    for pair, far in zip(pairs, noisy, strict=True):
        rows_ = size.kept
        cells = math.prod(one.count for i in pair if (one := meant[i]) is not None)
        chance = 0.6 * math.sqrt(rows_ * cells)  # what sampling alone makes, about
        weight = (far - chance) / max(1, rows_)
        if far - chance > 1.5 * noise and weight > _LEAST:
            weights[pair] = weight
    return forest.forest(found.nodes, weights)


def distance(counts: Counts) -> float:
    """The sum of differences between a table of counts and one of the same margins whose columns are independent.

    A row more changes a count by 1, the rows' and the columns' shares by 2/n each at most, n of which count, and n
    itself by 1: by 6 altogether.
    """
    total = sum(counts.values())
    rows_: defaultdict[int, int] = defaultdict(int)
    columns: defaultdict[int, int] = defaultdict(int)
    for (a, b), n in counts.items():
        rows_[a] += n
        columns[b] += n
    if not total:
        return 0.0
    return math.fsum(
        abs(counts.get((a, b), 0) - n * m / total) for a, n in sorted(rows_.items()) for b, m in sorted(columns.items())
    )


def _dependency(
    found: Compared,
    edge: Edge,
    counts: Counts,
    meant: Sequence[Codes | None],
    size: Size,
    people: frozenset[Name],
    plan: Plan,
    edges: int,
    surveys: Mapping[Name, Survey],
    shapes: Mapping[Name, TableShape],
) -> Dependency:
    origin, own = meant[edge.on], meant[edge.column]
    assert origin is not None and own is not None
    units = _units(found, edge.on, size, people)
    key = (found.look.name, "pairs")
    rho = plan.rho(key) / edges
    cells = [(a, b) for a in range(origin.count) for b in range(own.count)]
    noisy = plan.accountant.noisy(" ".join(key), [counts.get(cell, 0) for cell in cells], units, rho)
    noise = plan.accountant.scale(units, rho)
    table = [noisy[a * own.count : (a + 1) * own.count] for a in range(origin.count)]
    node = found.nodes[edge.column]
    margin = _margin(shapes[found.look.table.name], node.column)
    given = fitted(table, margin, noise, found.look.source.k)
    return Dependency(
        column=node.column,
        on=found.nodes[edge.on].origin,
        information=round(_information(table), 4),
        given=tuple(given),
    )


def _information(table: Sequence[Sequence[int]]) -> float:
    """The mutual information of a table of counts, in nats."""
    total = sum(max(0, n) for row in table for n in row) or 1
    rows_ = [sum(max(0, n) for n in row) for row in table]
    columns = [sum(max(0, n) for n in column) for column in zip(*table, strict=True)]
    return math.fsum(
        n / total * math.log(n * total / (rows_[a] * columns[b]))
        for a, row in enumerate(table)
        for b, n in enumerate(row)
        if n > 0
    )


def fitted(table: Sequence[Sequence[int]], margin: Sequence[float], noise: float, k: int) -> list[tuple[float, ...]]:
    """Rows of conditional shares: without the noise's negative counts, and with the column's own shares in sum."""
    wide = len(margin)
    sums = [sum(row) for row in table]
    kept = [total > max(k, noise * math.sqrt(wide)) for total in sums]
    rows_ = [grids.simplex(row, total) if keep else [] for row, total, keep in zip(table, sums, kept, strict=True)]
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


def _margin(shape: TableShape, column: str) -> list[float]:
    """The shares of a column's codes."""
    told = shape.columns[column]
    nulls = told.nulls
    if told.kind == "category":
        shares = [*told.shares, *([told.other] if told.other else [])]
    elif told.kind in ("number", "time"):
        starts = [*told.starts(len(told.bins)), len(told.bins)]
        shares = [sum(b.share for b in told.bins[i:j]) for i, j in zip(starts, starts[1:], strict=False)]
    else:
        shares = [1.0]
    total = sum(shares) or 1.0
    shares = [share / total * (1 - nulls) for share in shares]
    return [*shares, nulls] if nulls else shares
