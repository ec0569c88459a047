"""Ask the server for pairs of codes: all of them on a sample, those that count on all rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from seeding.learning import coarse, forest, statements
from seeding.learning.asking import Asking, Pair
from seeding.learning.coarse import Wider
from seeding.learning.further import Grid, Grown, further
from seeding.learning.look import ITEMS, Look
from seeding.learning.nodes import Codes, Node, Nodes, codes, numbered
from seeding.learning.session import Session
from seeding.learning.survey import Survey
from seeding.learning.weights import Weights, weights_of
from seeding.patterns.model import CategoryShape, ColumnShape, Dependency, NumberShape, TableShape, TimeShape
from seeding.schema import Name


@dataclass(frozen=True)
class Pairs:
    """The statements about pairs of a table's nodes: of codes, and by type of values."""

    codes: str
    alike: Mapping[str, str]


def comparable(found: Sequence[Node], kind: str) -> list[int]:
    """The nodes whose values one of the statements compares: float8 or text."""
    return [i for i, node in enumerate(found) if node.family and (node.family == "text") == (kind == "text")]


def pairs_of(look: Look, nodes: Nodes) -> Pairs:
    """What will be asked about pairs."""
    found, joins, by = nodes.found, nodes.joins, nodes.by
    alike = {}
    for kind in ("float8", "text"):
        values = [found[i].value for i in comparable(found, kind)]
        families = [found[i].family for i in comparable(found, kind)]
        if any(found[i].own and families.count(found[i].family) > 1 for i in comparable(found, kind)):
            alike[kind] = statements.alike(look.source, values, kind, joins, by)
    return Pairs(statements.pairs(look.source, numbered(found), joins, by), alike)


_ZEROS = 2  # the server's sign of two zeros
ALIKE = 0.4  # of the rows: fewer may be alike by chance, as small numbers are
SAMPLE = 60_000  # rows by which pairs are chosen
_PLENTY = 40_000  # rows that are enough to tell shares by, too


@dataclass(frozen=True)
class Learned:
    """All tables' shapes and surveys, as far as they are known."""

    shapes: Mapping[Name, TableShape]
    surveys: Mapping[Name, Survey]


@dataclass(frozen=True)
class _Seen:
    """What nodes' codes mean, how many rows have which codes of pairs and of single nodes, on a sample."""

    meant: Sequence[Codes | None]
    counts: Mapping[Pair, forest.Counts]
    totals: Mapping[int, forest.Totals]


def dependencies(
    session: Session, look: Look, asked: Pairs, found: Sequence[Node], learned: Learned
) -> tuple[tuple[Dependency, ...], Weights]:
    """A table's dependencies, by the names of their columns, and by which parents' columns children are unlike."""
    shapes, surveys, survey = learned.shapes, learned.surveys, learned.surveys[look.table.name]
    meant = [codes(node, shapes, surveys) for node in found]
    made_from = followed(found, shapes[look.table.name])
    wanted = [
        (i, j)
        for i, node in enumerate(found)
        if node.own and meant[i] is not None
        for j, other in enumerate(found)
        if meant[j] is not None
        and (j < i if other.own else True)
        and i != j
        and (i, j) not in made_from
        and (j, i) not in made_from
    ]
    single = [(i, i) for i in range(len(found)) if meant[i] is not None]
    if not single or not survey.people:
        return (), {}
    rows = min(SAMPLE, max(10_000, ITEMS / 3 / max(1, len(wanted))), survey.rows)
    percent = min(look.percent, 100 * rows / max(1, survey.rows))
    asking = Asking(session, asked.codes, (percent,))
    counted = asking.counts([*wanted, *single], meant)
    totals = {i: {code: n for (code, _), n in counted[i, i].items()} for i, _ in single}
    compared = _compared(session, asked, percent, found, wanted)
    told = {(i, j): forest.information(counted[i, j], totals[i], totals[j]) for i, j in wanted}
    seen = _Seen(meant, counted, totals)
    wide = _wider(asking, seen, wanted, told)
    chance = {(i, j): by_chance(_shape(found[i], shapes), _shape(found[j], shapes)) for i, j in compared}
    behind = instants_behind(found, shapes[look.table.name])
    weights = {pair: weight + _copied(compared.get(pair), chance.get(pair, 0.0)) for pair, weight in told.items()}
    edges = [
        replace(edge, information=told.get((edge.column, edge.on), told.get((edge.on, edge.column), 0.0)))
        for edge in forest.forest(found, meant, weights, behind)
    ]
    unlike = weights_of(found, meant, totals, shapes)
    if not edges:
        return (), unlike
    grid = Grid(found, meant, totals, lambda i, j: _found(i, j, seen, wide))
    edges += further(asking, grid, Grown(tuple(edges), told, behind))
    pairs = [(edge.on, edge.column) for edge in edges]
    alone = sorted({(i, i) for pair in pairs for i in pair})
    exact, all_rows = counted, replace(asking, limits=(look.percent,))
    if rows < _PLENTY and percent < look.percent:
        exact = all_rows.counts([*pairs, *alone], meant)
        totals |= {i: {code: n for (code, _), n in exact[i, i].items()} for i, _ in alone}
    made = []
    for edge in edges:
        level = wide.get((edge.column, edge.on), wide.get((edge.on, edge.column)))
        counts = _between(exact if level is None else level.counts, edge.on, edge.column)
        if level is not None and exact is not counted:
            counts = all_rows.counts([(edge.on, edge.column)], level.meant)[edge.on, edge.column]
        cells, rows_told = _cells(edge, seen, counts, level)
        made.append(forest.dependency(edge, found, meant, cells, rows_told))
    related = [
        one.model_copy(update=_related(edge, compared, chance, found[edge.column].family != "text"))
        for one, edge in zip(made, edges, strict=True)
    ]
    return tuple(sorted(related, key=lambda one: one.column)), unlike


@dataclass(frozen=True)
class _Level:
    """Wider codes of all nodes, and the counts of pairs of them."""

    nodes: Sequence[Wider | None]
    counts: Mapping[tuple[int, int], Mapping[tuple[int, int], int]]

    @property
    def meant(self) -> list[Codes | None]:
        """What the codes mean."""
        return [node.codes if node is not None else None for node in self.nodes]


def _wider(asking: Asking, seen: _Seen, wanted: Sequence[Pair], information: dict[Pair, float]) -> dict[Pair, _Level]:
    """The pairs that wider codes say more of, with these; what they say is put into `information`."""
    meant, totals = seen.meant, seen.totals
    chosen: dict[tuple[int, int], _Level] = {}
    left = [(i, j) for i, j in wanted if coarse.told(seen.counts[i, j], totals[i]) < coarse.TOLD]
    for most in coarse.LEVELS:
        nodes = [coarse.wider(one, totals[i], most) if one is not None else None for i, one in enumerate(meant)]
        pairs = [(i, j) for i, j in left if any(nodes[n].codes is not meant[n] for n in (i, j))]  # type: ignore[union-attr]
        if not pairs:
            continue
        level = _Level(nodes, {})
        level = _Level(nodes, asking.counts(pairs, level.meant))
        for i, j in pairs:
            one, two = nodes[i], nodes[j]
            assert one is not None and two is not None
            rows, columns = one.totals(totals[i]), two.totals(totals[j])
            says = forest.information(level.counts[i, j], rows, columns)
            if says > information[i, j]:
                information[i, j], chosen[i, j] = says, level
            if coarse.told(level.counts[i, j], rows) >= coarse.TOLD:
                left.remove((i, j))
    return chosen


def _cells(
    edge: forest.Edge, seen: _Seen, counts: forest.Counts, level: _Level | None
) -> tuple[Mapping[Pair, float], set[int]]:
    """All cells of an edge by the nodes' own codes, and the codes of its origin that something is told of."""
    told, own, totals = {a for a, _ in counts}, seen.meant[edge.column], seen.totals
    assert own is not None
    if level is None:
        return forest.completed(counts, totals[edge.on], totals[edge.column], own.ordered, own.null), told
    one, two = level.nodes[edge.on], level.nodes[edge.column]
    assert one is not None and two is not None
    first, second = totals[edge.on], totals[edge.column]
    cells = forest.completed(counts, one.totals(first), two.totals(second), two.codes.ordered, two.codes.null)
    return coarse.laid_out(cells, one, two, first, second), {a for a, wide in enumerate(one.of) if wide in told}


def _found(i: int, j: int, seen: _Seen, wide: Mapping[Pair, _Level]) -> Mapping[Pair, float] | None:
    """All cells of two nodes' own codes; None where nobody asked for them."""
    if (i, j) not in seen.counts and (j, i) not in seen.counts:
        return None
    level = wide.get((j, i), wide.get((i, j)))
    counts = _between(seen.counts if level is None else level.counts, i, j)
    return _cells(forest.Edge(j, i, 0.0), seen, counts, level)[0]


def instants_behind(found: Sequence[Node], table: TableShape) -> dict[int, set[int]]:
    """For each instant that is made from another one of its row: all those that have to be there before."""
    own = {node.column: i for i, node in enumerate(found) if node.own}
    behind: dict[int, set[int]] = {}
    for later, earlier in followed(found, table):
        behind.setdefault(later, set()).add(earlier)
    return {own_place: behind.get(own_place, set()) for own_place in own.values()}


def followed(found: Sequence[Node], table: TableShape) -> set[tuple[int, int]]:
    """Pairs of a row's instants of which one is made from the other: (the later, the earlier)."""
    own = {node.column: i for i, node in enumerate(found) if node.own}
    pairs = set()
    for column, place in own.items():
        at: str | None = column
        while at is not None:
            shape = table.columns.get(at)
            delay = shape.delay if isinstance(shape, TimeShape) else None
            at = delay.after if delay is not None and not delay.through else None
            if at in own:
                pairs.add((place, own[at]))
    return pairs


def _between(
    counts: Mapping[tuple[int, int], Mapping[tuple[int, int], int]], first: int, second: int
) -> Mapping[tuple[int, int], int]:
    if (first, second) in counts:
        return counts[first, second]
    return {(a, b): n for (b, a), n in counts.get((second, first), {}).items()}


def _compared(
    session: Session,
    asked: Pairs,
    percent: float,
    found: Sequence[Node],
    wanted: Sequence[tuple[int, int]],
) -> dict[tuple[int, int], dict[int, int]]:
    """By pair of nodes: in how many rows the first is less (-1), the same (0) or more (1); 1 for any other text."""
    counts: dict[tuple[int, int], dict[int, int]] = {}
    for kind, statement in asked.alike.items():
        places = {i: place for place, i in enumerate(comparable(found, kind), 1)}
        pairs = [(i, j) for i, j in wanted if i in places and j in places and found[i].family == found[j].family]
        first, second = [places[i] for i, _ in pairs], [places[j] for _, j in pairs]
        for number, sign, n in session.rows(statement, percent, first, second) if pairs else ():
            counts.setdefault(pairs[number - 1], {})[sign] = n
    return counts


def _shape(node: Node, shapes: Mapping[Name, TableShape]) -> ColumnShape | None:
    return shapes[node.holder].columns.get(node.column)


def by_chance(first: ColumnShape | None, second: ColumnShape | None) -> float:
    """How many of two columns' values would be the same if neither knew of the other: true is as often true as not."""
    one, other = _often(first), _often(second)
    return min(1.0, sum(share * other.get(value, 0.0) for value, share in one.items()))


def _often(shape: ColumnShape | None) -> dict[object, float]:
    """The share of each value that stands for itself."""
    if isinstance(shape, CategoryShape):
        return {str(value): share for value, share in zip(shape.values, shape.shares, strict=True)}
    if isinstance(shape, NumberShape | TimeShape):
        return {one.low: one.share for one in shape.bins if one.low == one.high}
    return {}


def _copied(counts: Mapping[int, int] | None, chance: float) -> float:
    """What makes a column that mostly says what another one does depend on that one."""
    return 10 * same(counts, chance) if counts else 0.0


def same(counts: Mapping[int, int], chance: float = 0.0) -> float:
    """The share of rows where a value is another one, but for zeros; nothing where so few may be alike by chance."""
    compared = sum(n for sign, n in counts.items() if sign != _ZEROS)
    share = counts.get(0, 0) / compared if compared else 0.0
    return round(share, 4) if share - chance >= ALIKE * (1 - chance) and share > chance else 0.0


def _related(
    edge: forest.Edge,
    compared: Mapping[tuple[int, int], Mapping[int, int]],
    chance: Mapping[tuple[int, int], float],
    ordered: bool,
) -> dict[str, object]:
    """How a column's values stand to those of its origin: how often the same, and never above or below."""
    counts = compared.get((edge.column, edge.on))
    if counts is None and (other := compared.get((edge.on, edge.column))) is not None:
        counts = {sign if sign == _ZEROS else -sign: n for sign, n in other.items()}
    if not counts:
        return {}
    signs = set(counts) - {0, _ZEROS}
    order = {-1: "<=", 1: ">="}[min(signs)] if ordered and len(signs) == 1 else ""
    pair = (edge.column, edge.on)
    alike = same(counts, chance.get(pair, chance.get(pair[::-1], 0.0)))
    return {"same": alike, "order": order}
