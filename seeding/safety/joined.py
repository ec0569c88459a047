"""The texts of a column as one, searched by RE2: a call costs more than the few octets of a text do.

Patterns are compiled once for the life of the process, not once a batch (2 ms each), and RE2 keeps the
states of its automaton with them. That is why google-re2 is here beside the RE2 inside pyarrow.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import re2

_SEPARATOR = pa.scalar(b"\x00", pa.large_binary())  # PostgreSQL's text cannot hold it
_END = "$"  # matches every text: a set that does not say so has run out of memory, and knows nothing
_FEW = 1 << 16  # octets
_LIMIT = 64 << 20  # octets for the automaton of one pattern; beyond it RE2 falls back to a slower one


@lru_cache(maxsize=256)
def compiled(pattern: str, *, unicode: bool = False) -> Any:
    """`pattern` over octets, or over characters of UTF-8 where it is `unicode`; google-re2 has no types."""
    return re2.compile(pattern.encode(), _options(unicode=unicode))


@lru_cache(maxsize=256)
def _set(patterns: tuple[str, ...]) -> Any:
    """The patterns as one automaton that tells which of them match: as fast as any one of them."""
    together = re2.Set.SearchSet(_options(unicode=False))
    for pattern in (*patterns, _END):
        together.Add(pattern.encode())
    together.Compile()
    return together


def _options(*, unicode: bool) -> Any:
    options = re2.Options()
    if not unicode:
        options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = _LIMIT
    return options


class Joined:
    """Texts in one buffer with U+0000 between them; answers are masks over the array they came from."""

    def __init__(self, values: pa.Array) -> None:
        """`values` is a large_string array; nulls hold nothing."""
        self._mask = np.zeros(len(values), bool)
        self._indices = np.flatnonzero(np.asarray(values.is_valid())) if values.null_count else None
        present = values.drop_null() if values.null_count else values
        whole = pa.LargeListArray.from_arrays(pa.array([0, len(present)], pa.int64()), present.cast(pa.large_binary()))
        self._octets = pc.binary_join(whole, _SEPARATOR)[0].as_buffer()
        offsets = np.frombuffer(present.buffers()[1], np.int64, len(present) + 1, present.offset * 8)
        self._starts = offsets[:-1] - offsets[0] + np.arange(len(present))
        self._bytes = np.frombuffer(self._octets, np.uint8)
        self.longest = int(np.diff(offsets).max(initial=0))
        if self.longest:
            own = np.frombuffer(present.buffers()[2], np.uint8, int(offsets[-1] - offsets[0]), int(offsets[0]))
            self.lowest, self.highest = int(own.min()), int(own.max())

    def holds(self, pattern: str, *, unicode: bool = False) -> bool:
        """True when `pattern` matches anywhere."""
        return compiled(pattern, unicode=unicode).search(self._octets) is not None

    def there(self, needles: Collection[str]) -> frozenset[str]:
        """Those of the needles that are in some text."""
        if len(self._bytes) <= _FEW:
            # A look at each octet costs less here than a search with a pattern that has to be compiled first.
            octets = self._octets.to_pybytes()
            return frozenset(needle for needle in needles if needle.encode() in octets)
        return frozenset(n for n in needles if self.lowest <= ord(n[0]) <= self.highest and self.holds(re.escape(n)))

    def which(self, patterns: tuple[str, ...]) -> list[int]:
        """The numbers of the patterns that match anywhere."""
        if not patterns:
            return []
        found = _set(patterns).Match(self._octets) or ()
        numbers = sorted(number for number in found if number < len(patterns))
        return numbers if len(patterns) in found else list(range(len(patterns)))

    def matching(self, pattern: str, *, unicode: bool = False) -> npt.NDArray[np.bool_]:
        """The texts in which `pattern` matches."""
        mask = self._mask.copy()
        for text in self._each(compiled(pattern, unicode=unicode)):
            mask[self._index(text)] = True
        return mask

    def matching_but(self, pattern: str, innocent: str) -> npt.NDArray[np.bool_]:
        """The texts in which `pattern` matches and that are not `innocent` as a whole."""
        mask = self._mask.copy()
        search = compiled(pattern).search
        # One search leaps over all innocent texts in a row: in a clean column that is the whole of it.
        leap = compiled(rf"(?:(?:{innocent})\x00)*(?:(?:{innocent})$)?")
        position = 0
        while (position := leap.match(self._octets, position).end()) < len(self._bytes):
            text = self._text_at(position)
            end = self._end(text)
            # With the separators, which a pattern may ask for.
            if search(self._octets, max(0, int(self._starts[text]) - 1), end):
                mask[self._index(text)] = True
            position = end
        return mask

    def _each(self, pattern: Any) -> Iterator[int]:
        """The number of each text with a match. Only a match's first and last octet may be a separator."""
        position = 0
        while found := pattern.search(self._octets, position):
            start = found.start()
            text = self._text_at(start + 1 if start < len(self._bytes) and self._bytes[start] == 0 else start)
            yield text
            if text + 1 == len(self._starts):
                return
            position = self._end(text) - 1

    def _text_at(self, position: int) -> int:
        return int(np.searchsorted(self._starts, position, side="right")) - 1

    def _end(self, text: int) -> int:
        """Where the next text starts, behind the separator."""
        return int(self._starts[text + 1]) if text + 1 < len(self._starts) else len(self._bytes)

    def _index(self, text: int) -> int:
        return text if self._indices is None else int(self._indices[text])
