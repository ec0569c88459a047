"""Numbers with a form: invoice numbers, order codes, references of a payment provider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase, digits

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import Words
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.columns.strings import build
from seeding.errors import FactoryError

_PIECE = re.compile(r"\{\{|\}\}|\{(\w+)(?::([^{}]*))?\}")
_ALPHABETS = {
    "hex": digits + "abcdef",
    "digits": digits,
    "letters": ascii_uppercase,
    "token": digits + ascii_lowercase,
    "TOKEN": digits + ascii_uppercase,
}
_TELLING = 12  # signs of base 36, which hold any number of 62 bits


class Code(Column):
    """A code per row, after a pattern: "INV-{number:06d}" gives INV-000001, INV-000002, …

    Fields: `{number}` or `{number:06d}` counts from `start` (so the code is unique); `{token:N}` is N signs out of
    0 to 9 and a to z (`{TOKEN:N}` A to Z), unique where N is at least 12; `{hex:N}`, `{digits:N}`, `{letters:N}` are
    N signs drawn freely, which may repeat in another row. Everything else stands as written; write `{{` for a brace.

    FactoryError for an unknown field or width.

    >>> Code("pay_{token:24}")
    Code('pay_{token:24}')
    """

    def __init__(self, pattern: str, *, start: int = 1, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.pattern = pattern
        self.start = start
        self._parts = list(self._parsed(pattern))
        if not any(width for _, width in self._parts):
            raise FactoryError(f"{self!r}: no field in the pattern", hint='write Code("INV-{number:06d}")')

    def _parsed(self, pattern: str) -> Iterator[tuple[str, int]]:
        """Literal texts as (text, 0), fields as (name, width)."""
        position = 0
        for match in _PIECE.finditer(pattern):
            yield self._literal(pattern[position : match.start()]), 0
            yield self._field(match) if match[1] else (match[0][0], 0)
            position = match.end()
        yield self._literal(pattern[position:]), 0

    def _literal(self, text: str) -> str:
        if "{" in text or "}" in text:
            raise FactoryError(f"{self!r}: a single brace in the pattern", hint="write {{ or }} for the sign itself")
        return text

    def _field(self, match: re.Match[str]) -> tuple[str, int]:
        name, form = match[1], match[2] or ""
        if name == "number" and re.fullmatch(r"(0?\d*d?)", form):
            return "number", max(int(form.removesuffix("d") or 0), 1)
        if name in _ALPHABETS and form.isdecimal() and 1 <= int(form) <= 64:
            return name, int(form)
        raise FactoryError(
            f"{self!r}: {match[0]!r} is no field",
            hint="fields: {number:06d}, {token:24}, {TOKEN:8}, {hex:8}, {digits:4}, {letters:2}",
        )

    def values(self, rows: Rows) -> arrays.Values:
        """One code a row."""
        pieces: list[pa.Array | str] = []
        for place, (name, width) in enumerate(self._parts):
            if width == 0:
                if name:
                    pieces.append(name)
            elif name == "number":
                text = pc.cast(pa.array(rows.indices + self.start), pa.string())
                pieces.append(pc.utf8_lpad(text, width, "0") if width > 1 else text)
            else:
                pieces.append(_signs(rows, f"{place}", name, width))
        if len(pieces) == 1:
            return pieces[0]
        return pc.binary_join_element_wise(*pieces, "")


def _signs(rows: Rows, stream: str, name: str, width: int) -> pa.Array:
    """`width` signs of an alphabet a row; of tokens the last twelve tell the row number."""
    alphabet = np.frombuffer(_ALPHABETS[name].encode(), np.uint8)
    written = np.empty((len(rows), width), np.uint8)
    place = width
    if name in ("token", "TOKEN") and width >= _TELLING:
        place = width - _TELLING
        told = Permutation(2**62, rows.key(f"{stream}.row"))(rows.indices).view(np.uint64)
        _write(written, place, width, told, alphabet)
    block = 0
    while place > 0:
        begin = max(0, place - 10)
        _write(written, begin, place, rows.draws(f"{stream}.{block}"), alphabet)
        place, block = begin, block + 1
    return build(written.reshape(-1), np.arange(0, width * len(rows) + 1, width, dtype=np.int32))


def _write(written: NDArray[np.uint8], begin: int, end: int, words: Words, alphabet: NDArray[np.uint8]) -> None:
    """The lowest digits of each word, in the alphabet's base."""
    base = np.uint64(len(alphabet))
    for place in range(end - 1, begin - 1, -1):
        # Not divmod: numpy divides by one number with SIMD (0.6 ns a word), but has no SIMD remainder (3 ns).
        rest = words // base
        written[:, place] = alphabet[(words - rest * base).view(np.int64)]
        words = rest
