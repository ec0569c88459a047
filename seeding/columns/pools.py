"""Pools: the finished values a generator points into, as Arrow arrays that are built once."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from enum import Enum
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns.arrays import JSON, TIMESTAMP, UUID_TYPE
from seeding.columns.draws import Indices


def of(values: Iterable[Any]) -> pa.Array:
    """A pool of Python values of one type (None is null): the type PostgreSQL gets is the one inferred here.

    Raises pyarrow.ArrowInvalid or ArrowTypeError where the values have no common type.
    """
    items = [value.value if isinstance(value, Enum) else value for value in values]
    some = next((value for value in items if value is not None), None)
    if isinstance(some, UUID):
        raw = pa.array([None if value is None else value.bytes for value in items], pa.binary(16))
        return pa.ExtensionArray.from_storage(UUID_TYPE, raw)
    if isinstance(some, dict):
        texts = [None if value is None else json.dumps(value, ensure_ascii=False, default=str) for value in items]
        return pa.ExtensionArray.from_storage(JSON, pa.array(texts, pa.string()))
    if isinstance(some, datetime.datetime):
        utc = datetime.UTC
        return pa.array([v if v is None or v.tzinfo else v.replace(tzinfo=utc) for v in items], TIMESTAMP)
    if isinstance(some, str):  # the type said: guessing it costs a search for a module that may not be there, a call
        return pa.array(items, pa.string())
    return pa.array(items)


def pick(pool: pa.Array, entries: Indices, missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """The pool's entries at these numbers; null where `missing` is true.

    Texts come as a dictionary array: the numbers are the values until somebody needs the texts.
    """
    if pa.types.is_string(pool.type) and not pool.null_count:
        numbers = pa.array(entries.astype(np.int32), mask=missing)
        return pa.DictionaryArray.from_arrays(numbers, pool, safe=False)
    return take(pool, entries, missing)


def take(pool: pa.Array, entries: Indices, missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """Like `pick`, always as plain values."""
    return pool.take(pa.array(entries, mask=missing))


class Pieces:
    """Pools of texts of which one entry each is written behind the other."""

    __slots__ = ("_first", "_pool")

    def __init__(self, *pools: pa.Array) -> None:
        self._pool = pa.concat_arrays(pools)
        self._first = np.cumsum([0, *(len(pool) for pool in pools)])

    def joined(self, *entries: Indices) -> pa.Array:
        """One text a row, of an entry from each pool in turn.

        All pieces of all rows are taken at once, in the order they are read: what they fill is the texts already.
        """
        count, width = len(entries[0]), len(entries)
        numbers = np.empty((count, width), np.int64)
        for place, entry in enumerate(entries):
            np.add(entry, self._first[place], out=numbers[:, place])
        _, offsets, data = self._pool.take(pa.array(numbers.ravel())).buffers()
        ends = np.frombuffer(offsets, np.int32)[: count * width + 1 : width]
        return pa.StringArray.from_buffers(count, pa.py_buffer(np.ascontiguousarray(ends)), data)


def find(array: pa.Array, keys: pa.Array) -> Indices:
    """Where each value stands in `keys`, -1 where it does not; a dictionary array is looked up once an entry."""
    if isinstance(array, pa.DictionaryArray):
        known = find(array.dictionary, keys)
        if not array.null_count:
            places: Indices = known[array.indices.to_numpy()]
            return places
        slots = array.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)
        found: Indices = np.append(known, np.int64(-1))[slots]
        return found
    if array.type != keys.type:
        array = array.cast(keys.type)
    hits: Indices = pc.index_in(array, value_set=keys).fill_null(-1).to_numpy(zero_copy_only=False)
    return hits.astype(np.int64)


def find_word(array: pa.Array, words: pa.Array) -> Indices:
    """Like `find`, among words in lower case, whatever the case of the values."""
    if isinstance(array, pa.DictionaryArray):
        lower = pc.utf8_lower(array.dictionary.cast(pa.string()))
        return find(pa.DictionaryArray.from_arrays(array.indices, lower, safe=False), words)
    return find(pc.utf8_lower(array.cast(pa.string())), words)
