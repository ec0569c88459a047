"""Words that must be there, each in a row of its own, among values that differ anyway; references that find them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import Indices, below, chance
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows


class KnownFirst(Column):
    """The `words` in the first rows, and what `otherwise` makes in the others: where that differs, all differ.

    A row whose own value would be one of the words has what the row of that word would have had.

    >>> from seeding.columns.code import Code
    >>> KnownFirst(["admin", "auditor"], Code("ROLE-{number:03d}")).words
    ('admin', 'auditor')
    """

    def __init__(self, words: Sequence[str], otherwise: Column) -> None:
        super().__init__()
        self.words, self.otherwise = tuple(dict.fromkeys(words)), otherwise

    @property
    def unique(self) -> bool:
        """Whether rows differ whatever their number."""
        from seeding.infer.distinct import is_distinct

        return is_distinct(self.otherwise)

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        inner = rows.nested("otherwise")
        made = arrays.decode(self.otherwise.produce(inner))
        known = pa.array(self.words).cast(made.type)
        first = rows.indices < len(self.words)
        taken = pc.is_in(made, value_set=known).to_numpy(zero_copy_only=False) & ~first
        if taken.any():
            begun = rows.nested("otherwise", np.arange(len(self.words), dtype=np.int64))
            displaced = dict(zip(self.words, arrays.decode(self.otherwise.produce(begun)).to_pylist(), strict=True))
            places = np.flatnonzero(taken)
            others = [_free(made[int(place)].as_py(), displaced) for place in places]
            made = arrays.replace(made, places, pa.array(others).cast(made.type))
        places = np.flatnonzero(first)
        return arrays.replace(made, places, known.take(pa.array(rows.indices[places])))


def _free(value: str, displaced: dict[str, str]) -> str:
    """What the row of a word would have had; where that is a word as well, the next one's."""
    for _ in range(len(displaced)):
        if value not in displaced:
            break
        value = displaced[value]
    return value


class FavouredReference(Reference):
    """The key of a parent row, for a `share` of the rows that of one of the `first` rows of the parent.

    >>> FavouredReference("public.roles", first=2)
    FavouredReference('public.roles', first=2)
    """

    def __init__(self, parent: str, *, key: str = "id", first: int, share: float = 0.4, nulls: float = 0.0) -> None:
        super().__init__(parent, key=key, nulls=nulls)
        self.first, self.share = first, share

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parent's row number for each row."""
        name, found = super().parent_rows(rows)
        table = rows.world.table(self.parent)
        if table.count and not table.start:
            named = below(rows.draws("named"), min(self.first, table.count))
            found = np.where(chance(rows.draws("favoured"), self.share), named, found)
        return name, found
