"""The texts inside an Arrow array, in one flat array, with the way back to the rows they stand in.

A dictionary is scanned once however often its words are used; a list's elements are scanned in place;
numbers, moments and UUIDs never become text unless a kind judges numbers there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from seeding.safety.kind import Place
from seeding.safety.kinds import all_kinds
from seeding.safety.single import as_text, bytea, number_text

Rows = Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts of one column. `values` is a large_string array; `rows` turns indices into it into the first
    row of the batch that holds each, -1 where no row does. `number` marks digits of numbers."""

    values: pa.Array
    place: Place
    rows: Rows
    number: bool = False

    def octets(self) -> npt.NDArray[np.uint8]:
        """The UTF-8 of all texts, one after the other, without a copy."""
        offsets_buffer, data = self.values.buffers()[1:3]
        if data is None or len(self.values) == 0:
            return np.empty(0, np.uint8)
        offsets = np.frombuffer(offsets_buffer, np.int64, len(self.values) + 1, self.values.offset * 8)
        return np.frombuffer(data, np.uint8, int(offsets[-1] - offsets[0]), int(offsets[0]))


def texts_of(array: pa.Array, place: Place) -> Iterator[Texts]:
    """Every text that `array` (one column of a batch) holds; nothing for types that cannot hold any."""
    return _unpack(array, place, lambda indices: indices)


def _unpack(array: pa.Array, place: Place, rows: Rows) -> Iterator[Texts]:
    type_ = array.type
    is_ = pa.types
    if isinstance(type_, pa.BaseExtensionType):
        json = type_.extension_name == "arrow.json"
        yield from _unpack(array.storage, Place(place.names, json=json or place.json), rows)
    elif is_.is_dictionary(type_):
        yield from _unpack(array.dictionary, place, _through_indices(array, rows))
    elif is_.is_list(type_) or is_.is_large_list(type_) or is_.is_fixed_size_list(type_):
        parents = np.asarray(pc.list_parent_indices(array).cast(pa.int64()))
        yield from _unpack(pc.list_flatten(array), place, lambda indices: rows(parents[indices]))
    elif is_.is_struct(type_):
        for index, field in enumerate(type_):
            yield from _unpack(pc.struct_field(array, [index]), place.below(field.name), rows)
    elif is_.is_map(type_):
        # Rare, and its keys name its values: row by row, as the mapping that it is.
        for index, pairs in enumerate(array.to_pylist()):
            if pairs:
                yield from _unpack_mapping(dict(pairs), place, rows, index)
    elif is_.is_run_end_encoded(type_):
        yield from _unpack(pc.run_end_decode(array), place, rows)
    elif is_.is_string(type_) or is_.is_large_string(type_) or is_.is_string_view(type_):
        texts = array.cast(pa.large_string())
        if place.binary:
            texts = pa.array([None if text is None else bytea(text) for text in texts.to_pylist()], pa.large_string())
        yield Texts(texts, place, rows)
    elif is_.is_binary(type_) or is_.is_large_binary(type_) or is_.is_binary_view(type_):
        decoded = [None if octets is None else as_text(octets) for octets in array.to_pylist()]
        yield Texts(pa.array(decoded, pa.large_string()), place, rows)
    elif is_.is_integer(type_) or is_.is_floating(type_) or is_.is_decimal(type_):
        if any(kind.judges_numbers(place) for kind in all_kinds()):
            yield Texts(_digits(array), place, rows, number=True)
    elif is_.is_union(type_):
        raise TypeError(f"column {place.names[-1]} holds {type_}, which cannot be judged")


def _unpack_mapping(pairs: dict[str, Any], place: Place, rows: Rows, index: int) -> Iterator[Texts]:
    row = rows(np.array([index], np.int64))
    for key, value in pairs.items():
        yield from _unpack(pa.array([str(key)]), Place(()), lambda indices: row[indices])
        yield from _unpack(pa.array([value]), place.below(str(key)), lambda indices: row[indices])


def _through_indices(array: pa.Array, rows: Rows) -> Rows:
    """From words of a dictionary to the first row that uses each."""

    def first_rows(words: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        used = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        found = np.full(len(words), -1, np.int64)
        for position, word in enumerate(words):
            uses = np.flatnonzero(used == word)
            if len(uses):
                found[position] = rows(uses[:1])[0]
        return found

    return first_rows


def _digits(array: pa.Array) -> pa.Array:
    if pa.types.is_integer(array.type):
        return array.cast(pa.large_string())
    whole = [None if number is None else number_text(number) for number in array.to_pylist()]
    return pa.array(whole, pa.large_string())
