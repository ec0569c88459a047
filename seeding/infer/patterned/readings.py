"""Codes read off values: of columns whose values come from elsewhere, so that others may depend on them too."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.draws import Indices
from seeding.columns.instants import instants_of
from seeding.columns.quantiles import Floats
from seeding.infer.generators.text_form import as_text


class Reading(ABC):
    """What code a value has."""

    null: int  # NULL's code, below 0 where there is none

    @abstractmethod
    def codes(self, values: pa.Array) -> Indices:
        """One code a value."""

    def _with_null(self, found: Indices, nulls: pa.Array) -> Indices:
        missing = nulls.to_numpy(zero_copy_only=False)
        return np.where(missing, self.null, found) if missing.any() else found


@dataclass(frozen=True)
class NumberReading(Reading):
    """The codes of numbers, by the numbers that codes begin with (rising; the first code takes what lies below)."""

    starts: tuple[float, ...]
    null: int = -1

    def codes(self, values: pa.Array) -> Indices:
        """One code a value."""
        values = arrays.decode(values)
        nulls = values.is_null()
        numbers = seconds_of(values)
        found = np.searchsorted(np.asarray(self.starts[1:]), numbers, side="right").astype(np.int64)
        return self._with_null(found, nulls)


def seconds_of(values: pa.Array) -> Floats:
    """Numbers as doubles; durations and times of day as seconds; 0 for NULL."""
    if pa.types.is_duration(values.type) or pa.types.is_time(values.type):
        micros = values.cast(pa.duration("us") if pa.types.is_duration(values.type) else pa.time64("us"))
        spans: Floats = micros.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False).astype(np.float64)
        return spans / 1e6
    if pa.types.is_string(values.type):
        values = values.cast(pa.float64())
    numbers = arrays.to_numpy(values.fill_null(0) if not pa.types.is_decimal(values.type) else values)
    found: Floats = np.nan_to_num(numbers.astype(np.float64))
    return found


@dataclass(frozen=True)
class TimeReading(Reading):
    """The codes of dates and instants, by the microseconds since 1970 that codes begin with."""

    starts: tuple[int, ...]
    null: int = -1

    def codes(self, values: pa.Array) -> Indices:
        """One code a value."""
        instants, missing = instants_of(values)
        found = np.searchsorted(np.asarray(self.starts[1:], dtype=np.int64), instants, side="right").astype(np.int64)
        return np.where(missing, self.null, found) if missing.any() else found


@dataclass(frozen=True)
class CategoryReading(Reading):
    """The codes of values by their text: the place in the list, else `other`."""

    texts: tuple[str, ...]
    other: int = -1
    null: int = -1

    def codes(self, values: pa.Array) -> Indices:
        """One code a value."""
        places = places_of(values, self.texts)
        found = places.fill_null(self.other).to_numpy(zero_copy_only=False).astype(np.int64)
        return self._with_null(found, values.is_null())


@dataclass(frozen=True)
class KeyReading(Reading):
    """The codes of rows that are known by a key: what a list of rows says of the row with this key."""

    texts: tuple[str, ...]
    found: tuple[int, ...]
    null: int = -1

    def codes(self, values: pa.Array) -> Indices:
        """One code a key; none for a key that is not listed."""
        places = places_of(values, self.texts)
        entries = places.fill_null(len(self.texts)).to_numpy(zero_copy_only=False).astype(np.int64)
        known: Indices = np.array([*self.found, -1], dtype=np.int64)[entries]
        return known


@dataclass(frozen=True)
class PresenceReading(Reading):
    """There, or NULL."""

    null: int = 1

    def codes(self, values: pa.Array) -> Indices:
        """One code a value."""
        return self._with_null(np.zeros(len(values), dtype=np.int64), values.is_null())


def places_of(values: pa.Array, texts: Sequence[str]) -> pa.Array:
    """Where in a list of texts each value stands; numbers however they are written, and "2.0" as a text is no "2"."""
    found = texts_of(values)
    written = not isinstance(values, pa.DictionaryArray) and pa.types.is_decimal(arrays.decode(values).type)
    return pc.index_in(found, value_set=pa.array([plain(text) if written else text for text in texts], pa.string()))


def texts_of(values: pa.Array) -> pa.Array:
    """Values as PostgreSQL prints them; numbers without zeros at their end."""
    if isinstance(values, pa.DictionaryArray):
        return values.dictionary_decode()
    if pa.types.is_decimal(values.type) or pa.types.is_floating(values.type):
        return pa.array([plain(v) for v in arrays.decode(values).to_pylist()], pa.string())
    return as_text(values)


def plain(value: object) -> str | None:
    """A scalar's text, the same however it was written: 1.50 is 1.5, True is true."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    try:
        float(text)
    except ValueError:
        return text
    if "." in text and "e" not in text.lower():
        text = text.rstrip("0").rstrip(".")
    return text


def listed(values: Sequence[object]) -> tuple[str, ...]:
    """The texts of values in a pattern file."""
    return tuple(value if isinstance(value, str) else plain(value) or "" for value in values)
