"""Charities and groups that do not exist, for people to volunteer at."""

from __future__ import annotations

from functools import lru_cache

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.invented import PLACES, named_by_trade
from seeding.columns.rows import Rows
from seeding.columns.vocabulary import Vocabulary


class Charity(Column):
    """A charity or group people volunteer for: "Branwick Animal Rescue", "Yarvstead Food Bank".

    Invented like the names of `Company`, after places that are on no map. `cause` names a column of causes to agree
    with: animals, arts, children, community, disaster relief, education, environment, food, health, older people.

    >>> Charity(cause="cause")
    Charity(cause='cause')
    """

    def __init__(self, *, cause: str | None = None, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.cause = cause

    def values(self, rows: Rows) -> arrays.Values:
        """One name a row."""
        known = _charities()
        return pools.pick(
            known.entries, known.weighted.pick(rows.draws(), known.group(rows, self.cause, rows.draws("cause")))
        )


@lru_cache(maxsize=1)
def _charities() -> Vocabulary:
    return named_by_trade("cause", PLACES)
