"""What companies are called: an invented name, with what a house or firm of its kind has in it."""

from __future__ import annotations

from seeding.columns.company import Company
from seeding.infer.builders.common import Made, told_apart
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.terms import Terms
from seeding.infer.vocabulary import vocabulary, vocabulary_of

_ROOM = 32  # characters that hold the longest of these names


def company(facts: ColumnFacts) -> Made:
    """ "Pelvondra Logistics"; for a hotel, a school, a bank … "Branowick Hotel"."""
    kind = vocabulary_of(facts)
    named = kind is not None and "establishment" in vocabulary(kind)
    if not named or (facts.longest is not None and facts.longest < _ROOM):
        return told_apart(facts, Company())
    return Terms(kind, unique=True) if facts.unique else Terms(kind)
