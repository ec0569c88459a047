"""Composite values of which a condition says something: `(address).zip ~ '^[0-9]{5}$'`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeding.columns.rows import World
from seeding.infer.expression import Call, Column, Literal, Tree, columns_of, to_sql
from seeding.infer.trying.samples import sample
from seeding.infer.trying.subject import Subject
from seeding.schema import Attribute, Check, Name, Schema, Table, Type

_NAME = Name("", "composite")


def composites(atoms: Sequence[Tree], column: str, type_: Type, schema: Schema, count: int) -> list[str]:
    """Values of `type_` in PostgreSQL's syntax, their fields made as a table's columns under these conditions."""
    from seeding.infer.infer import infer

    fields = [_field(atom, column) for atom in atoms]
    checks = [
        Check(f"field {place}", to_sql(tree), columns_of(tree))
        for place, tree in enumerate(fields)
        if set(columns_of(tree)) <= {name for name, _ in type_.fields}
    ]
    attributes = tuple(Attribute(name, field, nullable=False) for name, field in type_.fields)
    table = Table(_NAME, attributes, checks=tuple(checks))
    generators = infer(table, schema)
    subject = Subject(table, generators, World(), count)
    if len(generators) < len(attributes):
        return []
    rows = sample(subject, {n: g.generator for n, g in generators.items()}, [a.name for a in attributes], count)
    return [row_text({name: row[name] for name, _ in type_.fields}) for row in rows]


def row_text(fields: Mapping[str, str | None]) -> str:
    """A composite value in PostgreSQL's input syntax.

    >>> row_text({"street": 'High "St"', "zip": None})
    '("High \\\\"St\\\\"",)'
    """
    parts = []
    for text in fields.values():
        escaped = None if text is None else text.replace("\\", "\\\\").replace('"', '\\"')
        parts.append("" if escaped is None else f'"{escaped}"')
    return f"({','.join(parts)})"


def _field(tree: Tree, column: str) -> Tree:
    """`(column).field` as a column of its own."""
    match tree:
        case Call(".", (Column() as whole, Literal(str() as field))) if whole.name == column:
            return Column(field)
        case Call(name, arguments):
            return Call(name, tuple(_field(argument, column) for argument in arguments))
    return tree
