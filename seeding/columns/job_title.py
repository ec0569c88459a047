"""Job titles people hold, fitting their industry and their years of work."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.rows import Rows
from seeding.columns.vocabulary import Vocabulary, read, vocabulary, words
from seeding.columns.weighted import Weighted

_JUNIOR_BELOW = 2  # years of experience
_SENIOR_FROM = 8
_LEVELS = Weighted([0.15, 0.6, 0.25])


class JobTitle(Column):
    """A title such as "Senior Data Analyst", "Registered Nurse", "Forklift Operator".

    `industry` names a column of industries to agree with: technology, finance, healthcare, education, retail,
    manufacturing, hospitality, construction, government, media, logistics, energy, legal, non-profit (in any
    case; others get a title of any industry). `experience` names a column of years: under 2 a title may be junior,
    from 8 on senior.

    >>> JobTitle(industry="industry", experience="experience_years")
    JobTitle(industry='industry', experience='experience_years')
    """

    def __init__(self, *, industry: str | None = None, experience: str | None = None, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.industry = industry
        self.experience = experience

    def values(self, rows: Rows) -> arrays.Values:
        """One title a row."""
        known = _titles()
        title = known.weighted.pick(rows.draws(), known.group(rows, self.industry, rows.draws("industry")))
        return pools.pick(known.entries, title * 3 + self._level(rows))

    def _level(self, rows: Rows) -> Indices:
        if self.experience is None:
            return _LEVELS.pick(rows.draws("level"))
        years = arrays.to_numpy(rows.column(self.experience).cast("float64").fill_null(_JUNIOR_BELOW))
        return (years >= _JUNIOR_BELOW).astype(np.int64) + (years >= _SENIOR_FROM).astype(np.int64)


@lru_cache(maxsize=1)
def _titles() -> Vocabulary:
    """Titles by industry; each entry stands for three: junior, plain and senior."""
    groups = {industry: words(text) for industry, text in read("jobs.toml").items()}
    plain = vocabulary(groups, offset=6)
    spread = [level + title.removesuffix("*") if title.endswith("*") else title
              for titles in groups.values() for title in titles for level in ("Junior ", "", "Senior ")]  # fmt: skip
    return Vocabulary(plain.groups, pools.of(spread), plain.weighted, plain.counts)
