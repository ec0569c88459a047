"""References to rows that are known by name: which airline, which country, as often as production refers to each."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.draws import Indices, below
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows, World
from seeding.columns.weighted import Weighted
from seeding.errors import FactoryError
from seeding.infer.patterned.apart import Apart
from seeding.infer.patterned.readings import texts_of
from seeding.infer.patterned.sources import codes

_KEPT = 32
_known: OrderedDict[tuple[int, str, str], tuple[pa.Array, World]] = OrderedDict()


class PatternKey(Reference):
    """The key of one of the parents in `keys` (their texts), by `shares` or by the row's code in the column `code`.

    The code after the last key, and keys that no parent has, mean any of the other parents. The code `null` is NULL.
    """

    def __init__(
        self,
        parent: str,
        keys: Sequence[str],
        shares: Sequence[float],
        *,
        key: str = "id",
        code: str = "",
        null: int = -1,
        apart: Apart | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(parent, key=key, nulls=nulls)
        self.keys, self.shares, self.code, self.null = tuple(keys), tuple(shares), code, null
        self.apart = apart

    def produce(self, rows: Rows) -> pa.Array:
        """The parents' keys."""
        array = super().produce(rows)
        if not self.code or self.null < 0:
            return array
        return arrays.with_nulls(array, codes(rows, self.code) == self.null)

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parent's row number for each row; rows without a parent have some number all the same."""
        table = rows.world.table(self.parent)
        if not len(rows) or table.count is None:
            return table.name, rows.indices
        if table.count == 0:
            raise FactoryError(
                f"{rows.table}.{rows.name} refers to {table.name}, which has no rows",
                hint=f"give {table.name} rows, or make {rows.table} empty too",
            )
        entries = codes(rows, self.code) if self.code else Weighted(self.shares).pick(rows.draws("parent"))
        places, rest = self._places(rows.world)
        place = places[np.clip(entries, 0, len(places) - 1)]
        place = np.where((entries < 0) | (entries >= len(self.keys)), -1, place)
        if (place < 0).any():
            draws = rows.draws("other")
            draws = draws if self.apart is None else self.apart.draws(rows, draws, "other ")
            place = np.where(place < 0, rest[below(draws, len(rest))], place)
        return table.name, place + table.start

    def _places(self, world: World) -> tuple[Indices, Indices]:
        """Where each key's parent stands (-1 where none does), and the parents that no key names."""
        texts = _texts(world, self.parent, self.key)
        found = pc.index_in(pa.array(self.keys, pa.string()), value_set=texts)
        places: Indices = found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        free = np.setdiff1d(np.arange(len(texts), dtype=np.int64), places)
        return (places if len(places) else np.array([-1])), (free if len(free) else np.arange(len(texts)))

    def __repr__(self) -> str:
        return f"PatternKey({self.parent!r}, {len(self.keys)} keys)"


def _texts(world: World, table: str, key: str) -> pa.Array:
    """The keys of all rows of a table; computed once for a world."""
    place = (id(world), table, key)
    found = _known.get(place)
    if found is None:
        spec = world.table(table)
        assert spec.stop is not None
        rows = world.rows(table, np.arange(spec.start, spec.stop, dtype=np.int64))
        found = _known[place] = (texts_of(rows.column(key)), world)
        if len(_known) > _KEPT:
            _known.popitem(last=False)
    return found[0]
