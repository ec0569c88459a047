"""The values of a column that has few."""

from __future__ import annotations

from seeding.infer.facts import ColumnFacts
from seeding.schema import TypeKind


def options_of(found: ColumnFacts) -> list[object] | None:
    """The few values a column can have; None where they are many."""
    if found.limits.choices is not None:
        values = [v for v in found.limits.choices if v not in found.limits.excluded]
        if found.is_integer:
            return [int(float(v)) for v in values]
        return [v == "true" for v in values] if found.type_name == "bool" else list(values)
    if found.type.kind is TypeKind.ENUM:
        return [label for label in found.type.labels if label not in found.limits.excluded]
    if found.type_name == "bool":
        return [True, False]
    if is_short(found) and not found.limits.patterns:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return list(letters) if found.longest == 1 else [a + b for a in letters for b in letters]
    return None


def is_short(found: ColumnFacts) -> bool:
    """Text of one or two characters: a flag rather than a name."""
    return found.longest is not None and found.longest < 3 and found.is_text
