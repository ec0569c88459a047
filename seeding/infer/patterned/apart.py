"""Rows that no two are alike in some columns, each still as production has it: who comes second draws again.

A join table's (question, tag), a season's (player, year): every column follows its own shares, and one of them is
drawn again in rows that another row is like already. How often each row has to draw is found by looking at all of them
once, and so is the same in every chunk and on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns import arrays
from seeding.columns.draws import Indices, Words, key_of, words
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows, World
from seeding.infer.patterned.readings import texts_of
from seeding.infer.patterned.settled import LOCK, Settled

_ROUNDS = 24
_EVEN = 100  # from here on all codes are alike likely: those that are have run out
_EVEN_ROUNDS = 40
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)

_known = Settled(16)


@dataclass(frozen=True)
class Apart:
    """How often each row draws, so that rows differ in the columns `among`."""

    among: tuple[str, ...]
    after: int = 0  # so often a value is drawn again with the code it has

    def rounds(self, rows: Rows) -> NDArray[np.uint8]:
        """The number of each row's draw that counts, 0 for the first."""
        spec = rows.spec
        if spec.count is None:
            return np.zeros(len(rows), dtype=np.uint8)
        place = (spec.name, self.among)
        with LOCK:
            drawn = _known.get(rows.world, place)
            if drawn is None:
                drawn = np.zeros(spec.count, dtype=np.uint8)
                # Kept before it is complete: the columns that are looked at meanwhile ask for it.
                _known.keep(rows.world, place, drawn)
                self._settle(rows.world, rows, drawn)
        inside = (rows.indices >= spec.start) & (rows.indices < spec.start + spec.count)
        return np.where(inside, drawn[np.where(inside, rows.indices - spec.start, 0)], 0).astype(np.uint8)

    def draws(self, rows: Rows, draws: Words, stream: str = "", *, after: int = 0) -> Words:
        """The words of the draws that count, where `draws` are those of the first `after` and one more."""
        rounds = self.rounds(rows)
        again = np.flatnonzero(rounds > after)
        for number in np.unique(rounds[again]).tolist():
            places = again[rounds[again] == number]
            draws[places] = words(rows.key(f"{stream}again {number}"), rows.indices[places])
        return draws

    def even(self, rows: Rows) -> NDArray[np.bool_]:
        """The rows whose draw is among all codes alike."""
        found: NDArray[np.bool_] = self.rounds(rows) >= _EVEN
        return found

    def _settle(self, world: World, rows: Rows, drawn: NDArray[np.uint8]) -> None:
        assert rows.spec.count is not None
        everyone = np.arange(rows.spec.count, dtype=np.int64)
        keys = self._keys(world, rows, everyone)
        order = np.argsort(keys, kind="stable")
        alike = np.zeros(len(keys), dtype=np.bool_)
        alike[order[1:]] = keys[order[1:]] == keys[order[:-1]]
        left = np.flatnonzero(alike)
        settled = np.unique(keys)
        further = settled[:0]
        for number in [*range(1, _ROUNDS), *range(_EVEN, _EVEN + _EVEN_ROUNDS)]:
            if not left.size:
                return
            drawn[left] = number
            made = self._keys(world, rows, left)
            taken = _among(made, settled) | _among(made, further)
            order = np.argsort(made, kind="stable")
            taken[order[1:]] |= made[order[1:]] == made[order[:-1]]
            further = np.union1d(further, made[~taken])
            left = left[taken]

    def _keys(self, world: World, rows: Rows, local: Indices) -> Words:
        """A number for each row, the same for rows that are alike."""
        fresh = Rows(world, rows.spec, local + rows.spec.start)
        found = np.zeros(len(local), dtype=np.uint64)
        for name in self.among:
            found ^= _numbers(fresh, name)
            found *= _MIX
            found ^= found >> _SHIFT
            found *= _MIX
        return found


def _among(values: Words, known: Words) -> NDArray[np.bool_]:
    if not len(known):
        return np.zeros(len(values), dtype=np.bool_)
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    found: NDArray[np.bool_] = known[place] == values
    return found


def _numbers(rows: Rows, name: str) -> Words:
    """Values as numbers: a reference's by its parent, whatever its key; NULL is a value like any other."""
    if isinstance(rows.spec.columns[name], Reference):
        return rows.parents(name).indices.astype(np.uint64)
    array = arrays.decode(rows.column(name))
    plain = array.type
    if pa.types.is_integer(plain) or pa.types.is_temporal(plain):
        numbers = array.cast(pa.int64() if not pa.types.is_date32(plain) else pa.int32()).fill_null(-(2**31) + 1)
        plain_numbers: Words = numbers.to_numpy(zero_copy_only=False).astype(np.int64).view(np.uint64)
        return plain_numbers
    encoded = texts_of(array).dictionary_encode()
    hashed = np.array([key_of(text) for text in encoded.dictionary.to_pylist()] + [0], dtype=np.uint64)
    entries: Indices = encoded.indices.fill_null(len(hashed) - 1).to_numpy(zero_copy_only=False)
    found: Words = hashed[entries]
    return found
