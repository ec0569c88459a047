"""The part of an address that names a page: "spring-food-drive", from the title beside it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, fold, numbering, strings
from seeding.columns.base import Column
from seeding.columns.rows import Rows
from seeding.columns.title import Title

_DASH = pa.scalar("-", pa.string())

_UNTITLED = "untitled"


class Slug(Column):
    """A text as lower case letters and digits parted by single hyphens.

    `of` names the column it is made from, in any script; without it, a title about `topic` is drawn for the slug
    alone. At most `longest` characters, the number aside. `unique=True` ends each slug in a number that tells its
    row: "spring-food-drive-84", in any number of rows.

    >>> Slug(of="title", unique=True)
    Slug(of='title', unique=True)
    """

    def __init__(
        self,
        of: str | None = None,
        *,
        unique: bool = False,
        longest: int = 60,
        topic: str = "general",
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.of = of
        self.unique = unique
        self.longest = longest
        self._own = Title(topic)

    def values(self, rows: Rows) -> arrays.Values:
        """One slug a row."""
        text = self._own.values(rows.nested("title")) if self.of is None else rows.column(self.of)
        slugs = slugs_of(text, self.longest)
        if not self.unique:
            return slugs
        number = numbering.scatter(rows.indices + 1, rows.key("number"))
        return pc.binary_join_element_wise(slugs, numbering.spelled(number), _DASH)


def slugs_of(texts: pa.Array, longest: int) -> pa.Array:
    """The texts as slugs; never empty."""
    data, offsets = fold.ascii_bytes(strings.plain(texts))
    signs = _SIGNS.take(data)
    # A gap stays where a letter or digit follows in the same row; so runs of them become one.
    follows = np.zeros(len(signs), np.bool_)
    np.greater(signs[1:], _GAP, out=follows[:-1])
    follows[offsets[1:][offsets[1:] > offsets[:-1]] - 1] = False
    signs, offsets = strings.keep(signs, offsets, (signs > _GAP) | ((signs == _GAP) & follows))
    slugs = strings.build(signs, offsets)
    lengths = offsets[1:] - offsets[:-1]
    if lengths.max(initial=0) > longest:
        slugs = pc.if_else(pa.array(lengths > longest), _shortened(slugs, longest), slugs)
    if (signs[offsets[:-1][lengths > 0]] == _GAP).any():
        slugs = pc.ascii_trim(slugs, characters="-")
        lengths = pc.binary_length(slugs).to_numpy()
    return slugs if lengths.all() else pc.if_else(pc.equal(slugs, ""), _UNTITLED, slugs)


def _shortened(slugs: pa.Array, longest: int) -> pa.Array:
    """Cut after the last whole word that fits, or inside the first where it alone is too long."""
    short = pc.utf8_slice_codeunits(slugs, 0, longest + 1)
    words = pc.replace_substring_regex(short, "-[^-]*$", "")
    return pc.utf8_slice_codeunits(words, 0, longest)


def _signs() -> strings.Bytes:
    """Letters to lower case, digits as they are, apostrophes left out, the rest a hyphen."""
    table = np.full(256, _GAP, np.uint8)
    table[[0, ord("'"), ord("`")]] = 0
    for sign in b"0123456789abcdefghijklmnopqrstuvwxyz":
        table[sign] = sign
    for letter in range(ord("A"), ord("Z") + 1):
        table[letter] = letter + 32
    return table


_GAP = ord("-")
_SIGNS = _signs()
