"""Numbers that may only take certain values: steps, bounds and decimals, exact to the last digit.

A grid counts in whole steps (int64), so money is a scaled whole number until it becomes a PostgreSQL
numeric, and 0.1 + 0.2 never comes out as 0.30000000000000004.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns.arrays import Values
from seeding.columns.draws import Indices
from seeding.errors import FactoryError

Number = float | Decimal

_LARGEST = 10**18  # what decimal128(18, …) holds


def decimals(scaled: Indices, digits: int) -> pa.Array:
    """decimal128(18, digits) from whole numbers of the last digit: 1999 with two digits is 19.99."""
    # 128 bits, little endian: the number, then its sign repeated (Arrow columnar format, fixed-width layout).
    words = np.empty((len(scaled), 2), dtype="<i8")
    words[:, 0] = scaled
    np.right_shift(scaled, 63, out=words[:, 1])
    return pa.Array.from_buffers(pa.decimal128(18, digits), len(scaled), [None, pa.py_buffer(words)])


@dataclass(frozen=True, slots=True)
class Grid:
    """The values `(base + k * step) / 10 ** places`, for k from `least` to `most`.

    Written as bigint where all are whole, as numeric with `digits` decimals where those are given, else
    as double precision.
    """

    base: int
    step: int
    places: int
    least: int
    most: int
    digits: int | None

    @classmethod
    def of(
        cls,
        *,
        low: Number | None = None,
        high: Number | None = None,
        step: Number | None = None,
        digits: int | None = None,
        by: object = "",
    ) -> Self | None:
        """The grid these arguments describe; None where they allow any value between the bounds.

        Steps count from `low`, or from 0 where there is none. Raises FactoryError, naming `by`, for
        arguments that contradict each other.
        """
        if low is not None and high is not None and not low <= high:
            raise FactoryError(f"{by}: low = {low} is above high = {high}")
        if digits is not None and not 0 <= digits <= 17:
            raise FactoryError(f"{by}: digits = {digits}: a number of decimals from 0 to 17")
        if step is None:
            if digits is None:
                return None
            step = Decimal(1).scaleb(-digits)
        if not step > 0:
            raise FactoryError(f"{by}: step = {step}: must be above 0")
        exact = Decimal(str(step))
        base = Decimal(0) if low is None else Decimal(str(low))
        places = max(_places(exact), _places(base))
        if digits is not None:
            if places > digits:
                raise FactoryError(
                    f"{by}: {digits} digits cannot hold low = {low} in steps of {step}",
                    hint=f"give digits={places}, or coarser bounds and steps",
                )
            places = digits
        whole_step, whole_base = int(exact.scaleb(places)), int(base.scaleb(places))
        limit = 10**18 - 1 if places or digits else 2**63 - 1
        most = (limit - whole_base) // whole_step
        if high is not None:
            most = min(most, math.floor((Decimal(str(high)) - base) / exact))
        least = 0 if low is not None else -(limit // whole_step)
        return cls(whole_base, whole_step, places, least, most, digits or None)

    @property
    def count(self) -> int:
        """How many values there are."""
        return self.most - self.least + 1

    def nearest(self, values: NDArray[np.float64]) -> Indices:
        """The step k nearest to each value, halves to the even one; values beyond the bounds get the bound."""
        scaled = self._scaled(values)
        np.rint(scaled, out=scaled)
        return self._whole(scaled)

    def not_below(self, values: NDArray[np.float64]) -> Indices:
        """The first step that is at or above each value."""
        scaled = self._scaled(values)
        # 19.99 * 100 is 1998.9999999999998: what is this near to a step is meant to be on it.
        return self._whole(np.ceil(scaled - np.minimum(np.abs(scaled) * 1e-12 + 1e-9, 1e-3)))

    def not_above(self, values: NDArray[np.float64]) -> Indices:
        """The last step that is at or below each value."""
        scaled = self._scaled(values)
        return self._whole(np.floor(scaled + np.minimum(np.abs(scaled) * 1e-12 + 1e-9, 1e-3)))

    def _scaled(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        scaled = values * float(10**self.places)
        scaled -= float(self.base)
        if self.step != 1:
            scaled /= float(self.step)
        return scaled

    def _whole(self, scaled: NDArray[np.float64]) -> Indices:
        # A bound above 2**53 is not a float: the largest that does not exceed it is near enough.
        np.clip(scaled, _toward_zero(self.least), _toward_zero(self.most), out=scaled)
        return scaled.astype(np.int64)

    def render(self, steps: Indices) -> Values:
        """The values at these steps: int64, decimal128 or float64."""
        scaled = steps if self.step == 1 else steps * self.step
        if self.base:
            scaled = scaled + self.base
        if self.digits is not None:
            return decimals(scaled, self.digits)
        if not self.places:
            return scaled
        # One division of two exact doubles is the double nearest to the decimal number.
        exact: NDArray[np.float64] = scaled.astype(np.float64) / float(10**self.places)
        return exact


def _toward_zero(bound: int) -> float:
    value = float(bound)
    return math.nextafter(value, 0.0) if abs(int(value)) > abs(bound) else value


def _places(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))
