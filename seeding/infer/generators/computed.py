"""What the server will compute for a generated column, for the rows of other tables that refer to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.rows import Rows
from seeding.errors import FactoryError
from seeding.infer.expression import parse, tree
from seeding.infer.generators.text_form import as_text
from seeding.schema import Schema, Table

_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "+": pc.add, "-": pc.subtract, "*": pc.multiply, "abs": pc.abs,
    "=": pc.equal, "<>": pc.not_equal, "<": pc.less, "<=": pc.less_equal, ">": pc.greater, ">=": pc.greater_equal,
    "and": pc.and_kleene, "or": pc.or_kleene, "not": pc.invert, "is null": pc.is_null, "is not null": pc.is_valid,
    "coalesce": pc.coalesce,
}  # fmt: skip
_TEXT_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "lower": pc.utf8_lower,
    "upper": pc.utf8_upper,
    "btrim": pc.utf8_trim_whitespace,
    "length": pc.utf8_length,
    "||": lambda *parts: pc.binary_join_element_wise(*parts, ""),
}


class Computed(Column):
    """`expression`, as the catalog spells it, of the same row's columns; never written, only looked at.

    Reads arithmetic on whole numbers, comparisons, `||`, `->>`, `coalesce`, `lower`, `upper`, `trim` and `length`.
    Raises FactoryError for anything else.

    >>> Computed("(price * quantity)")
    Computed('(price * quantity)')
    """

    def __init__(self, expression: str) -> None:
        super().__init__()
        self.expression = expression

    def values(self, rows: Rows) -> pa.Array:
        """The server's values."""
        parsed = parse(self.expression)
        if parsed is None:
            raise self._not_read()
        value = self._value(rows, parsed)
        return pa.repeat(value, len(rows)) if isinstance(value, pa.Scalar) else value

    def _value(self, rows: Rows, node: tree.Tree) -> Any:
        match node:
            case tree.Column(name):
                return arrays.decode(rows.column(name))
            case tree.Literal(text, kind):
                return _constant(text, kind)
            case tree.Call("->>", (inner, tree.Literal(str() as key))):
                return _at(as_text(self._value(rows, inner)), key)
            case tree.Call("::text" | "::character varying", (inner,)):
                return self._text(rows, inner)
            case tree.Call(name, arguments) if name in _FUNCTIONS:
                return self._called(_FUNCTIONS[name], [self._value(rows, argument) for argument in arguments])
            case tree.Call(name, arguments) if name in _TEXT_FUNCTIONS:
                return self._called(_TEXT_FUNCTIONS[name], [self._text(rows, argument) for argument in arguments])
        raise self._not_read()

    def _text(self, rows: Rows, node: tree.Tree) -> Any:
        value = self._value(rows, node)
        return value.cast(pa.string()) if isinstance(value, pa.Scalar) else as_text(value)

    def _called(self, function: Callable[..., Any], arguments: list[Any]) -> Any:
        try:
            return function(*arguments)
        except (pa.ArrowException, TypeError) as error:
            raise self._not_read() from error

    def _not_read(self) -> FactoryError:
        return FactoryError(
            f"{self.expression}: what the server makes of this is not known beforehand",
            hint="refer to another column, or leave the table out with skip = true",
        )


def computed(table: Table, schema: Schema) -> dict[str, Column]:
    """Generators for the generated columns that foreign keys of other tables refer to."""
    wanted = schema.referenced.get(table.name, frozenset())
    return {a.name: Computed(a.generated) for a in table.attributes if a.generated is not None and a.name in wanted}


def _at(documents: pa.Array, key: str) -> pa.Array:
    """A key's text of each document, as `->>` gives it where it holds a text or a whole number."""
    found = [None if text is None else json.loads(text) for text in documents.to_pylist()]
    values = [document.get(key) if isinstance(document, dict) else None for document in found]
    if any(not isinstance(value, str | int | None) or isinstance(value, bool) for value in values):
        raise FactoryError(f"->> {key!r}: only texts and whole numbers are read from documents beforehand")
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def _constant(text: str | None, kind: str) -> pa.Scalar:
    if text is None:
        return pa.scalar(None, pa.string())
    if text in ("true", "false") and kind in ("", "boolean"):
        return pa.scalar(text == "true")
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and kind in ("", *_NUMBERS):
        return pa.scalar(int(text), pa.int64())
    return pa.scalar(text, pa.string())
