"""Columns as SQL literals: what stands between the parentheses of a VALUES list."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from seeding.load.encode import as_text
from seeding.schema import Type, TypeKind

# As they are: their spelling is an SQL number or keyword. Floats are quoted, for -0, NaN and Infinity.
_BARE = ("bool", "int2", "int4", "int8", "numeric")


def as_literals(array: pa.Array, type_: Type) -> pa.Array:
    """Each value as a literal of unknown type or a number, NULL included."""
    text = as_text(array, type_)
    base = type_.base
    if base.kind is not TypeKind.BASE or base.name not in _BARE:
        text = _quoted(text)
    return text.fill_null("NULL")


def _quoted(text: pa.Array) -> pa.Array:
    escaped = pc.replace_substring(text, "'", "''")
    # E'…' with every backslash doubled reads the same whatever standard_conforming_strings says, and whether
    # or not a tool that splits files into statements takes a backslash for an escape.
    backslash = pc.match_substring(escaped, "\\")
    opening = pc.if_else(backslash, pa.scalar("E'"), pa.scalar("'"))
    return pc.binary_join_element_wise(opening, pc.replace_substring(escaped, "\\", "\\\\"), "'", "")


def literal(text: str) -> str:
    """One string constant, with the same escapes."""
    escaped = text.replace("'", "''")
    return "E'" + escaped.replace("\\", "\\\\") + "'" if "\\" in escaped else f"'{escaped}'"
