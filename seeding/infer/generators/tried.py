"""Values that the server has said yes to: rows of several columns that a constraint binds together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.draws import Indices, below, key_of, words
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


def _places(rows: Rows, together: str, count: int, *, once: bool) -> Indices:
    """Which of `count` tried rows each row takes: the same for every column of the table that says `together`."""
    key = key_of(rows.world.seed, rows.table, "tried", together)
    if not once:
        return below(words(key, rows.indices), count)
    if len(rows) and int(rows.indices.max()) >= count:
        raise FactoryError(
            f"{rows.table}.{rows.name} is unique, and {count} values for it passed {together}",
            hint=f"give {rows.table} {count} rows at most",
        )
    return Permutation(count, key)(rows.indices)


class Tried(Column):
    """One of `options`, each of which passed the constraint when it was tried on a server.

    Columns of a table with the same `together` take their values from the same place in their lists, so that
    they pass together. With `once` no option is given to two rows.

    >>> Tried(["a", "b"], together="t_check").options
    ['a', 'b']
    """

    def __init__(self, options: Sequence[Any], *, together: str, once: bool = False, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if not options:
            raise FactoryError(f"Tried([], together={together!r}): name what passed")
        self.options, self.together, self.once = list(options), together, once
        self._pool = pools.of(self.options)

    @property
    def unique(self) -> bool:
        """Whether no two rows have the same value."""
        return self.once

    @property
    def count(self) -> int:
        """How many rows there can be, where each option is given once."""
        return len(self.options)

    def values(self, rows: Rows) -> pa.Array:
        """One option a row."""
        return pools.take(self._pool, _places(rows, self.together, len(self.options), once=self.once))


class Present(Column):
    """What `column` makes where the row that was tried had a value, NULL where it had none.

    >>> Present(Tried([1], together="other"), [True, False], together="t_check")
    Present(Tried([1], together='other'), [True, False], together='t_check')
    """

    def __init__(
        self, column: Column, present: Sequence[bool], *, together: str, once: bool = False, nulls: float = 0.0
    ) -> None:
        super().__init__(nulls=nulls)
        self.column, self.present, self.together, self.once = column, list(present), together, once

    def values(self, rows: Rows) -> pa.Array:
        """One value or NULL a row."""
        made = arrays.decode(self.column.produce(rows.nested("present")))
        places = _places(rows, self.together, len(self.present), once=self.once)
        return arrays.with_nulls(made, ~np.array(self.present, dtype=np.bool_)[places])

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parents of the reference inside; rows without one have some number all the same."""
        return self.column.parent_rows(rows.nested("present"))
