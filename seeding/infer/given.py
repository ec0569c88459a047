"""What a column's default says of its values: a word that most rows keep, a document that shows the shape."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from seeding.columns.boolean import Bool
from seeding.columns.choice import Choice
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.terms import Terms
from seeding.infer.inferred import Inferred
from seeding.infer.vocabulary import names_row

_WORD = re.compile(r"^'([A-Za-z][\w /-]*)'::(?:text|character varying|bpchar|citext)\b")
_DOCUMENT = re.compile(r"^'(\{.*\})'::jsonb?$", re.DOTALL)
_MOST = 0.6  # of the rows, where the default is one of several words that we know
_NEARLY_ALL = 0.85
# What a row's place decides, and states and kinds, which are read with what comes after the default.
_OTHERWISE = frozenset({"time_zone", "status", "kind", "role", "region", "city", "country", "country_code", "language"})


def as_given(facts: ColumnFacts, decided: Inferred) -> Inferred:
    """A text that is the default in most rows: an application in Nairobi does not charge in euros."""
    if not facts.is_text or facts.unique or facts.limits.choices is not None or facts.limits.patterns:
        return decided
    word, concept = default_word(facts), concept_of(facts)
    made = decided.generator
    if word is None or concept in _OTHERWISE:
        return decided
    if isinstance(made, Terms) and (not names_row(facts) or facts.words == ("label",)):
        return Inferred(Choice([word]), f"default {word!r}")
    if not isinstance(made, Choice) or made.given[1].get("of"):
        return decided
    given, further = made.given
    options = given[0] if given else further.get("options", ())
    rest = [option for option in options if option != word]
    if len(options) < 2 or not rest or not all(isinstance(option, str) for option in options):
        return decided
    if concept != "currency" and len(rest) == len(options):
        return Inferred(Choice([word]), f"default {word!r}")  # words of other applications do not go with it
    share = _NEARLY_ALL if concept == "currency" else _MOST
    weights = dict(options) if isinstance(options, Mapping) else dict.fromkeys(rest, 1.0)
    whole = sum(weights[option] for option in rest)
    shares = {word: share} | {option: round((1 - share) * weights[option] / whole, 4) for option in rest}
    return Inferred(Choice(shares), f"{decided.reason}, mostly the default")


def default_word(facts: ColumnFacts) -> str | None:
    """The word that a text column's default gives; None where it gives none."""
    found = _WORD.match(facts.attribute.default or "")
    return found[1] if found is not None else None


def document_given(facts: ColumnFacts) -> dict[str, Any] | None:
    """The shape of the document that is the default, with values like those in it; None where it has no keys."""
    found = _DOCUMENT.match(facts.attribute.default or "")
    if found is None:
        return None
    try:
        document = json.loads(found[1].replace("''", "'"))
    except ValueError:
        return None
    return {str(key): _like(value) for key, value in document.items()} if document else None


def _like(value: Any) -> Any:
    """Values like one of a document: truths mostly so, numbers that are or about, the rest as it is."""
    if isinstance(value, bool):
        return Bool(_NEARLY_ALL if value else 1 - _NEARLY_ALL)
    if isinstance(value, int) and value > 0:
        return Choice({value: _MOST, 2 * value: 0.2, max(1, value // 2): 0.2}) if value > 1 else value
    if isinstance(value, dict):
        return {str(key): _like(inner) for key, inner in value.items()}
    return value
