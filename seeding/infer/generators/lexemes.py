"""What a full-text search looks in: the words of the row's own texts, with their places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

# The most frequent of PostgreSQL's english.stop: to_tsvector leaves them out and counts their places.
_FREQUENT = (
    "a about after all an and any are as at be been before but by can did do does for from had has have he her him "
    "his how i if in into is it its just me more most my no not now of off on once only or other our out over own "
    "she so some such than that the their them then there these they this those through to too under until up very "
    "was we were what when where which while who why will with you your "
)
_STOP = pa.array(_FREQUENT.split())
_LONGEST_TEXT = 16_383  # PostgreSQL, "Full Text Search: Limitations": positions


class Lexemes(Column):
    """The words of the columns `of`, one after the other, as text for `tsvector`: "'quiet':2 'river':3".

    Words stand as they are written, in lower case: stemming is the dictionary's.

    >>> Lexemes(["title", "description"])
    Lexemes(['title', 'description'])
    """

    def __init__(self, of: Sequence[str], *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if not of:
            raise FactoryError(f"{self!r}: name a column of text")
        self.of = list(of)

    def values(self, rows: Rows) -> pa.Array:
        """One document a row."""
        texts = [arrays.decode(rows.column(name)).cast(pa.string()).fill_null("") for name in self.of]
        joined = pc.binary_join_element_wise(*texts, " ")
        words = pc.replace_substring_regex(pc.utf8_lower(joined), r"[^\p{L}\p{N}]+", " ")
        # A word at least for every row, which is left out again where there is none.
        split = pc.split_pattern(pc.utf8_trim(words, " "), " ")
        starts = split.offsets.to_numpy().astype(np.int64) - int(split.offsets[0].as_py()) if len(split) else [0]
        flat = split.flatten()
        counts = np.diff(starts)
        place = np.arange(len(flat)) - np.repeat(starts[:-1], counts) + 1
        stop = pc.or_(pc.is_in(flat, _STOP), pc.equal(flat, ""))
        kept = ~stop.to_numpy(zero_copy_only=False) & (place <= _LONGEST_TEXT)
        before = np.concatenate([[0], np.cumsum(kept)])[starts].astype(np.int32)
        written = pc.binary_join_element_wise(
            "'", flat.filter(pa.array(kept)), "':", pa.array(place[kept]).cast(pa.string()), ""
        )
        return pc.binary_join(pa.ListArray.from_arrays(pa.array(before), written), " ")
