"""Some of a list, none of them twice: skills, tags, languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.draws import Indices, Words, key_of, unit, words
from seeding.columns.related import related
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

Items = Sequence[Any] | Mapping[Any, float]

_ORDERS = 2048
_CELLS = 1 << 19


class Subset(Column):
    """An array of `least` to `most` different `items`, every length equally likely.

    `items` is a list, or a dict of item → weight (heavy items come oftener, and first); `weights` gives
    the weights of a list. With `of`, the items depend on another column of the same row ("user_id.country"
    is the parent's): a dict of that column's value → items, and `default` for values it does not name (else
    null). Rows begin at one of 2,048 weighted orders of the items (fewer for lists above 256) and take as
    many as they need.

    Raises FactoryError where `most` is more than there are items with a weight.

    >>> Subset(["python", "sql", "go"], 1, 2)
    Subset(['python', 'sql', 'go'], 1, 2)
    >>> Subset({"JP": {"ja": 99, "en": 9}}, 1, 2, of="country", default=["en", "fr"])
    Subset({'JP': {'ja': 99, 'en': 9}}, 1, 2, of='country', default=['en', 'fr'])
    """

    def __init__(
        self,
        items: Items | Mapping[Any, Items],
        least: int = 0,
        most: int | None = None,
        *,
        weights: Sequence[float] | None = None,
        of: str | None = None,
        default: Items | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.of = of
        if (of is None and default is not None) or (of is not None and (weights or not isinstance(items, Mapping))):
            raise FactoryError(f"{self!r}: with of=, items are a dict of that column's values, without weights=")
        cases = [self._kept(items, weights)] if of is None else [self._kept(case) for case in items.values()]  # type: ignore[union-attr]
        if default is not None:
            cases.append(self._kept(default))
        fewest = min(map(len, cases), default=0)
        self.least, self.most = least, fewest if most is None else most
        if not cases or not 0 <= self.least <= self.most <= fewest:
            raise FactoryError(
                f"{self!r}: {self.least} to {self.most} of {fewest} items",
                hint="least is not above most, and most not above the number of items",
            )
        try:
            self._keys = None if of is None else pools.of(items)
            self._pool = pools.of([item for case in cases for item, _ in case])
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise FactoryError(f"{self!r}: the items have no common type ({error})") from None
        self._has_default = default is not None
        self._weights = tuple(tuple(weight for _, weight in case) for case in cases)

    def _kept(self, items: Any, weights: Sequence[float] | None = None) -> list[tuple[Any, float]]:
        """Items that can come, with their weights."""
        listed = list(items)
        if isinstance(items, Mapping):
            weights = list(items.values())
        elif weights is None:
            weights = [1.0] * len(listed)
        if isinstance(items, str) or len(weights) != len(listed) or not all(_is_weight(w) for w in weights):
            raise FactoryError(f"{self!r}: items are a list, and each has a weight of 0 or more")
        return [(item, float(weight)) for item, weight in zip(listed, weights, strict=True) if weight > 0]

    def values(self, rows: Rows) -> pa.Array:
        """One array a row."""
        if self.of is None:
            return self._arrays(rows, None)
        case = pools.find(related(rows, self.of), self._keys)
        missing = case < 0
        if self._has_default or not missing.any():
            return self._arrays(rows, case)  # -1 is the last case, too
        return arrays.with_nulls(self._arrays(rows, np.maximum(case, 0)), missing)

    def _arrays(self, rows: Rows, case: Indices | None) -> pa.Array:
        orders, starts, counts = _cases(self._weights, self.most, rows.key("orders"))
        draws = rows.draws()
        lengths = (draws & np.uint64(0xFFFF_FFFF)) * np.uint64(self.most - self.least + 1)
        lengths >>= np.uint64(32)
        ends = np.cumsum(lengths.view(np.int64) + self.least)
        offsets = np.concatenate([[0], ends])
        order = (draws >> np.uint64(32)) * (counts[0] if case is None else counts[case])
        order >>= np.uint64(32)
        # The first item of each row's order, less its place in the output: one repeat finds all items.
        begins = order.view(np.int64) * self.most - offsets[:-1]
        if case is not None:
            begins += starts[case] * self.most
        places = np.repeat(begins, np.diff(offsets))
        places += np.arange(len(places), dtype=np.int64)
        values = pools.take(self._pool, orders.ravel()[places])
        return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), values)


def _is_weight(weight: Any) -> bool:
    return isinstance(weight, int | float) and 0 <= weight < float("inf")


@lru_cache(maxsize=256)
def _cases(weights: tuple[tuple[float, ...], ...], most: int, key: int) -> tuple[Indices, Indices, Words]:
    """The orders of all cases behind one another, items numbered through; where each case begins; how many it has."""
    first, orders = 0, []
    for number, case in enumerate(weights):
        orders.append(_orders(case, most, key_of(key, "case", number) if number else key) + first)
        first += len(case)
    counts = np.array([len(one) for one in orders], dtype=np.int64)
    return np.concatenate(orders), np.cumsum(counts) - counts, counts.astype(np.uint64)


def _orders(weights: tuple[float, ...], most: int, key: int) -> Indices:
    """Weighted orders, a row each: `most` item numbers, drawn one after the other without putting back."""
    count = max(64, min(_ORDERS, _CELLS // max(len(weights), 1)))
    left = np.tile(np.array(weights, dtype=np.float64), (count, 1))
    numbers = np.arange(count, dtype=np.int64)
    orders = np.empty((count, most), dtype=np.int64)
    for place in range(most):
        sums = np.cumsum(left, axis=1)
        target = unit(words(key_of(key, place), numbers)) * sums[:, -1]
        np.minimum(target, np.nextafter(sums[:, -1], 0.0), out=target)
        chosen = (sums > target[:, None]).argmax(axis=1)
        orders[:, place] = chosen
        left[numbers, chosen] = 0.0
    return orders
