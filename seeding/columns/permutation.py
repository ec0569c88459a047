"""Uniqueness without a memory: a bijection of the row number.

A Feistel network on two digits (row = left * radix + right, both radices near the square root of the
size), in the manner of Black & Rogaway, "Ciphers with Arbitrary Finite Domains" (2002): four rounds,
each adding a keyed hash of one digit to the other. The radices' product exceeds the size by at most
twice its root, so next to no row has to walk on until it lands inside (cycle walking); a binary
network walks up to once a row. 25 ns a row here, no table, random access, and it can be undone.

Up to 4,096 rows a shuffled table is faster, and every order is as likely as any other: four rounds on
two tiny digits reach only some of the orders.
"""

from __future__ import annotations

from functools import lru_cache
from math import isqrt

import numpy as np

from seeding.columns.draws import Indices, Words, key_of, words

_ROUNDS = 4
_TABLE = 4096
_HALF = np.uint64(32)
# Odd constants of the splitmix64 finaliser (Steele, Lea & Flood, OOPSLA 2014).
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27))


class Permutation:
    """A pseudo-random order of `range(size)`, fixed by `key` (any names or numbers); `size` to 2**62.

    A number from outside the range counts as itself modulo the size, so that an object built beside
    a planned table has a place as well; it shares that place with a row.
    """

    __slots__ = ("_keys", "_left", "_name", "_right", "size")

    def __init__(self, size: int, *key: str | int) -> None:
        if not 0 <= size <= 2**62:
            raise ValueError(f"a permutation of {size} rows")
        self.size = size
        self._name = key
        self._right = isqrt(max(size - 1, 0)) + 1
        self._left = -(-size // self._right)
        self._keys = tuple(np.uint64(key_of(*key, "feistel", r)) for r in range(_ROUNDS))

    def __call__(self, indices: Indices) -> Indices:
        """Where each row number goes: int64, same shape, a bijection of [0, size)."""
        if self.size <= _TABLE:
            return self._look_up(indices, 0)
        return self._walk(indices, forward=True)

    def inverse(self, indices: Indices) -> Indices:
        """The row number that goes to each place: `inverse(self(i)) == i`."""
        if self.size <= _TABLE:
            return self._look_up(indices, 1)
        return self._walk(indices, forward=False)

    def _inside(self, indices: Indices) -> Indices:
        if indices.size and (indices.max() >= self.size or indices.min() < 0):
            return indices % self.size
        return indices

    def _look_up(self, indices: Indices, direction: int) -> Indices:
        if self.size <= 1:
            return np.zeros_like(indices)
        placed: Indices = _tables(self.size, self._name)[direction][self._inside(indices)]
        return placed

    def _walk(self, indices: Indices, *, forward: bool) -> Indices:
        out = self._inside(indices).astype(np.uint64)
        self._step(out, forward)
        size = np.uint64(self.size)
        outside = np.flatnonzero(out >= size)
        while outside.size:
            moved = out[outside]
            self._step(moved, forward)
            out[outside] = moved
            outside = outside[moved >= size]
        return out.view(np.int64)

    def _step(self, x: Words, forward: bool) -> None:
        """One pass of the network over [0, left * right), in place."""
        radix = np.uint64(self._right)
        left = x // radix
        np.multiply(left, radix, out=(scratch := np.empty_like(x)))
        right = x - scratch
        for number in range(_ROUNDS) if forward else reversed(range(_ROUNDS)):
            changed, other = (left, right) if number % 2 == 0 else (right, left)
            bound = np.uint64(self._left if number % 2 == 0 else self._right)
            _hash(other, self._keys[number], bound, scratch)
            # A sum or difference that leaves [0, bound) wraps to a huge number: the smaller one is meant.
            if forward:
                np.add(changed, scratch, out=changed)
                np.subtract(changed, bound, out=scratch)
            else:
                np.subtract(changed, scratch, out=changed)
                np.add(changed, bound, out=scratch)
            np.minimum(changed, scratch, out=changed)
        np.multiply(left, radix, out=x)
        np.add(x, right, out=x)


def _hash(digit: Words, key: np.uint64, bound: np.uint64, out: Words) -> None:
    """A keyed hash of each digit, in [0, bound): bound up to 2**32."""
    np.add(digit, key, out=out)
    for shift, factor in zip(_SHIFTS, _MIX, strict=True):
        np.bitwise_xor(out, out >> shift, out=out)
        np.multiply(out, factor, out=out)
    np.right_shift(out, _HALF, out=out)
    np.multiply(out, bound, out=out)
    np.right_shift(out, _HALF, out=out)


@lru_cache(maxsize=1024)
def _tables(size: int, key: tuple[str | int, ...]) -> tuple[Indices, Indices]:
    # Sorting random words shuffles without bias; a stable sort makes even a tie the same everywhere.
    numbers = np.arange(size, dtype=np.int64)
    forward = np.argsort(words(key_of(*key, "shuffle"), numbers), kind="stable").astype(np.int64)
    backward = np.empty_like(forward)
    backward[forward] = numbers
    return forward, backward
