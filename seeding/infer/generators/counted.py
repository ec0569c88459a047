"""Values counted off from the row number, for unique columns whose type has no other way to count."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, numbering
from seeding.columns.base import Column
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

_SECOND = 1_000_000
_MINUTE = 60 * _SECOND


class CountedInterval(Column):
    """A duration of as many minutes as the row's number, from 1: different in every row (interval).

    >>> CountedInterval()
    CountedInterval()
    """

    def values(self, rows: Rows) -> pa.Array:
        """One duration a row."""
        return pa.array((rows.indices + 1) * _MINUTE).cast(pa.duration("us"))


class CountedTime(Column):
    """A time of the day to the second, each once, in an order of its own: different in every row (time).

    >>> CountedTime().count
    86400
    """

    count = 24 * 60 * 60  # rows there can be

    def values(self, rows: Rows) -> pa.Array:
        """One time a row; FactoryError for more rows than seconds."""
        if len(rows) and int(rows.indices.max()) >= self.count:
            raise FactoryError(f"{rows.table}.{rows.name} is unique, and a day has {self.count} seconds")
        seconds = Permutation(self.count, rows.key())(rows.indices)
        return pa.array(seconds * _SECOND).cast(pa.time64("us"))


class Numbered(Column):
    """The text `column` makes and a number that tells the row: "Community garden 84", different in every row.

    At most `longest` characters: the text is cut, the number never. The first row has the number 1 to 9.

    >>> from seeding.columns.title import Title
    >>> Numbered(Title(), 40)
    Numbered(Title(), 40)
    """

    def __init__(self, column: Column, longest: int | None = None, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.column, self.longest = column, longest

    def values(self, rows: Rows) -> pa.Array:
        """One text a row."""
        texts = arrays.decode(self.column.produce(rows.nested("text")))
        numbers = numbering.spelled(numbering.scatter(rows.indices + 1, rows.key("number")))
        if self.longest is not None:
            # In groups by the digits of the number, of which there are few.
            room = self.longest - 1 - pc.utf8_length(numbers).to_numpy(zero_copy_only=False)
            for size in np.unique(room).tolist():
                long = pc.and_(pc.equal(pa.array(room), size), pc.greater(pc.utf8_length(texts), size))
                if pc.any(long).as_py():
                    cut = pc.utf8_rtrim_whitespace(pc.utf8_slice_codeunits(texts, 0, max(size, 0)))
                    texts = pc.if_else(long, cut, texts)
        return pc.binary_join_element_wise(texts, numbers, " ")
