"""Generated columns inside foreign keys: what they will hold is known where their expression is plain.

`owner_kind text GENERATED ALWAYS AS ('team')` says which parents a row may have; `GENERATED ALWAYS AS (tenant_id)`
is the other column under another name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.infer.expression import Column as Named
from seeding.infer.expression import Literal, parse
from seeding.infer.facts import TEXTS
from seeding.infer.limits import limits_of
from seeding.schema import Attribute, ForeignKey, Name, Schema, Table


def fixed(table: Table) -> dict[str, Column]:
    """Generated columns that hold the same in every row: nothing writes them, other columns look at them."""
    in_keys = {c for key in table.foreign_keys for c in key.columns}
    found = {a.name: constant_of(a) for a in table.attributes if a.name in in_keys}
    return {name: Constant(value) for name, value in found.items() if value is not None}


def constant_of(attribute: Attribute) -> object | None:
    """The one value of a generated column, None where it is not one."""
    tree = None if attribute.generated is None else parse(attribute.generated)
    if not isinstance(tree, Literal) or tree.text is None:
        return None
    if attribute.type.base.name in ("int2", "int4", "int8"):
        return int(tree.text)
    return tree.text == "true" if attribute.type.base.name == "bool" else tree.text


def plain_key(table: Table, key: ForeignKey) -> ForeignKey:
    """The same key, by the columns that its generated ones repeat."""
    columns = []
    for column in key.columns:
        generated = table.by_name[column].generated
        tree = None if generated is None else parse(generated)
        columns.append(tree.name if isinstance(tree, Named) and tree.name in table.by_name else column)
    return key if tuple(columns) == key.columns else replace(key, columns=tuple(columns))


def wanted_of(schema: Schema, table: Name) -> Iterator[tuple[str, object]]:
    """Columns of a table that others refer to by one value only, generated or all that a check allows, with that."""
    for other, key in schema.children.get(table, ()):
        if key.enforced:
            for own, there in zip(key.columns, key.parent_columns, strict=True):
                value = constant_of(other.by_name[own])
                if value is None:
                    value = kind_of(other, key, own)
                if value is not None:
                    yield there, value


def kind_of(table: Table, key: ForeignKey, column: str) -> str | None:
    """The one value that checks let into a column beside the key's others: `CHECK (owner_kind = 'team')`."""
    attribute = table.by_name[column]
    if (
        len(key.columns) == 1
        or not attribute.writable
        or not (attribute.type.base.name in TEXTS or attribute.type.base.labels)
    ):
        return None
    choices = limits_of(column, table.checks, attribute.type).choices
    return choices[0] if choices is not None and len(choices) == 1 else None
