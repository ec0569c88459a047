"""What generators need to know whose children there are more of: a key's weights, and the codes that they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seeding.infer.patterned import code_column
from seeding.infer.patterned.sources import Source
from seeding.infer.patterned.weighed import Weight
from seeding.patterns.model import TableShape
from seeding.plan.patterned.known import Known
from seeding.schema import ForeignKey, Name


@dataclass(frozen=True)
class Weighed:
    """The weights of the keys of one table."""

    table: Name
    shapes: Mapping[Name, TableShape]
    known: Known

    def of(self, key: ForeignKey, weights: Mapping[str, Sequence[float]]) -> list[Weight]:
        """Those that the file gives a key, of columns that it tells of."""
        parent = self.shapes.get(key.parent)
        if parent is None or key.parent == self.table:
            return []
        found = []
        for column, shares in weights.items():
            shape = parent.columns.get(column)
            if shape is None or shape.codes != len(shares):
                continue
            read, reading = self.known.reading(key, column, shape)
            found.append(Weight(Source(code_column(column), "", read, reading), tuple(shares)))
        return found

    def none(self, key: ForeignKey, weights: Mapping[str, Sequence[float]]) -> list[Weight]:
        """Leave them out."""
        return []
