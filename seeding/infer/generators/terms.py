"""Names for things that are neither people nor products: tags, genres, departments, rooms."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import numbering, pools
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.invented import places
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.errors import FactoryError
from seeding.infer.vocabulary import entries, vocabulary


@lru_cache(maxsize=1)
def _general() -> tuple[list[str], list[str]]:
    """Plain nouns, and adjectives to tell them apart."""
    import tomllib
    from importlib.resources import files

    text = files("seeding.infer").joinpath("data", "terms.toml").read_text(encoding="utf-8")
    nouns, adjectives = map(entries, tomllib.loads(text).values())
    return nouns, adjectives


@lru_cache(maxsize=256)
def _pools(about: str | None, noun: str | None) -> tuple[pa.Array, pa.Array]:
    """Names of their own, and names that a word before them tells apart."""
    nouns, adjectives = _general()
    if about is None:
        ones = nouns if noun is None else []
        twos = [f"{a} {n}" for a in adjectives for n in (nouns if noun is None else [noun])]
        return pa.array(ones, pa.string()), pa.array(twos, pa.string())
    known = vocabulary(about)
    values = entries(known["values"])
    between = known.get("joined", " ")
    before = places() if "establishment" in known else entries(known.get("with", ""))
    twos = [f"{word}{between}{value}" for word in before if word for value in values]
    return pa.array([] if known.get("paired") else values, pa.string()), pa.array(twos, pa.string())


class Terms(Column):
    """A word or two: "Photography", "Modern Design".

    `about` names a vocabulary ("genre": "Jazz"); `noun` says what they are where there is none ("Local Device").
    With `unique` each row has its own: first all names there are, then those with a word before them, then those
    with a number. With `again` they begin anew instead of being numbered.

    >>> Terms("genre", unique=True)
    Terms('genre', unique=True)
    """

    def __init__(
        self,
        about: str | None = None,
        *,
        noun: str | None = None,
        unique: bool = False,
        again: bool = False,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.about, self.noun, self.unique, self.again = about, noun, unique, again
        try:
            _pools(about, noun)
        except KeyError:
            raise FactoryError(f"{self!r}: there is no vocabulary {about!r}") from None

    @property
    def widest(self) -> int:
        """The most characters a name has, with a number of up to three digits."""
        return max(pc.max(pc.utf8_length(pool)).as_py() or 0 for pool in _pools(self.about, self.noun)) + 4

    def values(self, rows: Rows) -> pa.Array:
        """One name a row."""
        single, double = _pools(self.about, self.noun)
        if not self.unique and not self.again:
            usual = single if len(single) else double
            return pools.pick(usual, below(rows.draws(), len(usual)))
        ones, both = len(single), len(single) + len(double)
        place = rows.indices % both
        names = pa.concat_arrays([single, double])
        at = np.where(place < ones, _shuffled(rows, "single", place, ones), 0)
        if len(double):
            at = np.where(place < ones, at, ones + _shuffled(rows, "double", np.maximum(place - ones, 0), both - ones))
        chosen = pools.take(names, at.astype(np.int64))
        if not self.unique:
            return chosen
        again = rows.indices // both
        numbers = numbering.spelled(np.where(again > 0, again + 1, 0))
        return pc.binary_join_element_wise(chosen, numbers, pc.if_else(pc.equal(numbers, ""), "", self._between()))

    def _between(self) -> str:
        """What stands before a number: a space, but not inside identifiers ("add_order_2", "OrderHandler2")."""
        values = vocabulary(self.about)["values"].split("|") if self.about else [" "]
        if any(" " in value.strip() or "'" in value for value in values):
            return " "
        joined = "".join(values)
        return "_" if "_" in joined else "-" if joined == joined.lower() else "" if self.about == "class_name" else " "


def _shuffled(rows: Rows, stream: str, place: np.ndarray, count: int) -> np.ndarray:
    return place if not count else Permutation(count, rows.key(stream))(place % count)
