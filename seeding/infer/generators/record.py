"""One entry of a list of facts in each row: every column of the table that reads it sees the same entry."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import numbering, pools
from seeding.columns.base import Column
from seeding.columns.draws import Indices, key_of
from seeding.columns.permutation import Permutation
from seeding.columns.places import places
from seeding.columns.rows import Rows
from seeding.errors import FactoryError
from seeding.infer.records import listed

_FURTHER = 20_000
_DIGITS, _SMALL, _CAPITALS = "0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@lru_cache(maxsize=16)
def _codes(kind: str, field: str, longest: int) -> pa.Array:
    """The codes of a list, and those of the same form that nothing has, for rows beyond it: longer ones last."""
    known = listed(kind)[field]
    sample = known[0]
    letters = _DIGITS if sample.isdigit() else _SMALL if sample.islower() else _CAPITALS
    taken = set(known)
    # Private codes begin with X in the standards that have some (ISO 3166-1, ISO 4217).
    first = letters[::-1] if letters != _CAPITALS else "X" + letters.replace("X", "")[::-1]
    every = (
        "".join(code)
        for length in range(len(sample), max(longest, len(sample)) + 1)
        for code in product(first, *[letters] * (length - 1))
    )
    return pa.array([*known, *islice((code for code in every if code not in taken), _FURTHER)])


class Record(Column):
    """The `field` of an entry of `kind` ("countries", "currencies", "languages", "units") for each row.

    Entries come in an order of the table's own, each once before the first comes again; countries whose cities we
    know come first. With `unique` rows
    beyond the list have codes that nothing has, of up to `longest` characters, and names with a number.

    >>> Record("countries", "alpha2", unique=True).count
    676
    """

    def __init__(self, kind: str, field: str, *, unique: bool = False, longest: int = 0, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.kind, self.field, self.unique, self.longest = kind, field, unique, longest
        if field not in listed(kind):
            raise FactoryError(f"{self!r}: {kind} have no {field}, but {', '.join(listed(kind))}")

    @property
    def coded(self) -> bool:
        """Whether the field is a code."""
        return self.field not in ("name", "native", "symbol", "continent", "capital")

    @property
    def count(self) -> int:
        """How many rows there can be with values of their own."""
        return len(_codes(self.kind, self.field, self.longest)) if self.coded else 2**44

    @property
    def widest(self) -> int:
        """The most characters a value has, with a number of up to three digits."""
        return max(map(len, listed(self.kind)[self.field])) + (0 if self.coded else 4)

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        known = listed(self.kind)[self.field]
        size = len(known)
        entry = _ordered(rows, self.kind, rows.indices % size)
        again = rows.indices // size
        if not self.unique:
            return pools.take(pools.of(known), entry)
        if self.coded:
            if len(rows) and int(rows.indices.max()) >= self.count:
                raise FactoryError(
                    f"{rows.table}.{rows.name} is unique, and there are {self.count} codes for it",
                    hint=f"give {rows.table} {self.count} rows at most",
                )
            return pools.take(_codes(self.kind, self.field, self.longest), np.where(again > 0, rows.indices, entry))
        numbers = numbering.spelled(np.where(again > 0, again + 1, 0))
        texts = pools.take(pools.of(known), entry)
        return pc.binary_join_element_wise(texts, numbers, pc.if_else(pc.equal(numbers, ""), "", " "))


@lru_cache(maxsize=4)
def _groups(kind: str) -> tuple[Indices, ...]:
    """The entries of a list, by how soon they come: of countries the large ones before the small."""
    codes = set(places().codes.to_pylist()) if kind == "countries" else set()
    known = [code in codes for code in next(iter(listed(kind).values()))]
    split = (np.flatnonzero(known), np.flatnonzero(np.logical_not(known)))
    return tuple(group.astype(np.int64) for group in split if len(group))


def _ordered(rows: Rows, kind: str, place: Indices) -> Indices:
    """The entry at each place of the table's own order."""
    key = key_of(rows.world.seed, rows.table, "record", kind)
    parts = [group[Permutation(len(group), key)(np.arange(len(group)))] for group in _groups(kind)]
    return np.concatenate(parts)[place]
