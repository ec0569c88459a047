"""Trees in one table whose root a check names: `CHECK ((parent_id IS NULL) = (id = 0))`; and whose levels one does."""

from __future__ import annotations

from dataclasses import dataclass

from seeding.infer.expression import Call, Case, Column, Literal, Tree, cases, columns_of, parse
from seeding.schema import Check, Table


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


@dataclass(frozen=True)
class Levels:
    """A tree whose levels a check names: the `kinds` from the top, the parent of the topmost, and the columns."""

    check: str
    kind: str
    parent: str
    kinds: tuple[str, ...]
    first: str | None = None


def levels_of(table: Table) -> Levels | None:
    """`(type = 'org' AND parent_id = 'global') OR (type = 'project' AND parent_id IS NOT NULL)`.

    Each kind's parents are of the kind before. Where one certain row is the topmost kind's parent, that row is there
    already and the kind without a parent is its own.
    """
    for key in table.foreign_keys:
        if key.parent != table.name or len(key.columns) != 1 or not key.enforced:
            continue
        (parent,) = key.columns
        for check in table.checks:
            if len(check.columns) == 2 and parent in check.columns and check.enforced:
                found = _levels(check, parent, next(c for c in check.columns if c != parent))
                if found is not None:
                    return found
    return None


def _levels(check: Check, parent: str, kind: str) -> Levels | None:
    tree = parse(check.expression)
    below: dict[str, str | None] = {}
    tops: dict[str, str | None] = {}
    for way in cases(tree) if tree is not None else []:
        named = [text for atom in way if (text := _is(atom, kind)) is not None]
        others = [atom for atom in way if columns_of(atom) != (kind,)]
        if len(named) != 1 or len(way) != len(others) + 1 or named[0] in below | tops:
            return None
        certain = [text for atom in others if (text := _is(atom, parent)) is not None]
        if others == [Call("is null", (Column(parent),))]:
            tops[named[0]] = None
        elif len(certain) == 1:
            tops[named[0]] = certain[0]
        elif others and all(_is_some(atom, parent) for atom in others):
            below[named[0]] = None
        else:
            return None
    certain_tops = {name: key for name, key in tops.items() if key is not None} or tops
    if len(certain_tops) != 1 or not below:
        return None
    ((top, first),) = certain_tops.items()
    return Levels(check.name, kind, parent, (top, *below), first)


def _is(atom: Tree, column: str) -> str | None:
    match atom:
        case Call("=", (Column(name), Literal(str() as text))) if name == column:
            return text
    return None


def _is_some(atom: Tree, column: str) -> bool:
    """`parent_id IS NOT NULL`, `parent_id <> 'global'`."""
    match atom:
        case Call("not", (Call("is null", (Column(name),)),)) | Call("<>", (Column(name), Literal())):
            return name == column
    return False
