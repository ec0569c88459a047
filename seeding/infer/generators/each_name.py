"""People's names that no two rows share, without a number in them: for unique columns of full names."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import numbering, pools
from seeding.columns.base import Column
from seeding.columns.name_lists import cultures
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows

_GIVEN, _FAMILY = 300, 600  # of each gender; the most frequent


@lru_cache(maxsize=1)
def _halves() -> tuple[pa.Array, pa.Array]:
    """Given and family names of one word each, so that no two pairs read alike."""
    culture = max(cultures("en_US"), key=lambda culture: culture.weight)
    given = dict.fromkeys(name for half in culture.given for name in half[:_GIVEN] if " " not in name)
    family = dict.fromkeys(name for half in culture.family for name in half[:_FAMILY] if " " not in name)
    return pa.array(list(given)), pa.array(list(family))


class EachName(Column):
    """A full name of each row's own: every given name with every family name before the first has a number.

    >>> EachName()
    EachName()
    """

    unique = True

    def values(self, rows: Rows) -> pa.Array:
        """One name a row."""
        given, family = _halves()
        size = len(given) * len(family)
        pair = Permutation(size, rows.key())(rows.indices % size)
        again = rows.indices // size
        numbers = numbering.spelled(np.where(again > 0, again + 1, 0))
        names = pc.binary_join_element_wise(
            pools.take(given, pair % len(given)), pools.take(family, pair // len(given)), " "
        )
        return pc.binary_join_element_wise(names, numbers, pc.if_else(pc.equal(numbers, ""), "", " "))
