"""What goes with a given name: how somebody is addressed, and the gender that is noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.choice import Choice, Options
from seeding.columns.name_lists import cultures
from seeding.columns.rows import Rows

_LOCALES = ("en_US", "en_GB", "en_IN", "de_DE", "fr_FR", "es_ES", "es_MX", "pt_BR", "it_IT", "pl_PL", "nl_NL", "sv_SE")


@lru_cache(maxsize=1)
def _given() -> tuple[pa.Array, np.ndarray]:
    """Given names, and whose they are: 0 women's, 1 men's, 2 anybody's."""
    found: dict[str, set[int]] = {}
    for locale in _LOCALES:
        for culture in cultures(locale):
            for gender in (0, 1):
                for name in culture.given[gender]:
                    found.setdefault(name, set()).add(gender)
    return pa.array(list(found)), np.array([min(owners) if len(owners) == 1 else 2 for owners in found.values()])


class ByGivenName(Column):
    """One of `women` or `men` as the given name in column `of` (the first word of a full name) is one's; else `others`.

    >>> ByGivenName("first_name", {"Ms": 0.9, "Dr": 0.1}, ["Mr"], ["Dr"])
    ByGivenName('first_name', {'Ms': 0.9, 'Dr': 0.1}, ['Mr'], ['Dr'])
    """

    def __init__(self, of: str, women: Options, men: Options, others: Options, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.of = of
        lists: Mapping[int, Mapping[str, float] | Sequence[str]] = {0: women, 1: men, 2: others}
        self._choices = [Choice(options) for options in lists.values()]

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        names, owners = _given()
        written = arrays.decode(rows.column(self.of)).cast(pa.string())
        given = pc.list_element(pc.split_pattern(pc.fill_null(written, ""), " ", max_splits=1), 0)
        place = pools.find(given, names)
        whose = np.where(place < 0, 2, owners[np.maximum(place, 0)])
        made = [arrays.decode(choice.produce(rows.nested(""))).cast(pa.string()) for choice in self._choices]
        return pc.choose(pa.array(whose), *made)
