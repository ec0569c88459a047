"""Texts that match a regular expression: codes, reference numbers, and the input syntax of any type."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns import pools
from seeding.columns.base import Column
from seeding.columns.draws import Indices, below
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.errors import FactoryError
from seeding.infer.regex import NotSupportedError, Piece, alternatives

_ENOUGH = 2**44  # rows, as many as a key has
_FEW = 10_000
_STRETCH = 8  # how much longer than it must be something without an upper bound becomes
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DIGITS = frozenset("0123456789")

Codes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece with its lengths settled, and the characters that are written."""

    alphabet: str
    least: int
    most: int


class Pattern(Column):
    """A text that matches the regular expression `pattern` as a whole (PostgreSQL's syntax).

    `shortest` and `longest` bound its length in characters. Plain letters and digits are preferred where a class
    has them: small ones, or with `mixed` capitals as well. With `unique` no two rows have the same text; `count`
    says how many rows there can be.

    Raises FactoryError for what cannot be written: look-around, back references, lengths out of reach. With
    `ahead` ("skip", "write") these are read as well, not exactly: what comes of it must be tried.

    >>> Pattern("[A-Z]{3}-[0-9]{4}", unique=True).count
    175760000
    """

    def __init__(
        self,
        pattern: str,
        *,
        unique: bool = False,
        shortest: int = 0,
        longest: int | None = None,
        ahead: str = "",
        mixed: bool = False,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.pattern, self.unique = pattern, unique
        try:
            ways = alternatives(pattern, ahead=ahead)
        except (NotSupportedError, ValueError) as error:
            raise FactoryError(f"{self!r}: the pattern cannot be written from: {error}") from None
        fitted = [_fitted(way, shortest, longest, unique=unique, mixed=mixed) for way in ways]
        self._ways = tuple(dict.fromkeys(way for way in fitted if way is not None))
        if not self._ways:
            raise FactoryError(f"{self!r}: no text of {shortest} to {longest} characters matches")

    @cached_property
    def _all(self) -> tuple[str, ...] | None:
        """Every text there is, where there are few."""
        if sum(min(_texts(way), _FEW + 1) for way in self._ways) > _FEW:
            return None
        found: dict[str, None] = {}
        for way in self._ways:
            texts = [""]
            for part in way:
                texts = [
                    text + more
                    for text in texts
                    for length in range(part.least, part.most + 1)
                    for more in _words(part.alphabet, length)
                ]
            found.update(dict.fromkeys(texts))
        return tuple(found)

    @cached_property
    def _counted(self) -> tuple[_Part, ...]:
        """The way unique texts are counted off in, at one length: the shortest that has enough of them."""
        return max(map(_enough, self._ways), key=_texts)

    @property
    def widest(self) -> int:
        """The most characters a text has."""
        return max(sum(part.most for part in way) for way in self._ways)

    @property
    def count(self) -> int:
        """How many unique texts there can be, at most 2**62."""
        return len(self._all) if self._all is not None else prod(len(p.alphabet) for p in _told(self._counted))

    def values(self, rows: Rows) -> pa.Array:
        """One text a row."""
        if self.unique:
            return self._unique(rows)
        chosen = below(rows.draws("way"), len(self._ways))
        texts = np.empty(len(rows), dtype=np.int64)
        arrays, done = [], 0
        for number, way in enumerate(self._ways):
            places = np.flatnonzero(chosen == number)
            if not places.size:
                continue
            arrays.append(_written(way, rows.nested(f"{number}", rows.indices[places])))
            texts[places] = done + np.arange(places.size)
            done += places.size
        return pa.concat_arrays(arrays).take(pa.array(texts)) if arrays else pa.array([], pa.string())

    def _unique(self, rows: Rows) -> pa.Array:
        if len(rows) and int(rows.indices.max()) >= self.count:
            raise FactoryError(
                f"{rows.table}.{rows.name} = {self!r}: {self.count} texts match, and row {rows.indices.max()} "
                "needs another",
                hint="lower the rows of this table",
            )
        numbers = Permutation(self.count, rows.key("order"))(rows.indices)
        if self._all is not None:
            return pools.take(pa.array(self._all, pa.string()), numbers)
        return _spelled(self._counted, numbers, rows)


def _texts(way: tuple[_Part, ...]) -> int:
    return prod(sum(len(p.alphabet) ** n for n in range(p.least, min(p.most, p.least + 64) + 1)) for p in way)


def _words(alphabet: str, length: int) -> list[str]:
    words = [""]
    for _ in range(length):
        words = [word + character for word in words for character in alphabet]
    return words


def _fitted(
    way: tuple[Piece, ...], shortest: int, longest: int | None, *, unique: bool, mixed: bool
) -> tuple[_Part, ...] | None:
    """The pieces with bounds on every length, and on their sum."""
    least = sum(piece.least for piece in way)
    if longest is not None and least > longest:
        return None
    spare = None if longest is None else longest - least
    missing = max(0, shortest - least)
    parts = []
    for piece in way:
        # Something without end is a few characters longer than it must be: 1 to 9 for +.
        room = _STRETCH if piece.most is None else piece.most - piece.least
        reach = room if piece.most is not None else max(room, missing)
        grown = min(missing, reach)
        missing -= grown
        room = max(room, grown)
        if not unique:
            room = max(grown, min(room, 2 * _STRETCH))
        if spare is not None:
            grown, room = min(grown, spare), min(room, spare)
            spare -= room
        parts.append(_Part(_preferred(piece.alphabet, mixed=mixed), piece.least + grown, piece.least + room))
    if missing or (spare is not None and spare < 0):
        return None
    return tuple(parts)


def _preferred(alphabet: str, *, mixed: bool) -> str:
    """The plain characters of a class: lower-case letters and digits, else capitals and digits; `mixed`, both."""
    characters = set(alphabet)
    for plain in (_LETTERS | _CAPITALS,) if mixed else (_LETTERS, _CAPITALS):
        if len(characters & plain) > 3:
            return "".join(c for c in alphabet if c in plain or c in _DIGITS)
    digits = characters & _DIGITS
    return "".join(c for c in alphabet if c in digits) if len(digits) > 1 else alphabet


def _written(way: tuple[_Part, ...], rows: Rows) -> pa.Array:
    """Texts of varying lengths: a matrix of code points, holes (0) where a text is shorter, then squeezed."""
    width = sum(part.most for part in way)
    codes = np.zeros((len(rows), width), dtype=np.uint32)
    place = 0
    for number, part in enumerate(way):
        alphabet = _points(part.alphabet)
        lengths = None
        if part.most > part.least:
            lengths = part.least + below(rows.draws(f"{number} length"), part.most - part.least + 1)
        for offset in range(part.most):
            drawn = alphabet[below(rows.draws(f"{number} {offset}"), len(alphabet))]
            codes[:, place + offset] = drawn if lengths is None else np.where(offset < lengths, drawn, 0)
        place += part.most
    return _squeezed(codes)


def _enough(way: tuple[_Part, ...]) -> tuple[_Part, ...]:
    """Lengths settled: as short as `_ENOUGH` texts allow, the largest alphabets growing first."""
    settled = [_Part(part.alphabet, part.least, part.least) for part in way]
    texts = _texts(tuple(settled))
    for place in sorted(range(len(way)), key=lambda place: -len(way[place].alphabet)):
        while texts < _ENOUGH and settled[place].most < way[place].most:
            length = settled[place].most + 1
            settled[place] = _Part(way[place].alphabet, length, length)
            texts *= len(way[place].alphabet)
    return tuple(settled)


def _told(way: tuple[_Part, ...]) -> list[_Part]:
    """The characters from the end that tell texts apart, as pieces of one; those before them are drawn."""
    told: list[_Part] = []
    texts = 1
    for part in reversed(way):
        for _ in range(part.most):
            if texts >= _ENOUGH:
                return told
            told.append(part)
            texts *= len(part.alphabet)
    return told


def _spelled(way: tuple[_Part, ...], numbers: Indices, rows: Rows) -> pa.Array:
    """Texts of one length, counted off in mixed radix."""
    alphabets = [_points(part.alphabet) for part in way for _ in range(part.most)]
    codes = np.empty((len(numbers), len(alphabets)), dtype=np.uint32)
    told = len(_told(way))
    left = numbers.copy()
    for place in reversed(range(len(alphabets))):
        alphabet = alphabets[place]
        if place >= len(alphabets) - told:
            left, digit = np.divmod(left, len(alphabet))
        else:
            digit = below(rows.draws(f"{place}"), len(alphabet))
        codes[:, place] = alphabet[digit]
    return _squeezed(codes)


def _points(alphabet: str) -> Codes:
    return np.array([ord(c) for c in alphabet], dtype=np.uint32)


def _squeezed(codes: Codes) -> pa.Array:
    kept = codes != 0
    sizes = kept.astype(np.int32)
    for start in (0x80, 0x800, 0x10000):
        sizes += codes >= start
    offsets = np.zeros(len(codes) + 1, dtype=np.int32)
    np.cumsum(sizes.sum(axis=1, dtype=np.int32), out=offsets[1:])
    flat = codes[kept]
    if flat.size and flat.max() < 0x80:
        data = flat.astype(np.uint8).tobytes()
    else:
        data = flat.astype("<u4").tobytes().decode("utf-32-le").encode()
    return pa.StringArray.from_buffers(len(codes), pa.py_buffer(offsets), pa.py_buffer(data))
