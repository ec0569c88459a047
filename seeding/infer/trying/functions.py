"""Users' functions in checks, read where their body is one expression: `is_valid(code)` is what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from seeding.infer.expression import Call, Column, Literal, Tree, parse
from seeding.schema.trial import Function

_SQL = re.compile(r"^\s*(?:return|select)\s+(.*?);?\s*$", re.IGNORECASE | re.DOTALL)
_PLPGSQL = re.compile(r"^\s*begin\s+return\s+(.*?);\s*end\s*;?\s*$", re.IGNORECASE | re.DOTALL)
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_READS = re.compile(
    r"\b(from|join)\s+(?!pg_catalog\b|pg_|information_schema\b|generate_series|unnest|jsonb?_)[a-z_\"]", re.I
)
_DEEP = 4

Functions = Mapping[str, Function]


def called(trees: Iterable[Tree]) -> set[str]:
    """The names of all functions in some expressions."""
    found: set[str] = set()
    for tree in trees:
        if isinstance(tree, Call):
            found |= {tree.name} | called(tree.arguments)
    return {name for name in found if name[0].isalpha() or name[0] == "_"}


def inlined(tree: Tree, functions: Functions, depth: int = _DEEP) -> Tree:
    """The same condition with the bodies of functions in their calls' places, where they can be read."""
    if not isinstance(tree, Call) or not depth:
        return tree
    arguments = tuple(inlined(argument, functions, depth) for argument in tree.arguments)
    function = functions.get(tree.name)
    body = None if function is None else _body(function)
    if function is None or body is None or len(function.arguments) != len(arguments):
        return Call(tree.name, arguments)
    named = {name.lower(): argument for name, argument in zip(function.arguments, arguments, strict=True) if name}
    placed = {str(place + 1): argument for place, argument in enumerate(arguments)}
    return inlined(_replaced(body, named, placed), functions, depth - 1)


def _body(function: Function) -> Tree | None:
    return expression_of(function.body)


def expression_of(body: str) -> Tree | None:
    """The one expression that a function's body returns; None for bodies that do more."""
    found = _PLPGSQL.match(body) or _SQL.match(body)
    if found is None:
        return None
    # $1 is no token of an expression: a name stands for it.
    return parse(re.sub(r"\$(\d+)", r'"$\1"', found[1]))


def _replaced(tree: Tree, named: Mapping[str, Tree], placed: Mapping[str, Tree]) -> Tree:
    if isinstance(tree, Column):
        return placed.get(tree.name.removeprefix("$"), tree) if tree.name[:1] == "$" else named.get(tree.name, tree)
    if isinstance(tree, Literal):
        return tree
    return Call(tree.name, tuple(_replaced(argument, named, placed) for argument in tree.arguments))


def texts_in(names: Iterable[str], functions: Functions) -> list[str]:
    """The constants that functions mention: what they compare with, as likely as not."""
    found: list[str] = []
    for name in sorted(names):
        if name in functions:
            found += [text.replace("''", "'") for text in _TEXT.findall(functions[name].body)]
    return list(dict.fromkeys(found))


def reads_tables(names: Iterable[str], functions: Functions) -> bool:
    """Whether one of the functions looks at rows, which are not there yet when it is tried."""
    return any(_READS.search(functions[name].body) for name in names if name in functions)
