"""Text kept inside what a column allows, row by row: values that do not fit are exchanged for ones that do."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.rows import Rows


class Clipped(Column):
    """The text `column` makes, cut at `longest` characters, at a word's end where one is near.

    >>> from seeding.infer.generators.pattern import Pattern
    >>> Clipped(Pattern("[a-z]{12}"), 8)
    Clipped(Pattern('[a-z]{12}'), 8)
    """

    def __init__(self, column: Column, longest: int, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.column, self.longest = column, longest

    def values(self, rows: Rows) -> pa.Array:
        """One text a row."""
        texts = arrays.decode(self.column.produce(rows.nested("clipped")))
        long = pc.fill_null(pc.greater(pc.utf8_length(texts), self.longest), False)
        if not pc.any(long).as_py():
            return texts
        cut = pc.utf8_slice_codeunits(texts, 0, self.longest)
        # A last word of up to a third of the text is dropped rather than broken.
        whole = pc.replace_substring_regex(cut, r"^(.*\S)\s+\S*$", r"\1")
        near = pc.greater_equal(pc.utf8_length(whole), self.longest * 2 // 3)
        return pc.if_else(long, pc.utf8_rtrim_whitespace(pc.if_else(near, whole, cut)), texts)


class Fit(Column):
    """What `column` makes where it fits, what `otherwise` makes in the other rows.

    A text fits with `shortest` to `longest` characters that match every regular expression in `matching`
    (RE2's syntax); with `case` ("lower", "upper") letters are changed first.

    >>> from seeding.infer.generators.pattern import Pattern
    >>> Fit(Pattern("[a-z]{1,9}"), Pattern("[a-z]{3}"), shortest=3)
    Fit(Pattern('[a-z]{1,9}'), Pattern('[a-z]{3}'), shortest=3)
    """

    def __init__(
        self,
        column: Column,
        otherwise: Column | None = None,
        *,
        shortest: int = 0,
        longest: int | None = None,
        matching: tuple[str, ...] = (),
        case: str | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.column, self.otherwise = column, otherwise
        self.shortest, self.longest, self.matching, self.case = shortest, longest, matching, case

    def values(self, rows: Rows) -> pa.Array:
        """One text a row."""
        texts = arrays.decode(self.column.produce(rows.nested("fit")))
        if self.case is not None:
            texts = pc.utf8_lower(texts) if self.case == "lower" else pc.utf8_upper(texts)
        fits = pc.greater_equal(pc.utf8_length(texts), arrays.literal(self.shortest))
        if self.longest is not None:
            fits = pc.and_(fits, pc.less_equal(pc.utf8_length(texts), arrays.literal(self.longest)))
        for pattern in self.matching:
            fits = pc.and_(fits, pc.match_substring_regex(texts, pattern))
        fits = pc.fill_null(fits, True)
        if self.otherwise is None or pc.all(fits).as_py():
            return texts
        return pc.if_else(fits, texts, arrays.decode(self.otherwise.produce(rows.nested("otherwise"))))
