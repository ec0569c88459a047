"""Names for things that are neither people nor products: tags, categories, lists, rooms."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import numbering, pools
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows


@lru_cache(maxsize=1)
def _terms() -> tuple[pa.Array, pa.Array]:
    """Single nouns, and every adjective with every noun."""
    import tomllib
    from importlib.resources import files

    text = files("seeding.infer").joinpath("data", "terms.toml").read_text(encoding="utf-8")
    nouns, adjectives = ([w.strip() for w in part.split("|")] for part in tomllib.loads(text).values())
    return pa.array(nouns), pa.array([f"{a} {n}" for a in adjectives for n in nouns])


class Terms(Column):
    """A word or two: "Photography", "Modern Design".

    With `unique` each row has its own: first all single words, then pairs of words, then those with numbers.

    >>> Terms(unique=True)
    Terms(unique=True)
    """

    def __init__(self, *, unique: bool = False, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.unique = unique

    def values(self, rows: Rows) -> pa.Array:
        """One name a row."""
        single, double = _terms()
        if not self.unique:
            return pools.pick(single, below(rows.draws(), len(single)))
        ones, twos = len(single), len(double)
        place = rows.indices
        first = Permutation(ones, rows.key("single"))(place % ones)
        again = np.maximum(place - ones, 0)
        second = Permutation(twos, rows.key("double"))(again % twos)
        numbers = numbering.spelled(np.where(place < ones, 0, again // twos))
        words = pc.if_else(pa.array(place < ones), pools.take(single, first), pools.take(double, second))
        return pc.binary_join_element_wise(words, numbers, pc.if_else(pc.equal(numbers, ""), "", " "))
