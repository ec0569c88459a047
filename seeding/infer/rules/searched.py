"""Columns for full-text search: what they find are the words of the row's own texts."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.lexemes import Lexemes
from seeding.infer.inferred import Inferred

_READ = ("title", "name", "product_name", "full_name", "sentence", "paragraph")


def searched(facts: ColumnFacts) -> Iterator[Inferred]:
    """The words of titles, names and texts beside a `tsvector`."""
    if facts.type_name != "tsvector" or facts.unique:
        return
    texts = [
        (_READ.index(concept), other.name)
        for other in facts.of.columns.values()
        if other.is_text and other.attribute.writable and (concept := concept_of(other)) in _READ
    ]
    if texts:
        names = [name for _, name in sorted(texts, key=lambda found: found[0])]
        yield Inferred(Lexemes(names), f"type tsvector, from {', '.join(names)}")
