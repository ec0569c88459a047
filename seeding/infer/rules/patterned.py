"""Text that a check holds to a regular expression."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.errors import FactoryError
from seeding.infer import type_rules
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred


def patterned(facts: ColumnFacts) -> Iterator[Inferred]:
    """What the expression describes, where it can be read backwards."""
    if not facts.limits.patterns or not facts.is_text:
        return
    try:
        generator = type_rules.patterned(facts)
    except FactoryError:
        return
    reason = f"check ~ '{facts.limits.patterns[0].pattern}'"
    yield Inferred(generator, f"{reason} + unique" if facts.unique else reason)
