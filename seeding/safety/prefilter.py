"""Which texts of a batch deserve the exact rules: none of a clean one, and it costs half a microsecond a row.

A column is searched only for clues whose characters it holds, and for all of them in one pass, which tells
the clues that match somewhere; only for those are its texts looked at one by one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from seeding.safety.joined import Joined
from seeding.safety.kind import Clue, Place
from seeding.safety.kinds import all_kinds
from seeding.safety.readings import ASCII_DISGUISES, UNICODE_DISGUISE
from seeding.safety.texts import Texts

_DISGUISES = tuple(Clue(pattern, needles) for needles, pattern in ASCII_DISGUISES.items())
# A rule sees the text behind a JSON escape, a pattern does not.
_ESCAPED = Clue(r"\\", "\\")
_ESCAPED_IN_TEXT = Clue(r"(?:^|\x00)\s*[{\[][^\x00]*\\", "\\")


@lru_cache(maxsize=4096)
def _clues(place: Place) -> tuple[Clue, ...]:
    """What to search for at `place`: the clues of every kind, and what could hide one from them."""
    of_kinds = (clue for kind in all_kinds() for clue in kind.clues(place))
    return (*_DISGUISES, _ESCAPED if place.json else _ESCAPED_IN_TEXT, *of_kinds)


def suspects(texts: Texts) -> npt.NDArray[np.int64]:
    """The indices of the values that some clue names."""
    joined = Joined(texts.values)
    named = np.zeros(len(texts.values), bool)
    if joined.longest:
        if joined.highest > 0x7F:
            named |= joined.matching(UNICODE_DISGUISE, unicode=True)
        clues = _worth_a_search(joined, texts.place)
        for clue in clues:
            if clue.innocent:
                named |= joined.matching_but(clue.pattern, clue.innocent)
        others = tuple(clue for clue in clues if not clue.innocent)
        for number in joined.which(tuple(clue.pattern for clue in others)):
            named |= _naming(others[number], texts.values, joined)
    return np.flatnonzero(named).astype(np.int64)


def _worth_a_search(joined: Joined, place: Place) -> list[Clue]:
    """The clues that some text may match, by its length and by the characters and words there are."""
    there = joined.there(_sought(place))
    clues = [clue for clue in _by_needles(place, there) if joined.longest >= clue.fewest]
    held = joined.there({word for clue in clues for word in clue.words})
    return [clue for clue in clues if not clue.words or not held.isdisjoint(clue.words)]


@lru_cache(maxsize=4096)
def _sought(place: Place) -> frozenset[str]:
    """The characters that some clue asks for."""
    return frozenset(needle for clue in _clues(place) for needle in clue.needles)


@lru_cache(maxsize=4096)
def _by_needles(place: Place, there: frozenset[str]) -> tuple[Clue, ...]:
    """The clues that ask for no character, or for one that is there."""
    return tuple(clue for clue in _clues(place) if not clue.needles or not there.isdisjoint(clue.needles))


def _naming(clue: Clue, values: pa.Array, joined: Joined) -> npt.NDArray[np.bool_]:
    """The texts in which the clue's pattern matches beside what it ignores."""
    suspicious = joined.matching(clue.pattern)
    if clue.ignoring and suspicious.any():
        octets = values.filter(pa.array(suspicious)).cast(pa.large_binary())
        rest = pc.replace_substring_regex(octets, clue.ignoring, b"")
        suspicious[suspicious] = Joined(rest).matching(clue.pattern)
    return suspicious
