"""Parents before children: the order tables are loaded in, and where a circle of references is cut."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from seeding.schema.components import components, cyclic
from seeding.schema.model import ForeignKey, Match, Name, Table
from seeding.schema.trigger_tables import further_edges


class CutKind(IntEnum):
    """How a row can come before its parent, the cheapest first."""

    DEFERRED = 0  # checked at commit: nothing but the order changes
    NULLED = 1  # inserted as NULL, set once the parent is there
    SIMULTANEOUS = 2  # neither: both rows in one statement, or the constraint off meanwhile


@dataclass(frozen=True)
class Cut:
    """A foreign key whose parent comes later than its table."""

    table: Name
    foreign_key: ForeignKey
    kind: CutKind


@dataclass(frozen=True)
class Order:
    """`tables`, parents first, names deciding where references do not; and what that order cannot do.

    `components` are all groups of tables that reference each other, in the same order (single tables too);
    `together` those that nothing but one statement can fill: they follow one another without a gap.
    `self_references` and `missing` (the parent is not among the tables) concern rows, not the order.
    """

    tables: tuple[Table, ...]
    components: tuple[tuple[Name, ...], ...] = ()
    together: tuple[tuple[Name, ...], ...] = ()
    cuts: tuple[Cut, ...] = ()
    self_references: tuple[tuple[Name, ForeignKey], ...] = ()
    missing: tuple[tuple[Name, ForeignKey], ...] = ()

    @property
    def cycles(self) -> tuple[tuple[Name, ...], ...]:
        """The groups of more than one table."""
        return tuple(c for c in self.components if len(c) > 1)


def load_order(tables: Iterable[Table]) -> Order:
    """The order to load tables in; the same for the same tables, however they come.

    Tables that triggers read come before the rows the triggers see, where references allow it. A circle is cut
    where it costs least: at deferrable keys, then at nullable ones, then where nothing else is left; as few of them
    as put the circle in order.
    """
    known = {table.name: table for table in sorted(tables, key=lambda table: table.name)}
    edges: dict[tuple[Name, Name], list[ForeignKey]] = {}
    selves, missing = [], []
    for table in known.values():
        for key in table.foreign_keys:
            if not key.enforced:
                continue
            if key.parent == table.name:
                selves.append((table.name, key))
            elif key.parent not in known:
                missing.append((table.name, key))
            else:
                edges.setdefault((table.name, key.parent), []).append(key)
    kinds = {edge: max(_kind(known[edge[0]], key) for key in keys) for edge, keys in edges.items()}
    cut = _cut(known, kinds, {edge for edge, keys in edges.items() if all(_names_one(known[edge[0]], k) for k in keys)})
    uncut = [edge for edge in kinds if edge not in cut]
    knots = cyclic(_graph(known, [*uncut, *(edge for edge in cut if kinds[edge] is CutKind.SIMULTANEOUS)]))
    read = further_edges(known.values(), uncut, knots)
    ordered = _without_gaps(_graph(known, [*uncut, *read]), knots)
    place = {name: number for number, name in enumerate(ordered)}
    groups = components(_graph(known, kinds))
    return Order(
        tables=tuple(known[name] for name in ordered),
        components=tuple(sorted(groups, key=lambda group: min(place[name] for name in group))),
        together=tuple(
            sorted((tuple(sorted(knot, key=place.__getitem__)) for knot in knots), key=lambda k: place[k[0]])
        ),
        cuts=tuple(
            Cut(table, key, _kind(known[table], key)) for table, parent in sorted(cut) for key in edges[table, parent]
        ),
        self_references=tuple(selves),
        missing=tuple(missing),
    )


def _kind(table: Table, key: ForeignKey) -> CutKind:
    if key.deferrable or key.implied:
        return CutKind.DEFERRED
    nullable = [table.by_name[column].nullable and table.by_name[column].writable for column in key.columns]
    # One NULL is enough to leave a simple match unchecked; a full match wants all of them.
    fits = all(nullable) if key.match is Match.FULL else any(nullable)
    return CutKind.NULLED if fits else CutKind.SIMULTANEOUS


def _graph(nodes: Iterable[Name], edges: Iterable[tuple[Name, Name]]) -> dict[Name, list[Name]]:
    graph: dict[Name, list[Name]] = {node: [] for node in nodes}
    for child, parent in edges:
        graph[child].append(parent)
    return graph


def _names_one(table: Table, key: ForeignKey) -> bool:
    """Whether a row names one of those that are its own: `(id, current_id)` of a document, by its versions' key."""
    own = table.primary_key
    return own is not None and own.plain is not None and set(own.plain) < set(key.columns)


def _cut(
    nodes: Iterable[Name], kinds: Mapping[tuple[Name, Name], CutKind], naming_one: Collection[tuple[Name, Name]]
) -> set[tuple[Name, Name]]:
    """The edges to cut; of those that cost the same, first the ones by which a parent names one of its children."""
    nodes = list(nodes)
    left = dict(kinds)
    cut: list[tuple[Name, Name]] = []
    while knots := cyclic(_graph(nodes, left)):
        for knot in knots:
            inside = {edge: kind for edge, kind in left.items() if edge[0] in knot and edge[1] in knot}
            cheapest = min(inside.values())
            chosen = min(
                (edge for edge, kind in inside.items() if kind == cheapest),
                key=lambda edge: (_tangle(knot, inside.keys() - {edge}), edge not in naming_one, edge),
            )
            cut.append(chosen)
            del left[chosen]
    # The first cuts were made not knowing the later ones: those that turn out needless are mended, dearest first.
    for edge in sorted(cut, key=lambda edge: (-kinds[edge], edge)):
        if not cyclic(_graph(nodes, [*left, edge])):
            left[edge] = kinds[edge]
    return {edge for edge in kinds if edge not in left}


def _tangle(nodes: Iterable[Name], edges: Iterable[tuple[Name, Name]]) -> int:
    """How many tables still lie in a circle."""
    return sum(len(knot) for knot in cyclic(_graph(nodes, edges)))


def _without_gaps(graph: Mapping[Name, list[Name]], knots: Iterable[tuple[Name, ...]]) -> list[Name]:
    """A graph without circles, in order; the tables of each knot follow one another."""
    knot_of = {name: knot for knot in knots for name in knot}

    def stands_for(name: Name) -> Name:
        return knot_of[name][0] if name in knot_of else name

    whole: dict[Name, list[Name]] = {}
    for node, parents in graph.items():
        outside = {stands_for(p) for p in parents} - {stands_for(node)}
        whole.setdefault(stands_for(node), []).extend(sorted(outside))
    ordered: list[Name] = []
    for node in _parents_first(whole):
        inside = knot_of.get(node, (node,))
        ordered += _parents_first({name: [p for p in graph[name] if p in inside] for name in inside})
    return ordered


def _parents_first(graph: Mapping[Name, list[Name]]) -> list[Name]:
    """A graph without circles, in order (Kahn), the smallest name first wherever there is a choice."""
    waiting = {node: len(parents) for node, parents in graph.items()}
    children: dict[Name, list[Name]] = {node: [] for node in graph}
    for node, parents in graph.items():
        for parent in parents:
            children[parent].append(node)
    ready = sorted(node for node, count in waiting.items() if not count)
    ordered = []
    while ready:
        node = heapq.heappop(ready)
        ordered.append(node)
        for child in children[node]:
            waiting[child] -= 1
            if not waiting[child]:
                heapq.heappush(ready, child)
    return ordered
