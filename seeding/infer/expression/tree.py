"""An expression as a tree: columns, constants, and calls; an operator is a call by its symbol."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column, by its name; a domain's value is the column `VALUE`."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant in PostgreSQL's input syntax (None: NULL) and the type it is given, empty where it has none."""

    text: str | None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator and what it is applied to.

    Lower-case names for functions, unqualified; symbols for operators, `= any` and `= all` for those over
    an array, `and`, `or` (two or more), `not`, `is null`, `is true` and so on; `array` and `row` for their
    constructors; `::type` for a cast that changes a value (those between texts or numbers are left out).
    """

    name: str
    arguments: tuple[Tree, ...]


Tree = Column | Literal | Call


def columns_of(tree: Tree) -> tuple[str, ...]:
    """The columns a tree names, in the order they first appear."""
    if isinstance(tree, Column):
        return (tree.name,)
    if isinstance(tree, Literal):
        return ()
    return tuple(dict.fromkeys(name for part in tree.arguments for name in columns_of(part)))
