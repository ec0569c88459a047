"""A generator as the Python that makes it: the same class with the same arguments, laid out as ruff lays it out."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from importlib import import_module
from types import FunctionType
from typing import Any
from uuid import UUID

from seeding.columns.base import Column
from seeding.errors import FactoryError
from seeding.scaffold.layout import Literal, Node, Text, call, pairs_of, sequence

# Where classes are public, in the order they are looked for.
_PUBLIC = ("seeding.columns", "seeding.infer.generators")

# Module → the names a file imports from it.
Imports = dict[str, set[str]]


def expression(value: Any, imports: Imports) -> Node:
    """The expression that makes `value`; what it needs is added to `imports`.

    Raises FactoryError for what has no name to import it by: lambdas, functions inside functions, objects
    that do not say what they were made of.
    """
    if isinstance(value, Column):
        args, kwargs = value._arguments
        return _call(type(value), args, kwargs, imports)
    if isinstance(value, str):
        return Text(value)
    if value is None or (isinstance(value, bool | int | bytes) and not isinstance(value, Enum)):
        return Literal(repr(value))
    if isinstance(value, float):
        return Literal(repr(value)) if abs(value) < float("inf") else Literal(f'float("{value}")')
    if isinstance(value, dict | Mapping):
        return pairs_of([(expression(k, imports), expression(v, imports)) for k, v in value.items()])
    if isinstance(value, list | tuple):
        ends = ("[", "]") if isinstance(value, list) else ("(", ")")
        return sequence(*ends, [expression(v, imports) for v in value])
    return _object(value, imports)


def _object(value: Any, imports: Imports) -> Node:
    if isinstance(value, Decimal | UUID):
        return _call(type(value), (str(value),), {}, imports)
    if isinstance(value, set | frozenset):
        return _call(type(value), (sorted(value),), {}, imports)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        imports.setdefault("datetime", set())
        return Literal(repr(value))
    if isinstance(value, Enum):
        return Literal(f"{_named(type(value), imports)}.{value.name}")
    if isinstance(value, type | FunctionType):
        return Literal(_named(value, imports))
    if is_dataclass(value):
        return _call(type(value), (), _given(value), imports)
    raise FactoryError(f"{value!r} ({type(value).__name__}) cannot be written as code")


def _given(value: Any) -> dict[str, Any]:
    """A dataclass's fields that are not what they would be anyway."""
    found = {}
    for field in fields(value):
        default = field.default if field.default_factory is MISSING else field.default_factory()
        mine = getattr(value, field.name)
        if field.init and (default is MISSING or mine != default or type(mine) is not type(default)):
            found[field.name] = mine
    return found


def _call(cls: type, args: tuple[Any, ...], kwargs: Mapping[str, Any], imports: Imports) -> Node:
    name = _named(cls, imports)
    parts = [("", expression(a, imports)) for a in args]
    parts += [(f"{k}=", expression(v, imports)) for k, v in kwargs.items()]
    return call(name, parts)


def _named(value: Any, imports: Imports) -> str:
    """A class or function's name, imported from where it is public."""
    name: str = value.__qualname__
    home = value.__module__
    if home == "builtins":
        return name
    if not name.isidentifier() or getattr(sys.modules.get(home), name, None) is not value:
        raise FactoryError(f"{home}.{name} cannot be imported by that name, so that no factory can be written with it")
    imports.setdefault(_public(home, name), set()).add(name)
    return name


@lru_cache(maxsize=1024)
def _public(home: str, name: str) -> str:
    for module in _PUBLIC:
        public = import_module(module)
        if home.startswith(f"{module}.") and name in public.__all__:
            return module
    return home
