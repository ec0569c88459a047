"""Trees written as SQL again: what the reader took apart, for the server and for itself."""

from __future__ import annotations

from seeding.infer.expression.tree import Call, Column, Literal, Tree
from seeding.schema import quote


def to_sql(tree: Tree) -> str:
    """The tree in PostgreSQL's syntax, in brackets where that could matter.

    >>> to_sql(Call("<", (Column("a"), Literal("it's", "text"))))
    '("a" < \\'it\\'\\'s\\'::text)'
    """
    if isinstance(tree, Column):
        return "VALUE" if tree.name == "VALUE" else quote(tree.name)
    if isinstance(tree, Call):
        return _call(tree.name, tree.arguments)
    if tree.text is None:
        return f"NULL::{tree.type}" if tree.type else "NULL"
    if tree.type == "boolean" and tree.text in ("true", "false"):
        return tree.text
    body = tree.text.replace("'", "''")
    written = "E'" + body.replace("\\", "\\\\") + "'" if "\\" in body else f"'{body}'"
    return f"{written}::{tree.type}" if tree.type else written


def _call(name: str, arguments: tuple[Tree, ...]) -> str:  # one shape of syntax each
    parts = [to_sql(argument) for argument in arguments]
    listed = ", ".join(parts)
    match name:
        case "and" | "or":
            return f"({f' {name.upper()} '.join(parts)})"
        case "not":
            return f"(NOT {parts[0]})"
        case "array":
            return f"ARRAY[{listed}]"
        case "row":
            return f"ROW({listed})"
        case "case":
            whens = " ".join(f"WHEN {c} THEN {v}" for c, v in zip(parts[:-1:2], parts[1:-1:2], strict=True))
            return f"(CASE {whens} ELSE {parts[-1]} END)"
        case "[]":
            return f"({parts[0]})[{parts[1]}]"
        case "slice":
            return f"{parts[0]}:{parts[1]}"
        case ".":
            field = arguments[1]
            return f"({parts[0]}).{quote(field.text or '') if isinstance(field, Literal) else parts[1]}"
        case "extract":
            field = arguments[0]
            return f"EXTRACT({field.text if isinstance(field, Literal) else parts[0]} FROM {parts[1]})"
        case "at time zone":
            return f"({parts[0]} AT TIME ZONE {parts[1]})"
        case "is distinct from":
            return f"({parts[0]} IS DISTINCT FROM {parts[1]})"
    if name.startswith("is "):
        return f"({parts[0]} {name.upper()})"
    if name.startswith("::"):
        return f"({parts[0]}){name}"
    for word in (" any", " all"):
        if name.endswith(word):
            return f"({parts[0]} {name.removesuffix(word)}{word.upper()} ({parts[1]}))"
    if not (name[0].isalnum() or name[0] == "_"):
        return f"({name} {parts[0]})" if len(parts) == 1 else f"({f' {name} '.join(parts)})"
    if not parts and name.startswith(("current_", "local")):
        return name.upper()
    return f"{quote(name)}({', '.join(map(_argument, arguments))})"


def _argument(tree: Tree) -> str:
    """A function's argument: `round(x, 2)` wants an integer, and every function that wants a numeric takes one."""
    if isinstance(tree, Literal) and tree.type == "numeric" and (tree.text or "").isdecimal():
        return tree.text or ""
    return to_sql(tree)
