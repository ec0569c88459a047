"""Ask the server for pairs of codes: all of them on a sample, those that count on all rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from seeding.learning import forest
from seeding.learning.look import ITEMS, Look
from seeding.learning.nodes import Codes, Node, codes
from seeding.learning.session import Session
from seeding.learning.survey import Survey
from seeding.patterns.model import Dependency, TableShape
from seeding.schema import Name

SAMPLE = 60_000  # rows by which pairs are chosen


def dependencies(  # noqa: PLR0917
    session: Session,
    look: Look,
    statement: str,
    found: Sequence[Node],
    shapes: Mapping[Name, TableShape],
    surveys: Mapping[Name, Survey],
) -> tuple[Dependency, ...]:
    """A table's dependencies, by the names of their columns."""
    survey = surveys[look.table.name]
    meant = [codes(node, shapes, surveys) for node in found]
    wanted = [
        (i, j)
        for i, node in enumerate(found)
        if node.own and meant[i] is not None
        for j, other in enumerate(found)
        if meant[j] is not None and (j < i if other.own else True) and i != j
    ]
    if not wanted or not survey.people:
        return ()
    rows = min(SAMPLE, max(10_000, ITEMS / 3 / len(wanted)), survey.rows)
    percent = min(look.percent, 100 * rows / max(1, survey.rows))
    parameters = [meant[i].parameter if meant[i] is not None else [] for i in range(len(found))]  # type: ignore[union-attr]
    single = [(i, i) for i in range(len(found)) if meant[i] is not None]
    counted = _ask(session, statement, percent, [*wanted, *single], meant, parameters)
    totals = {i: {code: n for (code, _), n in counted[i, i].items()} for i, _ in single}
    weights = {(i, j): forest.information(counted[i, j], totals[i], totals[j]) for i, j in wanted}
    edges = forest.forest(found, weights, [i for i, one in enumerate(meant) if one is not None and one.inner])
    if not edges:
        return ()
    pairs = [(edge.on, edge.column) for edge in edges]
    alone = sorted({(i, i) for pair in pairs for i in pair})
    exact = _ask(session, statement, look.percent, [*pairs, *alone], meant, parameters)
    made = [
        forest.dependency(
            edge,
            found,
            meant,
            exact[edge.on, edge.column],
            {a: n for (a, _), n in exact[edge.on, edge.on].items()},
            {b: n for (b, _), n in exact[edge.column, edge.column].items()},
        )
        for edge in edges
    ]
    return tuple(sorted(made, key=lambda one: one.column))


def _ask(  # noqa: PLR0917
    session: Session,
    statement: str,
    percent: float,
    pairs: Sequence[tuple[int, int]],
    meant: Sequence[Codes | None],
    parameters: Sequence[Sequence[object]],
) -> Mapping[tuple[int, int], dict[tuple[int, int], int]]:
    """Counts by pair of nodes, then by pair of codes as the file has them."""
    counts: defaultdict[tuple[int, int], dict[tuple[int, int], int]] = defaultdict(dict)
    first, second = [a + 1 for a, _ in pairs], [b + 1 for _, b in pairs]
    for i, a, b, n in session.rows(statement, percent, first, second, *parameters):
        pair = pairs[i - 1]
        one, other = meant[pair[0]], meant[pair[1]]
        assert one is not None and other is not None
        left, right = one.of(a), other.of(b)
        if left is not None and right is not None:
            counts[pair][left, right] = n
    return counts
