"""Card numbers no card has: the right shape, the wrong check digit."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns.base import Column
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows

_BODY = 10**11


class CardNumber(Column):
    """Sixteen digits beginning with 4000, different in every row, that fail the Luhn check (ISO/IEC 7812-1).

    `whole` gives numbers instead of texts.

    >>> CardNumber()
    CardNumber()
    """

    def __init__(self, *, whole: bool = False) -> None:
        super().__init__()
        self.whole = whole

    def values(self, rows: Rows) -> pa.Array:
        """One number a row."""
        body = 4000 * _BODY + Permutation(_BODY, rows.key("order"))(rows.indices)
        total = np.zeros(len(rows), dtype=np.int64)
        left = body.copy()
        for place in range(15):
            left, digit = np.divmod(left, 10)
            # Every second digit from the right of the whole number counts double; the body begins at the second.
            doubled = digit * 2 if place % 2 == 0 else digit
            total += np.where(doubled > 9, doubled - 9, doubled)
        check = (10 - total % 10) % 10
        numbers = pa.array(body * 10 + (check + 5) % 10)
        return numbers if self.whole else pc.cast(numbers, pa.string())
