"""What indexes compute from a row: an expression that raises refuses the row, unique or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeding.infer.expression import Call, Column, Tree, columns_of, parse
from seeding.schema import Index, Table

# Of functions and operators, those that take any value of their types. Others may raise, and are asked.
_TOTAL = frozenset({
    "lower", "upper", "btrim", "ltrim", "rtrim", "coalesce", "nullif", "md5", "length", "left", "right", "reverse",
    "||", "concat", "->", "->>", "#>", "#>>", "to_tsvector", "setweight", "array_to_tsvector", "date", "extract",
    "date_trunc", "date_part", "timezone", "is null", "not", "and", "or", "is true", "is false", "=", "<>", "<", ">",
    "<=", ">=", "case", "initcap", "replace", "unaccent", "immutable_unaccent", "f_unaccent", "greatest", "least",
})  # fmt: skip
_LITERAL = re.compile(r"'(?:[^']|'')*'(?:::[a-z_.\" ]+(?:\(\d+\))?)?")
_CAST = re.compile(r"::(?!\(?(?:text|character varying|citext|bpchar|name|jsonb)\b)")


def computed_by_indexes(table: Table) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Name, condition and columns for each index whose expressions could raise; the condition is never false."""
    for index in table.indexes:
        asked = [text for text in index.expressions if _may_raise(text)]
        if not asked:
            continue
        columns = index.columns or _columns(table, asked)
        # IS NULL twice over: true of any value, and nothing that a planner would leave out.
        computed = " AND ".join(f"((({text}) IS NULL) IS NOT NULL)" for text in asked)
        if columns:
            yield index.name, _where(index, computed), columns


def _where(index: Index, computed: str) -> str:
    return computed if index.predicate is None else f"((({index.predicate}) IS NOT TRUE) OR ({computed}))"


def _columns(table: Table, texts: list[str]) -> tuple[str, ...]:
    named = {c for text in texts if (tree := parse(text)) is not None for c in columns_of(tree)}
    return tuple(a.name for a in table.attributes if a.name in named)


def _may_raise(text: str) -> bool:
    if _CAST.search(_LITERAL.sub("''", text)):
        return True
    tree = parse(text)
    return tree is None or not _is_total(tree)


def _is_total(tree: Tree) -> bool:
    if isinstance(tree, Call):
        if tree.name == "to_tsvector" and isinstance(tree.arguments[0], Column) and len(tree.arguments) > 1:
            return False  # a configuration that each row names, which must be one
        return tree.name in _TOTAL and all(_is_total(argument) for argument in tree.arguments)
    return True
