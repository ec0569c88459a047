"""What a policy asks of a row itself, apart from who is asking: the cases in which it shows it, or hides it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from seeding.infer.expression import Call, Column, Literal, Tree, columns_of, parse
from seeding.infer.expression.cases import cases
from seeding.schema import Policy, Table

_SUBQUERY = re.compile(r"\(\s*SELECT\b")
# What is known of a row alone; any other function may look at who is asking.
_OF_THE_ROW = frozenset(
    {
        "=", "<>", "<", "<=", ">", ">=", "~~", "!~~", "= any", "<> all", "is null", "is true", "is false", "not", "and",
        "or", "array", "now", "current_date", "current_timestamp", "lower", "upper", "length", "char_length",
        "coalesce", "+", "-", "*", "/", "is distinct from",
    }
)  # fmt: skip
_MOST = 12  # cases of one policy


@dataclass(frozen=True)
class Wanted:
    """One thing a policy wants to have a row for: any of the cases, each of conditions that hold together."""

    policy: str
    what: str  # "show" or "hide"
    cases: tuple[tuple[Tree, ...], ...]


def wanted(table: Table, policy: Policy) -> Iterator[Wanted]:
    """What rows a policy wants, as far as its expression says so of the row; nothing where all depends on who asks."""
    tree = _tree(policy)
    if tree is None:
        return
    for what in ("show", "hide"):
        found = [_of_the_row(case, table) for case in cases(tree, holds=what == "show")[:_MOST]]
        # A case that asks nothing of the row is for whoever asks to bring about.
        of_the_row = tuple(case for case in found if case)
        if of_the_row:
            yield Wanted(policy.name, what, of_the_row)


def owner_columns(table: Table, policy: Policy) -> list[str]:
    """Foreign keys that a policy holds against whoever is asking."""
    tree = _tree(policy)
    keys = {key.columns[0] for key in table.foreign_keys if len(key.columns) == 1}
    if tree is None:
        return []
    atoms = {atom for holds in (True, False) for case in cases(tree, holds=holds)[:_MOST] for atom in case}
    return sorted({name for atom in atoms if not _is_row(atom, table) for name in columns_of(atom)} & keys)


def _tree(policy: Policy) -> Tree | None:
    text = policy.check if policy.command == "INSERT" else policy.using
    return None if text is None else parse(_without_subqueries(text))


def _without_subqueries(text: str) -> str:
    """A subquery is somebody's answer, whoever asks: `( SELECT …)` becomes `asker()`."""
    while (found := _SUBQUERY.search(text)) is not None:
        depth, place, quoted = 0, found.start(), False
        for place in range(found.start(), len(text)):
            character = text[place]
            quoted ^= character == "'"
            depth += (character == "(") - (character == ")") if not quoted else 0
            if depth == 0:
                break
        text = f"{text[: found.start()]}asker(){text[place + 1 :]}"
    text = re.sub(r"\bEXISTS asker\(\)", "asker()", text)
    return re.sub(r"\b(?:NOT )?IN asker\(\)", "= asker()", text)


def _of_the_row(case: Collection[Tree], table: Table) -> tuple[Tree, ...]:
    return tuple(atom for atom in case if _is_row(atom, table))


def _is_row(atom: Tree, table: Table) -> bool:
    named = columns_of(atom)
    return bool(named) and all(name in table.by_name for name in named) and _plain(atom)


def _plain(tree: Tree) -> bool:
    if not isinstance(tree, Call):
        return True
    return (tree.name in _OF_THE_ROW or tree.name.startswith("::")) and all(map(_plain, tree.arguments))


def assignment(atom: Tree, table: Table, seen: Collection[str]) -> tuple[str, str | None] | None:
    """A column and the value, in PostgreSQL's input syntax, that make a condition true; None where nobody knows one.

    `seen` are values the column has in other rows.
    """
    match atom:
        case Column(name):
            return name, "true"
        case Call("not", (Column(name),)):
            return name, "false"
        case Call("is null", (Column(name),)) if table.by_name[name].nullable:
            return name, None
        case Call("not", (Call("is null", (Column(name),)),)) if seen:
            return name, sorted(seen)[0]
        case Call("=", (Column(name), Literal(str() as text))):
            return name, text
        case Call("= any", (Column(name), Call("array", (Literal(str() as text), *_)))):
            return name, text
        case Call("<>", (Column(name), Literal(str() as text))):
            return _other(table, name, {text}, seen)
        case Call("<> all", (Column(name), Call("array", items))):
            return _other(table, name, {i.text for i in items if isinstance(i, Literal) and i.text is not None}, seen)
        case Call("<" | "<=" | ">" | ">=" as symbol, (Column(name), Literal(str() as text))) if _number(text):
            return name, text if "=" in symbol else str(int(text) + (1 if symbol == ">" else -1))
    return None


def _other(table: Table, name: str, taken: Collection[str], seen: Collection[str]) -> tuple[str, str] | None:
    """A value the column may have and that is not one of those taken: of its enum, its check's list, other rows."""
    from seeding.infer.limits import limits_of

    attribute = table.by_name[name]
    type_ = attribute.type.base
    checks = [check for check in table.checks if check.columns == (name,)]
    listed = limits_of(name, checks, attribute.type).choices or ()
    boolean = ("true", "false") if type_.name == "bool" else ()
    known = [*type_.labels, *listed, *boolean, *sorted(seen)]
    if type_.name == "bool":
        taken = {{"t": "true", "f": "false"}.get(one, one) for one in taken}
    value = next((one for one in known if one not in taken), None)
    if value is None and not listed and not type_.labels and type_.name in ("text", "varchar"):
        return None
    return None if value is None else (name, value)


def _number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d{1,9}", text))
