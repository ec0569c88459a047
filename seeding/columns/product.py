"""Names of things a shop sells."""

from __future__ import annotations

from functools import lru_cache

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.invented import combined
from seeding.columns.rows import Rows
from seeding.columns.vocabulary import Vocabulary, read, vocabulary, words


class ProductName(Column):
    """A product's name: "Stoneware Serving Bowl", "Wireless Keyboard", "Shared Habit Tracker".

    `category` names a column of categories to agree with: home, clothing, electronics, outdoors, food, beauty, toys,
    books, office, software (in any case; others get a product of any category). Some 900 names.

    >>> ProductName(category="category")
    ProductName(category='category')
    """

    def __init__(self, *, category: str | None = None, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.category = category

    def values(self, rows: Rows) -> arrays.Values:
        """One name a row."""
        known = _products()
        return pools.pick(
            known.entries, known.weighted.pick(rows.draws(), known.group(rows, self.category, rows.draws("category")))
        )


@lru_cache(maxsize=1)
def _products() -> Vocabulary:
    groups = {
        category: combined([f"{quality} " for quality in words(data["qualities"])], words(data["things"]))
        for category, data in read("products.toml").items()
    }
    return vocabulary(groups, offset=200)
