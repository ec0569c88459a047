"""A row about a column, as the column it describes."""

from __future__ import annotations

import re
from typing import Any

from seeding.schema.catalog.types import Types
from seeding.schema.model import Attribute, Identity, Name, Type, TypeKind

_IDENTITIES = {"a": Identity.ALWAYS, "d": Identity.BY_DEFAULT}
# Types whose columns hold a sequence's numbers as they are; in a text (`DEFAULT 'INV-' || nextval('invoices')`)
# there may be anything.
_COUNTED = frozenset({"int2", "int4", "int8", "numeric"})
# Kept by PostgreSQL where it undoes a domain's default; for a row it is as good as none.
_NULL_DEFAULT = re.compile(r"NULL(::.*)?", re.DOTALL)


def attribute(row: Any, types: Types) -> Attribute:
    """The column; a domain's default and NOT NULL are the column's too."""
    type_ = types.type(row.type, row.modifier, row.dimensions, row.sql)
    generated = row.expression if row.generated else None
    default = None if row.generated else row.expression
    if default is None and generated is None and not row.identity:
        default = types.default(row.type)
    if default is not None and _NULL_DEFAULT.fullmatch(default):
        default = None
    return Attribute(
        name=row.name,
        type=type_,
        nullable=row.nullable and not _refuses_null(type_),
        default=default,
        identity=_IDENTITIES.get(row.identity),
        generated=generated,
        sequence=Name(*row.sequence) if row.sequence and type_.base.name in _COUNTED else None,
        comment=row.comment or "",
        collation=row.collation,
        number=row.number,
        insertable=row.insertable,
    )


def _refuses_null(type_: Type) -> bool:
    while type_.kind is TypeKind.DOMAIN and type_.element is not None:
        if type_.not_null:
            return True
        type_ = type_.element
    return False
