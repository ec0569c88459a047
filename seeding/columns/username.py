"""User names that agree with the name beside them and are never taken twice."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, fold, numbering, strings
from seeding.columns.base import Column
from seeding.columns.person_name import Locale, PersonName
from seeding.columns.rows import Rows


class Username(Column):
    """A handle such as "akowalska84" or "jan.nowak3": a to z, `.`, `_` and a number; unique in its table.

    2 to 59 characters; at most 40 for a million rows of usual names. `of` names a column of
    names, or of e-mail addresses; without it a name in `locale` is drawn for the handle alone. Unique by
    construction: the number at its end tells the row number.

    >>> Username(of="full_name")
    Username(of='full_name')
    """

    def __init__(self, of: str | None = None, *, locale: Locale = "en_US", nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.of = of
        self._own = PersonName(locale)

    def values(self, rows: Rows) -> arrays.Values:
        """One handle a row."""
        name = self._own.values(rows.nested("name")) if self.of is None else rows.column(self.of)
        handle = fold.handles(_without_domain(strings.plain(name)), rows.draws())
        number = numbering.scatter(rows.indices + 1, rows.key("number"))
        return pc.binary_join_element_wise(handle, numbering.spelled(number), "")


def _without_domain(texts: pa.Array) -> pa.Array:
    """The words of an e-mail address before its @; any other text as it is."""
    data, offsets = strings.flat(texts)
    at = np.flatnonzero(data == ord("@"))
    if not len(at):
        return texts
    begin, end = offsets[:-1], offsets[1:]
    stop = strings.first_of(at, begin, end)
    address = np.repeat(stop < end, end - begin)
    gaps = (data == ord(".")) | (data == ord("_")) | (data == ord("-"))
    return strings.cut(np.where(address & gaps, np.uint8(strings.SPACE), data), begin, stop)
