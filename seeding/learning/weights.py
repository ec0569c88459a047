"""Whose children there are more of: parents' codes counted over their children, beside what the parents have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeding.learning.nodes import Codes, Node
from seeding.patterns.model import ColumnShape, TableShape, TimeShape
from seeding.plan.patterned.codes import shares_of
from seeding.schema import Name

# By key and by the parents' column: how many children's parents have each of its codes.
Weights = Mapping[str, Mapping[str, Mapping[int, int]]]

_UNLIKE = 0.02  # of the children's parents have other codes than parents have
_COLUMNS = 3  # of a parent, those that differ most
_FEW = 5


def weights_of(
    found: Sequence[Node],
    meant: Sequence[Codes | None],
    totals: Mapping[int, Mapping[int, int]],
    shapes: Mapping[Name, TableShape],
) -> Weights:
    """The counts of all columns of a table's parents."""
    counts: dict[str, dict[str, dict[int, int]]] = {}
    for i, node in enumerate(found):
        if node.own or node.origin.children or meant[i] is None or not totals.get(i):
            continue
        if node.column in shapes[node.holder].columns:
            counts.setdefault(node.origin.through, {})[node.column] = dict(totals[i])
    return counts


def weighed(table: TableShape, counts: Weights, shapes: Mapping[Name, TableShape]) -> TableShape:
    """The table's shape with the weights that tell something."""
    references = dict(table.references)
    for key, columns in counts.items():
        if key not in references or not references[key].children:
            continue
        parent = shapes.get(Name.parse(references[key].to))
        if parent is None or parent is table:
            continue
        free = _free(parent)
        ranked = sorted(
            ((_apart(parent.columns[c], n), c) for c, n in columns.items() if c in free and c in parent.columns),
            reverse=True,
        )
        chosen = {c: _shares(parent.columns[c], columns[c]) for apart, c in ranked[:_COLUMNS] if apart > _UNLIKE}
        if chosen:
            update = {"weights": dict(sorted(chosen.items())), "recency": 0.0}
            references[key] = references[key].model_copy(update=update)
    return table.model_copy(update={"references": references})


def _free(parent: TableShape) -> set[str]:
    """The columns that do not depend on how many children there are, not even by way of others."""
    before: dict[str, set[str]] = {}
    for one in parent.dependencies:
        if not one.on.through:
            before.setdefault(one.column, set()).add(one.on.column)
    for column, shape in parent.columns.items():
        if isinstance(shape, TimeShape) and shape.delay is not None and not shape.delay.through:
            before.setdefault(column, set()).add(shape.delay.after)
    bound = {one.column for one in parent.dependencies if one.on.children}
    while more := {column for column, on in before.items() if on & bound} - bound:
        bound |= more
    return set(parent.columns) - bound


def _shares(shape: ColumnShape, counts: Mapping[int, int]) -> tuple[float, ...]:
    """The share of each code; of those that were kept back no more than a few rows' worth."""
    own = shares_of(shape)
    total = sum(counts.get(n, 0) for n in range(len(own))) or 1
    told = [counts[n] / total if n in counts else min(share, _FEW / total) for n, share in enumerate(own)]
    whole = sum(told)
    return tuple(round(share / whole, 5) for share in told)


def _apart(shape: ColumnShape, counts: Mapping[int, int]) -> float:
    own, found = shares_of(shape), _shares(shape, counts)
    return sum(abs(a - b) for a, b in zip(own, found, strict=True)) / 2
