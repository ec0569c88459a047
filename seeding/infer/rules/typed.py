"""Any valid value of the type, when nothing else is known."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.errors import FactoryError
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.type_rules import distinct, of_type


def typed(facts: ColumnFacts) -> Iterator[Inferred]:
    """A generator of the type; None for types that take no input or are not known."""
    try:
        generator = (distinct(facts) or of_type(facts)) if facts.unique and facts.is_text else of_type(facts)
    except FactoryError:
        return
    if generator is None:
        return
    reason = f"type {facts.attribute.type}"
    yield Inferred(generator, f"{reason} + unique" if facts.unique else reason)
