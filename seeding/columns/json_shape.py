"""Documents: jsonb from a shape of generators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns.arrays import JSON
from seeding.columns.base import Column
from seeding.columns.draws import chance
from seeding.columns.json_text import Piece, constant, joined, piece
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


@dataclass(frozen=True)
class Sometimes:
    """A key of a JSON object that only a `share` (0 to 1) of the rows have; `shape` as in `Json`."""

    shape: Any
    share: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise FactoryError(f"{self!r}: a share of rows lies between 0 and 1")


class Json(Column):
    """A JSON document (jsonb) a row, in the shape given: dicts and lists of generators and constants.

    Every generator in it has draws of its own and may derive from the row's columns. A generator's
    `nulls` are JSON nulls; a key in `Sometimes(shape, share)` is missing from the other rows. Moments
    are ISO 8601 texts, numerics are numbers with their decimals, durations microseconds.

    Raises FactoryError for keys that are no texts, and for constants JSON cannot hold.

    >>> from seeding.columns.boolean import Bool
    >>> Json({"alerts": Bool(0.8), "version": 2})
    Json({'alerts': Bool(0.8), 'version': 2})
    """

    def __init__(self, shape: Any, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.shape = shape
        self._check(shape)

    def _check(self, shape: Any) -> None:
        if isinstance(shape, Sometimes):
            raise FactoryError(f"{self!r}: Sometimes belongs to a key of an object", hint='{"key": Sometimes(…)}')
        if isinstance(shape, Mapping):
            for key, inner in shape.items():
                if not isinstance(key, str):
                    raise FactoryError(f"{self!r}: the key {key!r} is not a text")
                self._check(inner.shape if isinstance(inner, Sometimes) else inner)
        elif isinstance(shape, list | tuple):
            for inner in shape:
                self._check(inner)
        elif not isinstance(shape, Column):
            try:
                constant(shape)
            except ValueError as error:
                raise FactoryError(f"{self!r}: {shape!r} is no JSON value ({error})") from None
            if isinstance(shape, float) and not np.isfinite(shape):
                raise FactoryError(f"{self!r}: JSON has no number for {shape!r}")

    def values(self, rows: Rows) -> pa.Array:
        """One document a row."""
        count = len(rows)
        if not count:
            return pa.ExtensionArray.from_storage(JSON, pa.array([], pa.string()))
        text = joined(self._pieces(rows, self.shape, ""), count).of(count)
        return pa.ExtensionArray.from_storage(JSON, text)

    def _pieces(self, rows: Rows, shape: Any, path: str) -> list[Piece]:
        if isinstance(shape, Column):
            return [piece(shape.produce(rows.nested(path)))]
        if isinstance(shape, Mapping):
            return self._object(rows, shape, path)
        if isinstance(shape, list | tuple):
            pieces = [Piece.constant("[")]
            for place, inner in enumerate(shape):
                pieces += [Piece.constant(", ")] if place else []
                pieces += self._pieces(rows, inner, f"{path}[{place}]")
            return [*pieces, Piece.constant("]")]
        return [Piece.constant(constant(shape))]

    def _object(self, rows: Rows, shape: Mapping[str, Any], path: str) -> list[Piece]:
        always = {key: inner for key, inner in shape.items() if not isinstance(inner, Sometimes)}
        pieces = [Piece.constant("{")]
        for place, (key, inner) in enumerate(always.items()):
            pieces.append(Piece.constant(f"{', ' if place else ''}{constant(key)}: "))
            pieces += self._pieces(rows, inner, f"{path}.{key}")
        optional = [
            self._optional(rows, key, inner, f"{path}.{key}")
            for key, inner in shape.items()
            if isinstance(inner, Sometimes)
        ]
        if optional and not always:
            # Nothing goes before: the first key there is must not begin with a comma.
            some = joined(optional, len(rows))
            optional = [Piece(pc.utf8_slice_codeunits(some.texts, start=2), some.numbers)]
        return [*pieces, *optional, Piece.constant("}")]

    def _optional(self, rows: Rows, key: str, inner: Sometimes, path: str) -> Piece:
        """`, "key": value` in some rows, nothing in the others."""
        named = [Piece.constant(f", {constant(key)}: "), *self._pieces(rows, inner.shape, path)]
        there = chance(rows.nested(path).draws("there"), inner.share)
        whole = joined(named, len(rows))
        if whole.is_few:
            numbers = np.zeros(len(rows), dtype=np.int64) if whole.numbers is None else whole.numbers
            texts = pa.array([*whole.texts.to_pylist(), ""], pa.string())
            return Piece(texts, np.where(there, numbers, len(texts) - 1))
        return Piece(pc.if_else(pa.array(there), whole.of(len(rows)), ""))
