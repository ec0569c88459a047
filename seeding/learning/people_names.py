"""Values that read as names of people, in a column that is called something else (`assignee`, `rep`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from seeding.columns.name_lists import cultures, known_locales

_NAME = re.compile(r"[^\W\d_][\w'’-]*\.?(?:,? [^\W\d_][\w'’-]*\.?){0,3}")
_FULL, _SINGLE = 0.3, 0.6  # of the values


def names_of_people(values: Sequence[str]) -> bool:
    """Whether so many values read as "Priya Sharma" or "Priya" that the column must hold people's names."""
    words = [value.replace(",", "").split() for value in values if _NAME.fullmatch(value)]
    full = [w for w in words if len(w) > 1 and w[0][0].isupper() and w[-1][0].isupper() and _known(w)]
    single = [w for w in words if len(w) == 1 and w[0][0].isupper() and w[0].casefold() in _given()]
    least = 2
    return (len(full) >= least and len(full) >= _FULL * len(values)) or (
        len(single) + len(full) > least and len(single) + len(full) >= _SINGLE * len(values)
    )


def _known(words: Sequence[str]) -> bool:
    first, last = words[0].casefold(), words[-1].casefold()
    return (first in _given() and (last in _family() or len(last) > 2)) or (last in _given() and first in _family())


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    return frozenset(
        name.casefold()
        for locale in known_locales()
        for one in cultures(locale)
        for names in one.given
        for name in names
    )


@lru_cache(maxsize=1)
def _family() -> frozenset[str]:
    return frozenset(
        name.casefold()
        for locale in known_locales()
        for one in cultures(locale)
        for names in one.family
        for name in names
    )
