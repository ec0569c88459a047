"""Picks from a list, as often as each value's weight says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.rows import Rows
from seeding.columns.weighted import Weighted
from seeding.errors import FactoryError

Options = Mapping[Any, float] | Sequence[Any]


class Choice(Column):
    """One of `options`: a list (all equally likely), or a dict of value → weight (any positive unit).

    Values are texts, numbers, booleans, dates or None (null), all of one type. With `of`, the options
    depend on another column of the same row: a dict of that column's value → options, and `default`
    for values it does not name (else null).

    Raises FactoryError for an empty list, a weight that is negative or not a number, and mixed types.

    >>> Choice({"customer": 0.90, "admin": 0.10})
    Choice({'customer': 0.9, 'admin': 0.1})
    >>> Choice({"IN": ["INR"], "US": {"USD": 99, "CAD": 1}}, of="country", default=["EUR"])
    Choice({'IN': ['INR'], 'US': {'USD': 99, 'CAD': 1}}, of='country', default=['EUR'])
    """

    def __init__(
        self,
        options: Options | Mapping[Any, Options],
        *,
        of: str | None = None,
        default: Options | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.of = of
        tables = [options] if of is None else list(_cases(options).values())
        if default is not None:
            if of is None:
                raise FactoryError(f"{self!r}: a default belongs to a choice that depends on a column (of=…)")
            tables.append(default)
        self._keys = None if of is None else pools.of(_cases(options))
        self._has_default = default is not None
        parsed = [self._parse(table) for table in tables]
        self._weights = [weights for _, weights in parsed]
        try:
            self._pool = pools.of([value for values, _ in parsed for value in values])
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise FactoryError(
                f"{self!r}: the values have no common type ({error})", hint="give values of one type"
            ) from None

    def _parse(self, options: Any) -> tuple[list[Any], list[float]]:
        if isinstance(options, Mapping):
            values, weights = list(options), list(options.values())
        elif isinstance(options, str) or not isinstance(options, Sequence):
            raise FactoryError(f"{self!r}: {options!r} is neither a list of values nor a dict of weights")
        else:
            values, weights = list(options), [1.0] * len(options)
        for value, weight in zip(values, weights, strict=True):
            if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < float("inf"):
                raise FactoryError(f"{self!r}: the weight of {value!r} is {weight!r}, not a positive number")
        if not sum(weights) > 0:
            raise FactoryError(f"{self!r}: nothing to choose from", hint="give at least one value a weight above 0")
        return values, weights

    @cached_property
    def _table(self) -> Weighted:
        return Weighted(*self._weights)

    def values(self, rows: Rows) -> arrays.Values:
        """One option a row."""
        if self.of is None:
            return pools.pick(self._pool, self._table.pick(rows.draws()))
        case = pools.find(rows.column(self.of), self._keys)
        missing = None
        if self._has_default:
            case = np.where(case < 0, self._table.count - 1, case)
        elif (case < 0).any():
            missing = case < 0
            case = np.maximum(case, 0)
        return pools.pick(self._pool, self._table.pick(rows.draws(), case), missing)


def _cases(options: Any) -> Mapping[Any, Any]:
    if not isinstance(options, Mapping) or not options:
        raise FactoryError(
            f"Choice({options!r}, of=…): a choice that depends on a column is a dict of that column's values"
        )
    return options
