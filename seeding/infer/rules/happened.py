"""Moments that nothing is known of but that their row came to be before."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.infer.builders.times import created_column
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.temporal import moment


def happened(facts: ColumnFacts) -> Iterator[Inferred]:
    """A moment after the one that the row came to be at."""
    if facts.unique or not (facts.is_moment or facts.is_date) or concept_of(facts) is not None:
        return
    created = created_column(facts)
    if created is not None:
        yield Inferred(moment(facts, after=created, within="60d"), f"type {facts.attribute.type}, after {created}")
