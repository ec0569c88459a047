"""Which columns depend on which, with noise: chosen by how far pairs are from independence, then counted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from seeding.learning import forest
from seeding.learning.asking import Asking
from seeding.learning.depend import ALIKE, comparable, followed, instants_behind
from seeding.learning.forest import Edge
from seeding.learning.look import Look
from seeding.learning.nodes import Codes, Node, codes
from seeding.learning.private import rows, weighing
from seeding.learning.private.accountant import Accountant
from seeding.learning.private.plan import PAIRS, PEOPLE, Plan, unit
from seeding.learning.private.rows import CROSSING, CROSSING_ROWS, Limited
from seeding.learning.private.tables import Axis, fitted
from seeding.learning.private.world import World
from seeding.learning.source import Source
from seeding.learning.weights import Weights
from seeding.patterns.model import ColumnShape, Dependency
from seeding.schema import Name

_CHANGE = 2.0  # of a distance from independence, for each row that changes
_RELATED = 0.12  # of what an edge costs: whether values are the same, or in order
_SIGNS = (-1, 0, 1, 2)
_FEW, _SURE, _PLENTY = 0.004, 2.5, 12.0
_CHANCE = math.sqrt(2 / math.pi)  # how far a count is from what is expected of it, in standard deviations
_FEWEST = 0.1
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
    alike: str = ""  # the statement that compares values, of the nodes that have numbers


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
    limited = Limited(look.source, tuple(further), owners)
    codings = {f"b{i + 1}": node.coding.replace("${p}", f"${i + 6}") for i, node in enumerate(kept)}
    text = limited.rows(codings, {f"b{i + 1}": number for i, (number, _) in crossing.items()})
    numbers = comparable(kept, "float8")
    alike = ""
    if any(kept[i].own for i in numbers) and len(numbers) > 1:
        values = {f"b{place}": kept[i].value for place, i in enumerate(numbers, 1)}
        others = {f"b{place}": crossing[i][0] for place, i in enumerate(numbers, 1) if i in crossing}
        alike = rows.alike(limited.rows(values, others), len(numbers))
    return Compared(look, kept, rows.pairs(text, len(codings)), crossing, alike)


def _below(look: Look):  # type: ignore[no-untyped-def]
    return look.source.schema.children.get(look.table.name, ())


def _units(world: World, found: Compared, node: int, crossing: float = CROSSING) -> dict[str, float]:
    own = unit(found.look, world.people)
    if node in found.crossing and (found.look.table.name, found.crossing[node][1]) not in world.same:
        return {own: crossing, PEOPLE: crossing}
    return {own: float(world.sizes[found.look.table.name].most)}


def wanted(world: World, found: Compared, choice: Plan) -> None:
    """What is released first: once how far all pairs are from independence."""
    everything: dict[str, float] = {}
    for i in range(len(found.nodes)):
        for one, change in _units(world, found, i, CROSSING_ROWS).items():
            everything[one] = max(everything.get(one, 0.0), change)
    # The vector's length, once it is known how many pairs there are.
    choice.add((found.look.name, "choice"), everything, 1.0, world.sizes[found.look.table.name].kept)


def codes_for(world: World, found: Compared, pairs: int) -> int:
    """How many codes a column has at most: each cell of a pair costs noise, and about so many pairs are counted."""
    units = {unit(found.look, world.people): float(world.sizes[found.look.table.name].most)}
    noise = Accountant.scale(units, world.accountant.rho * PAIRS / max(1, pairs))
    return max(4, min(16, int(math.sqrt(world.sizes[found.look.table.name].kept / (3 * noise)))))


@dataclass(frozen=True)
class Chosen:
    """A table's edges before they are paid for, with what was counted for them."""

    found: Compared
    edges: Sequence[Edge]
    meant: Sequence[Codes | None]
    counts: Mapping[Edge, Counts]  # by the origin's code, then the column's own
    compared: Mapping[Edge, Mapping[int, int]]
    weighing: Mapping[int, Counts]  # of columns of parents


def chosen(world: World, found: Compared, choice: Plan, counted: Plan) -> Chosen:
    """The pairs that are furthest from independence; each asks for its part of what is left."""
    meant = [codes(node, world.shapes, world.surveys) for node in found.nodes]
    made_from = followed(found.nodes, world.shapes[found.look.table.name])
    pairs = [
        (i, j)
        for i, node in enumerate(found.nodes)
        if node.own and meant[i] is not None
        for j, other in enumerate(found.nodes)
        if meant[j] is not None and i != j and (j < i or not other.own)
        if (i, j) not in made_from and (j, i) not in made_from
    ]
    beside = weighing.beside(found.nodes, meant)
    if not pairs:
        return Chosen(found, (), meant, {}, {}, {})
    counts = _counts(world, found, [*pairs, *((i, i) for i in beside)], meant)
    edges, unlike = _edges(world, found, choice, counts, meant)
    kept = world.sizes[found.look.table.name].kept
    for i in unlike:
        one = meant[i]
        assert one is not None
        counted.add(_weighing(found, i), _units(world, found, i), _worth(one.count), kept)
    turned = {}
    for edge in edges:
        pair = (edge.column, edge.on) if (edge.column, edge.on) in counts else (edge.on, edge.column)
        turned[edge] = {(a, b) if pair[0] == edge.on else (b, a): n for (a, b), n in counts[pair].items()}
        cells = math.prod(one.count for i in (edge.column, edge.on) if (one := meant[i]) is not None)
        counted.add(_key(found, edge), _units(world, found, edge.on), _worth(cells), kept)
    weighed = {i: counts[i, i] for i in unlike}
    return Chosen(found, edges, meant, turned, _compared(world, found, edges), weighed)


def _worth(cells: int) -> float:
    """The more cells, the more noise: its length is their number's root."""
    return math.pow(cells, 1 / 3)


def _weighing(found: Compared, node: int) -> tuple[str, ...]:
    return (found.look.name, "pairs", "children", str(node))


def weights(world: World, chosen: Chosen, counted: Plan) -> Weights:
    """Whose children there are more of, by key and by the parents' column."""
    made: dict[str, dict[str, Mapping[int, int]]] = {}
    for i, counts in chosen.weighing.items():
        node, one = chosen.found.nodes[i], chosen.meant[i]
        assert one is not None
        noisy, _ = counted.noisy(_weighing(chosen.found, i), [counts.get((code, code), 0) for code in range(one.count)])
        made.setdefault(node.origin.through, {})[node.column] = weighing.positive(noisy)
    return made


def _key(found: Compared, edge: Edge) -> tuple[str, ...]:
    return (found.look.name, "pairs", str(edge.column), str(edge.on))


def dependencies(world: World, chosen: Chosen, counted: Plan, weights: Weights) -> tuple[Dependency, ...]:
    """A table's dependencies."""
    found = chosen.found
    made = []
    for edge in chosen.edges:
        rho = counted.rho(_key(found, edge))
        related = {}
        if edge in chosen.compared:
            related = _related(world, found, edge, chosen.compared[edge], rho * _RELATED)
            rho *= 1 - _RELATED
        on = found.nodes[edge.on]
        over = weights.get(on.origin.through, {}).get(on.origin.column, {}) if not on.own else {}
        given = _given(world, chosen, edge, rho, over)
        made.append(_dependency(found, edge, given).model_copy(update=related))
    return tuple(sorted((one for one in made if any(one.given)), key=lambda one: one.column))


def _limits(world: World, found: Compared) -> tuple[float, list[float], list[int]]:
    same = sorted({n for n, key in found.crossing.values() if (found.look.table.name, key) in world.same})
    return found.look.percent, world.sizes[found.look.table.name].limits, same


def _compared(world: World, found: Compared, edges: Sequence[Edge]) -> dict[Edge, dict[int, int]]:
    """By edge: in how many rows the column is less than what it depends on (-1), the same (0), more (1), both 0 (2)."""
    places = {i: place for place, i in enumerate(comparable(found.nodes, "float8"), 1)}
    family = [node.family for node in found.nodes]
    asked = [e for e in edges if e.column in places and e.on in places and family[e.column] == family[e.on]]
    if not asked:
        return {}
    counts: dict[Edge, dict[int, int]] = {edge: {} for edge in asked}
    first, second = [places[edge.column] for edge in asked], [places[edge.on] for edge in asked]
    for number, sign, n in world.session.rows(found.alike, *_limits(world, found), first, second):
        counts[asked[number - 1]][sign] = n
    return counts


def _related(
    world: World, found: Compared, edge: Edge, counts: Mapping[int, int], rho: float
) -> dict[str, float | str]:
    """How a column's values stand to those of its origin: how often the same, and hardly ever above or below."""
    units = _units(world, found, edge.on)
    noisy = world.accountant.noisy(f"{found.look.name} pairs", [counts.get(sign, 0) for sign in _SIGNS], units, rho)
    noise = world.accountant.scale(units, rho)
    less, equal, more, zeros = (max(0, n) for n in noisy)
    every = less + equal + more + zeros
    few = max(_FEW * every, _SURE * noise)
    if every < _PLENTY * noise:
        return {}
    share = round(equal / max(1, less + equal + more), 4)
    order = "<=" if more < few < less else ">=" if less < few < more else ""
    if not found.nodes[edge.on].own and found.nodes[edge.on].family == "number" and equal <= few:
        # Of another table's number that is never reached nobody knows whether it is a limit, or only large.
        order = ""
    return {"same": share if share >= ALIKE and equal > few else 0.0, "order": order}


def _counts(
    world: World, found: Compared, pairs: Sequence[Pair], meant: Sequence[Codes | None]
) -> Mapping[Pair, Counts]:
    asked = Asking(world.session, found.statement, _limits(world, found)).counts(pairs, meant)
    return {pair: {} for pair in pairs} | dict(asked)


def _edges(
    world: World, found: Compared, plan: Plan, counts: Mapping[Pair, Counts], meant: Sequence[Codes | None]
) -> tuple[list[Edge], list[int]]:
    """The edges, and the columns of parents that those with more children differ in."""
    pairs = [pair for pair in counts if pair[0] != pair[1]]
    beside = {i: _spread(world, found.nodes[i], meant[i]) for i, j in counts if i == j}
    key = (found.look.name, "choice")
    length = math.sqrt(len(counts))
    units = {one: (_CHANGE * change + 1) * length for one, change in plan.units(key).items()}
    rho = plan.rho(key)
    noise = plan.accountant.scale(units, rho)
    columns = world.shapes[found.look.table.name].columns
    margins = [_of_codes(columns[found.nodes[i].column], meant[i]) for i, _ in pairs]
    distances = [
        distance({(b, a): n for (a, b), n in counts[pair].items()}, margin)
        for pair, margin in zip(pairs, margins, strict=True)
    ]
    distances += [weighing.apart(counts[i, i], spread) for i, spread in beside.items()]
    noisy = plan.accountant.noisy(" ".join(key), [round(d) for d in distances], units, rho)
    weights = {}
    size = world.sizes[found.look.table.name]
    for pair, far, margin in zip(pairs, noisy[: len(pairs)], margins, strict=True):
        own, other = found.nodes[pair[0]], found.nodes[pair[1]]
        spread = _spread(world, other, meant[pair[1]])
        chance = _CHANCE * sum(math.sqrt(size.kept * p * q * (1 - q)) for p in spread for q in margin)
        if not other.own:
            # Rows of one person have their parent's columns in common, and by chance their own.
            chance *= math.sqrt(size.kept / max(1, size.people))
        weight = (far - chance) / max(1, size.kept)
        there = 1 - columns[own.column].nulls
        if far - chance > 1.5 * noise and weight > _LEAST * max(_FEWEST, there):
            weights[pair] = weight
    off = dict(zip(beside, noisy[len(pairs) :], strict=True))
    unlike = [i for i, far in off.items() if weighing.unlike(far, noise, size.kept)]
    behind = instants_behind(found.nodes, world.shapes[found.look.table.name])
    return forest.forest(found.nodes, meant, weights, behind), unlike


def _spread(world: World, node: Node, meant: Codes | None) -> list[float]:
    """The shares of a node's codes, as its own table has them."""
    assert meant is not None
    if node.origin.children:
        shape = world.shapes[node.holder].references[node.key]
        starts = [*(shape.groups or range(len(shape.children))), len(shape.children)]
        return [sum(b.share for b in shape.children[i:j]) for i, j in pairwise(starts)]
    return _of_codes(world.shapes[node.holder].columns[node.column], meant)


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


def _given(world: World, chosen: Chosen, edge: Edge, rho: float, over: Mapping[int, int]) -> list[tuple[float, ...]]:
    """The conditional shares of an edge, from counts with noise; `over`: the origin's codes, of children's parents."""
    found, counts, origin, own = chosen.found, chosen.counts[edge], chosen.meant[edge.on], chosen.meant[edge.column]
    assert origin is not None and own is not None
    units = _units(world, found, edge.on)
    cells = [(a, b) for a in range(origin.count) for b in range(own.count)]
    noisy = world.accountant.noisy(f"{found.look.name} pairs", [counts.get(cell, 0) for cell in cells], units, rho)
    table = [noisy[a * own.count : (a + 1) * own.count] for a in range(origin.count)]
    columns, on = world.shapes[found.look.table.name].columns, found.nodes[edge.on]
    # How a parent's column is spread among its children nobody has counted.
    known = _of_codes(columns[on.column], origin) if on.own else None
    if over and sum(over.values()):
        known = [over[a] / sum(over.values()) for a in range(origin.count)]
    in_order = origin.count if on.origin.children else origin.ordered
    sides = Axis(known, in_order), Axis(_of_codes(columns[found.nodes[edge.column].column], own), own.ordered)
    given = fitted(table, *sides, world.accountant.scale(units, rho), found.look.source.k)
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
