"""What a table's rows are, told by its name: people, companies, products, things with a title."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from seeding.infer.facts import ColumnFacts


@lru_cache(maxsize=1)
def _subjects() -> dict[str, frozenset[str]]:
    text = files("seeding.infer").joinpath("data", "subjects.toml").read_text(encoding="utf-8")
    return {kind: frozenset(words.split()) for kind, words in tomllib.loads(text).items()}


def is_about(kind: str, subjects: set[str] | frozenset[str]) -> bool:
    """Whether one of the words names a row of this kind: people, companies, products, titled."""
    return bool(_subjects()[kind] & subjects)


def is_reached(facts: ColumnFacts) -> bool:
    """Whether the row says by mail and by telephone how to reach whom it is of: its name is somebody's then."""
    return all(facts.of.concepts.get((concept, "")) is not None for concept in ("email", "phone"))


def holds_people(facts: ColumnFacts) -> bool:
    """Whether the column's table holds people."""
    return is_about("people", facts.of.table_words)
