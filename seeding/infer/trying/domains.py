"""Values of domains that nothing here understands, found before the tables that use them inside other types."""

from __future__ import annotations

from collections.abc import Iterable

from seeding.columns.rows import World
from seeding.infer.infer import infer
from seeding.infer.limits import limits_of
from seeding.infer.trying.subject import Subject
from seeding.infer.trying.try_out import try_out
from seeding.schema import Attribute, Name, Schema, Table, Type, TypeKind
from seeding.schema.trial import Tester

_NAME = Name("", "domain")
_ROWS = 128


def valid_values(schema: Schema, tester: Tester) -> dict[str, tuple[str, ...]]:
    """Values by domain (as SQL spells it), for domains inside arrays and composites that are not understood."""
    found: dict[str, tuple[str, ...]] = {}
    for type_ in _inside(schema):
        attribute = Attribute("value", type_, nullable=False)
        table = Table(_NAME, (attribute,))
        subject = Subject(table, infer(table, schema, known=found), World(), _ROWS)
        (outcome,) = try_out([subject], schema, tester)
        changed = outcome.columns.get("value")
        if changed is not None:
            from seeding.infer.trying.samples import sample

            rows = sample(subject, {"value": changed.generator}, ["value"], _ROWS)
            found[type_.sql] = tuple(dict.fromkeys(str(row["value"]) for row in rows if row["value"] is not None))
    return found


def _inside(schema: Schema) -> list[Type]:
    """The domains inside other types, innermost first."""
    found: dict[str, Type] = {}
    for table in schema.tables.values():
        for attribute in table.attributes:
            for type_ in _parts(attribute.type):
                _collect(type_, found)
    return list(found.values())


def _collect(type_: Type, found: dict[str, Type]) -> None:
    for part in _parts(type_):
        _collect(part, found)
    if (
        type_.kind is TypeKind.DOMAIN
        and type_.checks
        and (limits_of("value", (), type_).unread or type_.base.kind is not TypeKind.BASE)
    ):
        found.setdefault(type_.sql, type_)


def _parts(type_: Type) -> Iterable[Type]:
    if type_.element is not None:
        yield type_.element
    for _, field in type_.fields:
        yield field
