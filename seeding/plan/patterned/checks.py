"""Numbers that a check puts above or below others of their row: from their own bins, then held against those."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from seeding.columns.base import Column
from seeding.infer.facts import TableFacts
from seeding.infer.generators.ordered import Ordered
from seeding.infer.generators.reckoned import Reckoned
from seeding.infer.patterned.beside import Order, PatternBeside
from seeding.plan.draft import Draft
from seeding.plan.model import Origin
from seeding.plan.patterned.edges import Edge

_TURNED: dict[Order, Order] = {">=": "<=", "<=": ">="}


class Checks:
    """Which columns of a draft may follow their own bins though a check orders them, and what they are held against.

    Of two columns that a check orders one reads the other's values. Where that one already follows the first, by the
    file's dependencies, it is the one that is held against the other: else both would derive from each other.
    """

    def __init__(self, draft: Draft, facts: TableFacts, edges: Collection[Edge]) -> None:
        self._held: dict[str, list[tuple[Order, str, bool]]] = {}
        self._reads: dict[str, set[str]] = {}
        for edge in chain.from_iterable(edge.every for edge in edges):
            if edge.origin_column and not edge.source.through:
                self._reads.setdefault(edge.column, set()).add(edge.origin_column)
        for name, column in draft.columns.items():
            asked = list(_asked(name, column.generator, facts)) if column.origin is not Origin.FACTORY else []
            if len({order for order, _, _ in asked}) > 1:
                # Between two others it may have no other place than where it is.
                self._reads.setdefault(name, set()).update(other for _, other, _ in asked)
                continue
            for order, other, apart in asked:
                self._held.setdefault(name, [])
                if self._leads(other, name):
                    self._hold(other, _TURNED[order], name, apart)
                else:
                    self._hold(name, order, other, apart)

    def follow(self, name: str) -> bool:
        """Whether the column may be made from its own bins, once it is `held`."""
        return name in self._held

    def held(self, name: str, generator: Column) -> Column:
        """The generator, its numbers where the checks want them."""
        for order, other, apart in self._held.get(name, ()):
            generator = PatternBeside(generator, other, order=order, apart=apart)
        return generator

    def _hold(self, name: str, order: Order, other: str, apart: bool) -> None:
        self._held.setdefault(name, []).append((order, other, apart))
        self._reads.setdefault(name, set()).add(other)

    def _leads(self, start: str, end: str) -> bool:
        seen, left = set[str](), [start]
        while left:
            place = left.pop()
            if place == end:
                return True
            left += self._reads.get(place, set()) - seen
            seen.add(place)
        return False


def _asked(name: str, generator: Column, facts: TableFacts) -> Iterator[tuple[Order, str, bool]]:
    """On which side of which columns a check wants a number, and whether it may not be at them."""
    if isinstance(generator, Ordered) and generator.kind == "number":
        yield from ((">=", other, generator.gap > 0) for other in generator.above)
        yield from (("<=", other, generator.gap > 0) for other in generator.below)
    # A part of what it may not exceed.
    elif isinstance(generator, Reckoned) and len(generator.of) == 1 and not generator.less:
        (whole,), below = generator.of, facts.relations.below
        if (name, whole) in below and (whole, name) not in below:
            yield "<=", whole, below[name, whole]
