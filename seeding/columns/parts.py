"""The generators inside a generator: a `When` holds its cases, a `Json` its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from seeding.columns.base import Column


def parts(column: Column) -> Iterator[Column]:
    """The generator itself and every one it was given, however deep; in the order they were written."""
    yield column
    yield from _inside(column.given)


def _inside(given: Any) -> Iterator[Column]:
    if isinstance(given, Column):
        yield from parts(given)
    elif isinstance(given, Mapping):
        for value in given.values():
            yield from _inside(value)
    elif isinstance(given, list | tuple):
        for value in given:
            yield from _inside(value)
