"""Which texts of a batch deserve the exact rules: none of a clean one, and it costs about a microsecond a row.

The texts of each column are joined into one, because a call of RE2 costs more than the few octets of a
text; a column is searched only for clues whose characters it holds, and all of them in one pass. Only in
columns where that pass finds something are rows searched one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from seeding.safety.kind import Clue, Place
from seeding.safety.kinds import all_kinds
from seeding.safety.readings import ASCII_DISGUISES, UNICODE_DISGUISE
from seeding.safety.texts import Texts

_SEPARATOR = b"\x00"  # PostgreSQL's text cannot hold it
_NON_ASCII = "\x80"  # as a needle: any octet above 0x7f

_DISGUISES = (
    *(Clue(pattern, needles) for needles, pattern in ASCII_DISGUISES.items()),
    Clue(UNICODE_DISGUISE, _NON_ASCII),
)
# A rule sees the text behind a JSON escape, a pattern does not.
_ESCAPED = Clue(r"\\", "\\")
_ESCAPED_IN_TEXT = Clue(r"(?:^|\x00)\s*[{\[][^\x00]*\\", "\\")


@dataclass(frozen=True)
class _Column:
    """A column with its texts joined, and what is needed to tell quickly which characters it holds."""

    texts: Texts
    joined: bytes
    low: int
    high: int

    def holds(self, needles: str) -> bool:
        """True when some text may hold one of `needles`."""
        if needles == _NON_ASCII:
            return self.high > 0x7F
        return not needles or any(
            self.low <= ord(needle) <= self.high and needle.encode() in self.joined for needle in needles
        )


@lru_cache(maxsize=4096)
def _clues(place: Place) -> tuple[Clue, ...]:
    """What to search for at `place`: the clues of every kind, and what could hide one from them."""
    of_kinds = (clue for kind in all_kinds() for clue in kind.clues(place))
    return (*_DISGUISES, _ESCAPED if place.json else _ESCAPED_IN_TEXT, *of_kinds)


def suspects(texts: list[Texts]) -> list[npt.NDArray[np.int64]]:
    """For each of `texts`, the indices of the values that some clue names."""
    named = [np.zeros(len(part.values), bool) for part in texts]
    searches: dict[tuple[str, bool], list[int]] = {}
    columns = [_joined(part) for part in texts]
    for number, column in enumerate(columns):
        if column is None:
            continue
        together = []
        for clue in _clues(column.texts.place):
            if not column.holds(clue.needles):
                continue
            if clue.innocent or clue.ignoring:
                named[number] |= _but_innocent(column.texts.values, clue)
            elif clue.needles == _NON_ASCII or not clue.needles:
                # On its own: the first is read as UTF-8; a pattern that starts with letters is searched for
                # four times as fast as an alternation.
                searches.setdefault((clue.pattern, clue.needles == _NON_ASCII), []).append(number)
            else:
                together.append(f"(?:{clue.pattern})")
        if together:
            searches.setdefault(("|".join(dict.fromkeys(together)), False), []).append(number)
    for (pattern, unicode), numbers in searches.items():
        joined = [column.joined for number in numbers if (column := columns[number]) is not None]
        whole = pa.array(joined, pa.large_string() if unicode else pa.large_binary())
        found = pc.match_substring_regex(whole, pattern)
        for number, hit in zip(numbers, found.to_pylist(), strict=True):
            if hit:
                named[number] |= _matching(texts[number].values, pattern, unicode=unicode)
    return [np.flatnonzero(mask).astype(np.int64) for mask in named]


def _joined(texts: Texts) -> _Column | None:
    octets = texts.octets()
    if len(octets) == 0:
        return None
    values = texts.values.drop_null().cast(pa.large_binary())
    whole = pa.LargeListArray.from_arrays(pa.array([0, len(values)], pa.int64()), values)
    joined = pc.binary_join(whole, pa.scalar(_SEPARATOR, pa.large_binary()))
    return _Column(texts, joined[0].as_buffer().to_pybytes(), int(octets.min()), int(octets.max()))


def _matching(values: pa.Array, pattern: str, *, unicode: bool = False) -> npt.NDArray[np.bool_]:
    read = values if unicode else values.cast(pa.large_binary())
    mask = pc.match_substring_regex(read, pattern).fill_null(False)
    return np.asarray(mask.to_numpy(zero_copy_only=False), bool)


def _but_innocent(values: pa.Array, clue: Clue) -> npt.NDArray[np.bool_]:
    if clue.innocent:
        suspicious = ~_matching(values, clue.innocent)
        return suspicious & _matching(values, clue.pattern) if suspicious.any() else suspicious
    suspicious = _matching(values, clue.pattern)
    if suspicious.any():
        rest = pc.replace_substring_regex(
            values.filter(pa.array(suspicious)).cast(pa.large_binary()), clue.ignoring, b""
        )
        suspicious[suspicious] = _matching(rest, clue.pattern)
    return suspicious
