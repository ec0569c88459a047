"""Strongly connected components: which tables reference each other in a circle.

R. Tarjan, "Depth-First Search and Linear Graph Algorithms" (SIAM J. Computing 1, 1972), with a stack of
its own: a chain of a thousand tables would overflow Python's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar


class _Ordered(Protocol):
    def __hash__(self) -> int: ...

    def __lt__(self, other: Any, /) -> bool: ...


Node = TypeVar("Node", bound=_Ordered)
Graph = Mapping[Node, Sequence[Node]]


def components(graph: Graph[Node]) -> list[tuple[Node, ...]]:
    """The components of a graph (node → the nodes it points at), each sorted; what is pointed at comes first."""
    number: dict[Node, int] = {}
    low: dict[Node, int] = {}
    open_: list[Node] = []
    inside: set[Node] = set()
    found: list[tuple[Node, ...]] = []

    def enter(node: Node) -> tuple[Node, Iterator[Node]]:
        number[node] = low[node] = len(number)
        open_.append(node)
        inside.add(node)
        return node, iter(sorted(graph[node]))

    for root in sorted(graph):
        work = [] if root in number else [enter(root)]
        while work:
            node, edges = work[-1]
            for target in edges:
                if target not in number:
                    work.append(enter(target))
                    break
                if target in inside:
                    low[node] = min(low[node], number[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    place = open_.index(node)
                    found.append(tuple(sorted(open_[place:])))
                    inside.difference_update(open_[place:])
                    del open_[place:]
    return found


def cyclic(graph: Graph[Node]) -> list[tuple[Node, ...]]:
    """The components of more than one node."""
    return [component for component in components(graph) if len(component) > 1]
