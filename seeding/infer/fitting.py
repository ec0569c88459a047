"""What others' columns that refer to a column can hold: a key that fits in none of them could not be referred to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from seeding.infer.limits import Bound, Limits, limits_of
from seeding.schema import Attribute, Schema, Table

_LARGEST = {"int2": 2**15 - 1, "int4": 2**31 - 1}
_WIDER = {"int2": ("int4", "int8", "numeric"), "int4": ("int8", "numeric")}


def fit_for_children(limits: Limits, table: Table, attribute: Attribute, schema: Schema) -> Limits:
    """`limits` of a key, narrowed to what the columns that refer to it hold and, where they must, allow."""
    chosen: list[str] = []
    choosy = True
    for child, own in _referring(table, attribute, schema):
        type_ = own.type.base
        if type_.name in ("varchar", "bpchar") and type_.length is not None:
            longest = limits.longest
            limits = replace(limits, longest=type_.length if longest is None else min(longest, type_.length))
        if attribute.type.base.name in _WIDER.get(type_.name, ()):
            limits = _at_most(limits, _LARGEST[type_.name])
        if own.nullable or not any(set(check.columns) == {own.name} for check in child.checks):
            choosy = False
            continue
        allowed = limits_of(own.name, child.checks, own.type)
        chosen += allowed.choices or ()
        if allowed.patterns and not limits.patterns and allowed.choices is None:
            limits = replace(limits, patterns=allowed.patterns)
    # One row that a table of its own knows by name is one among those that others refer to.
    if chosen and limits.choices is None and not limits.patterns and (choosy or len({*chosen}) > 1):
        limits = replace(limits, choices=tuple(dict.fromkeys(chosen)))
    return limits


def _referring(table: Table, attribute: Attribute, schema: Schema) -> Iterator[tuple[Table, Attribute]]:
    """Columns of foreign keys that hold this one's values; none where the server makes those."""
    if not attribute.writable or attribute.identity is not None or attribute.sequence is not None:
        return
    for child, key in schema.children.get(table.name, ()):
        for own, there in zip(key.columns, key.parent_columns, strict=True):
            if there == attribute.name and key.enforced and child.name != table.name:
                yield child, child.by_name[own]


def _at_most(limits: Limits, largest: int) -> Limits:
    upper = limits.upper
    if upper is not None and (not isinstance(upper.point, Decimal) or upper.point <= largest):
        return limits
    return replace(limits, upper=Bound(Decimal(largest)))
