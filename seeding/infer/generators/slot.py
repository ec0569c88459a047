"""Beginnings and ends that never meet another row's: a booking's times under an exclusion constraint."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import below, key_of, words
from seeding.columns.instants import DAY, HOUR, micros
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

Kind = Literal["integer", "numeric", "date", "timestamp", "timestamptz", "time"]
Part = Literal["begin", "end", "width", "day"]

_STRIDE = 10  # steps from one row's beginning to the next one's; a slot is 1 to 8 of them long


class Slot(Column):
    """The beginning, the end or the width of the row's own stretch of numbers, days or hours; or a `day` of its own.

    Rows' stretches lie apart, with a step between them at least, so none touches another even where both its
    ends count. Days and hours go back from the present.

    >>> Slot("date", "begin")
    Slot('date', 'begin')
    """

    def __init__(self, kind: Kind, part: Part, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.kind, self.part = kind, part

    def values(self, rows: Rows) -> pa.Array:
        """One end a row."""
        # Keyed by the table alone: both ends of a row must agree on its width.
        width = below(words(key_of(rows.world.seed, rows.table, "slot width"), rows.indices), _STRIDE - 2) + 1
        if self.part == "width":
            return pa.array(width * HOUR).cast(pa.duration("us")) if self.kind != "date" else pa.array(width)
        if self.part == "day":
            days = micros(rows.now) // DAY - rows.indices - 1
            return pa.array(days.astype(np.int32), pa.int32()).cast(pa.date32())
        if self.kind in ("integer", "numeric"):
            return pa.array(rows.indices * _STRIDE + (width if self.part == "end" else 0))
        step = (width if self.part == "end" else 0) - (rows.indices + 1) * _STRIDE
        present = micros(rows.now)
        if self.kind == "date":
            return pa.array((present // DAY + step).astype(np.int32), pa.int32()).cast(pa.date32())
        moments = pa.array(present // HOUR * HOUR + step * HOUR).cast(pa.timestamp("us"))
        return moments if self.kind == "timestamp" else moments.cast(arrays.TIMESTAMP)


class Tile(Column):
    """A shape of geometry that overlaps no other row's: a `box`, `circle` or `polygon` on a line of them.

    >>> Tile("box")
    Tile('box')
    """

    def __init__(self, shape: str, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if shape not in _SHAPES:
            raise FactoryError(f"Tile({shape!r}): shapes are {', '.join(_SHAPES)}")
        self.shape = shape

    def values(self, rows: Rows) -> pa.Array:
        """One shape a row, in PostgreSQL's input syntax."""
        left = rows.indices * _STRIDE
        size = below(rows.draws("size"), 4) + 1
        numbers = {"x": left, "y": left + size, "m": left + 4, "r": size}
        texts = {name: pa.array(values).cast(pa.string()) for name, values in numbers.items()}
        parts = [texts.get(part, part) for part in _SHAPES[self.shape]]
        return pc.binary_join_element_wise(*parts, "")


_SHAPES: dict[str, tuple[str, ...]] = {
    "box": ("(", "y", ",", "r", "),(", "x", ",0)"),
    "circle": ("<(", "m", ",0),", "r", ">"),
    "polygon": ("((", "x", ",0),(", "y", ",0),(", "y", ",", "r", "))"),
}


class PerGroup(Column):
    """What `column` makes, the same for all rows in which the columns in `by` are the same.

    >>> from seeding.columns.choice import Choice
    >>> PerGroup(Choice(["lion", "zebra"]), by=("cage",))
    PerGroup(Choice(['lion', 'zebra']), by=('cage',))
    """

    def __init__(self, column: Column, *, by: tuple[str, ...], nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.column, self.by = column, by

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        from seeding.infer.generators.text_form import as_text

        if not len(rows):
            return arrays.decode(self.column.produce(rows.nested("group")))
        parts = [pc.fill_null(as_text(rows.column(name)), "") for name in self.by]
        groups = pc.binary_join_element_wise(*parts, "\x1f").dictionary_encode()
        # A group's value is that of a row number which only its name decides.
        numbers = np.array([key_of(text) >> 24 for text in groups.dictionary.to_pylist()], dtype=np.int64)
        made = arrays.decode(self.column.produce(rows.nested("group", numbers)))
        return made.take(groups.indices)


class AtMost(Column):
    """What `column` makes, for a table that has room for `count` rows.

    >>> from seeding.columns.constant import Constant
    >>> AtMost(Constant("1.0"), 1).count
    1
    """

    unique = True

    def __init__(self, column: Column, count: int, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.column, self.count = column, count

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        if len(rows) and int(rows.indices.max()) >= self.count:
            raise FactoryError(
                f"{rows.table} has room for {self.count} rows, as {rows.name} is unique in it",
                hint=f"give {rows.table} {self.count} rows at most",
            )
        return self.column.produce(rows.nested("few"))
