"""The kinds of real values, one a file. A new file here is a new kind; there is no list to edit."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from seeding.safety.kind import Kind


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Every `KIND` in this folder, in the order of the files' names."""
    names = sorted(module.name for module in iter_modules(__path__))
    return tuple(cast("Kind", import_module(f"{__name__}.{name}").KIND) for name in names)
