"""What a column may be given that no planned row has: its own default, and what triggers speak of.

A trigger that compares `NEW.status` with 'draft' knows the word; one that gives `NEW.number` a value of its own may
want none; one that looks at the clock may want a time that is still to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeding.infer.expression import Literal, parse
from seeding.infer.expression.tree import Call, Tree
from seeding.schema import Attribute, Table

# Later than any clock the rows will be judged by.
_TO_COME = {
    "date": "2099-01-01",
    "timestamp": "2099-01-01 00:00:00",
    "timestamptz": "2099-01-01 00:00:00+00",
}
_CLOCK = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp)\s*\(|\b(?:current_(?:date|timestamp)|localtimestamp)\b",
    re.IGNORECASE,
)
_TEXT = r"'(?:[^']|'')*'"
_VALUE = rf"(?:{_TEXT}|-?\d+(?:\.\d+)?|true|false)"
_EQUAL = r"(?:=|<>|!=|is\s+(?:not\s+)?distinct\s+from)"
_CAST = r"(?:\s*::\s*[\w.\"]+)?"
_ITEM = re.compile(_VALUE, re.IGNORECASE)
_MOST = 12


def offers(table: Table, attribute: Attribute) -> tuple[str | None, ...]:
    """The further values of a column, None for NULL, in the order they are thought of."""
    bodies = [t.body for t in table.triggers if t.enabled and t.per_row and "INSERT" in t.events]
    own = _own(attribute.name)
    found: list[str | None] = []
    default = _default(attribute.default)
    if default is not None:
        found.append(default)
    for body in bodies:
        found += _compared(own, body)
        if re.search(rf"{own}\s*:?=", body, re.IGNORECASE) and not attribute.nullable:
            found.append(None)
        elif _CLOCK.search(body) and re.search(own, body, re.IGNORECASE):
            found += [moment for moment in [_TO_COME.get(attribute.type.base.name)] if moment is not None]
    return tuple(dict.fromkeys(found))[:_MOST]


def _own(column: str) -> str:
    quoted = re.escape(column.replace('"', '""'))
    return rf'\bnew\s*\.\s*(?:"{quoted}"|{quoted}\b)'


def _compared(own: str, body: str) -> Iterator[str]:
    """The literals that a column is held against: NEW.kind = 'a', 'a' = NEW.kind, NEW.kind NOT IN ('a', 'b')."""
    forms = (
        rf"{own}{_CAST}\s*{_EQUAL}\s*({_VALUE})",
        rf"({_VALUE}){_CAST}\s*{_EQUAL}\s*{own}",
        rf"{own}{_CAST}\s+(?:not\s+)?in\s*\(((?:\s*{_VALUE}{_CAST}\s*,?)+)\)",
    )
    for form in forms:
        for listed in re.findall(form, body, re.IGNORECASE):
            for item in _ITEM.findall(listed):
                yield item[1:-1].replace("''", "'") if item.startswith("'") else item


def _default(expression: str | None) -> str | None:
    """A default that is one value, as text."""
    tree: Tree | None = None if expression is None else parse(expression)
    while isinstance(tree, Call) and tree.name.startswith("::") and tree.arguments:
        tree = tree.arguments[0]
    return tree.text if isinstance(tree, Literal) else None
