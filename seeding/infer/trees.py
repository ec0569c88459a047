"""Trees in one table whose root a check names: `CHECK ((parent_id IS NULL) = (id = 0))`."""

from __future__ import annotations

from seeding.infer.expression import Call, Case, Column, Literal, cases, parse
from seeding.schema import Table


def only_root(table: Table, column: str, key: str) -> int | None:
    """The `key` that a row has to have for `column`, its parent, to be NULL; None where any row may be a root."""
    for check in table.checks:
        if not {column, key} <= set(check.columns):
            continue
        tree = parse(check.expression)
        ways = cases(tree) if tree is not None else []
        keys = {_key(way, key) for way in ways if not _has_parent(way, column)}
        if len(keys) == 1 and None not in keys and len(ways) > 1:
            return keys.pop()
    return None


def _has_parent(way: Case, column: str) -> bool:
    return any(atom == Call("not", (Call("is null", (Column(column),)),)) for atom in way)


def _key(way: Case, key: str) -> int | None:
    for atom in way:
        match atom:
            case Call("=", (Column(name), Literal(text))) if name == key and text is not None and _is_whole(text):
                return int(text)
    return None


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdigit()
