"""NHS numbers from the range kept for tests: the right check digit, and no patient."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns.base import Column
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

_FIRST = 999_000_000
_BODIES = 10**6
_NONE = 10  # a check of ten has no digit: such numbers are not issued


class NhsNumber(Column):
    """Ten digits from 999 000 0000 on, different in every row; `whole` gives numbers instead of texts.

    FactoryError for a table with more rows than the range has numbers (909,091).

    >>> NhsNumber()
    NhsNumber()
    """

    def __init__(self, *, whole: bool = False) -> None:
        super().__init__()
        self.whole = whole

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return len(_numbers())

    def values(self, rows: Rows) -> pa.Array:
        """One number a row."""
        known = _numbers()
        if len(rows) and int(rows.indices.max()) >= len(known):
            raise FactoryError(
                f"{self!r}: {len(known)} NHS numbers are kept for tests, and the table has more rows",
                hint="leave the column null (Constant(None)) in some of them",
            )
        numbers = pa.array(known[Permutation(len(known), rows.key("order"))(rows.indices)])
        return numbers if self.whole else pc.cast(numbers, pa.string())


@lru_cache(maxsize=1)
def _numbers() -> NDArray[np.int64]:
    bodies = np.arange(_FIRST, _FIRST + _BODIES, dtype=np.int64)
    total = np.zeros(_BODIES, dtype=np.int64)
    left = bodies
    for weight in range(2, 11):
        left, digit = np.divmod(left, 10)
        total += digit * weight
    check = -total % 11
    right = check != _NONE
    numbers: NDArray[np.int64] = bodies[right] * 10 + check[right]
    return numbers
